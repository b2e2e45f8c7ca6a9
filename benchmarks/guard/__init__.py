"""The guard of the hot path: what each kernel costs, beside what was last accepted."""
