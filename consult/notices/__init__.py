"""Official notices, their plain versions, and what residents say to them."""
