"""`zimu serve`: streams that hooks and the API start, and what players and pages ask for, in one process."""
