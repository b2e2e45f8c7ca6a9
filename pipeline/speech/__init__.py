"""From sound to sentences: when somebody speaks, what was said for sure, where a sentence ends."""
