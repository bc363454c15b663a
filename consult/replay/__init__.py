"""Plays a whole consultation: real people on two channels, a real server, real paper, a real count."""
