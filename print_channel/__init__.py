"""The paper channel: letters, ballots and other printed matter, and reading back what returns."""
