"""What every page has in common: words, sessions, forms, headers, refusals."""
