"""The vote: sealed casts, one counted ballot per person, the close, the public board (docs/explanation/voting.md)."""
