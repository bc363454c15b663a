"""A pen, a hand and a bad scanner, drawn from seeds: what the tests and the scan bench put before the reader."""
