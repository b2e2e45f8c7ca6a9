"""How one line becomes its text in another language: what is asked, what may be shown, what waits."""
