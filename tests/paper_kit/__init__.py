"""A pen, a hand and a bad scanner, drawn from seeds: what the reading tests and the scan bench put in front of the reader."""
