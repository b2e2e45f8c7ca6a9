"""Recordings one after another: which ones, what is remembered of them if the process dies, how it went."""
