"""The paper channel of a vote: print runs, post, scans, doubtful marks, and the books that must balance."""
