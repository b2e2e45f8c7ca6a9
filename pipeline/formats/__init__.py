"""The text of subtitle files, playlists and messages, escaping included."""
