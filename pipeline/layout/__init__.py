"""From translated text to what a viewer reads: lines, captions and their times."""
