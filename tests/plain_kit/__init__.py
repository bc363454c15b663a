"""Corruptions of notices, written apart from the guard that must catch them."""
