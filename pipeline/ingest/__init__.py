"""Sound from a file or a stream, placed on the media timeline."""
