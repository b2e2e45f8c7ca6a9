"""Subtitle files in, cues out: times and text as they are meant, styles and positions left behind."""
