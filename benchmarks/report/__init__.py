"""The report of `zimu bench`: runs side by side on one page that needs nothing but a browser."""
