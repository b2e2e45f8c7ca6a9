"""Recordings heard whole: zimu beside both ways of faster-whisper, in one run, and what comes of it."""
