"""Where captions go: files, streams and sockets."""
