"""People who run a consultation: accounts, what each role may do, and a log that can only grow."""
