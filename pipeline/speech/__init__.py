"""From sound to sentences: when somebody speaks, when to run the recogniser, what to commit, where a sentence ends."""
