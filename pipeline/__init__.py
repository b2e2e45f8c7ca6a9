"""From a live or recorded Mandarin show to subtitles in many languages, in step with the picture."""

__version__ = "0.1.0"
