"""HLS: playlists and caption segments as text, and which of the origin's segments ours show. Core: no I/O."""
