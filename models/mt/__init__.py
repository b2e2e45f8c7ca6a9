"""Machine translation: one engine a file, all behind the protocol of `models.mt.types`."""
