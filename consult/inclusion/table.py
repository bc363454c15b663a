"""The rights table as data: one row a right, one cell a channel, each way with the code that does it.

A test imports every `code` and looks every `test` up, so that the public table cannot promise what is not there.
"""

from __future__ import annotations

from consult.inclusion.rules import Channel, Way

WEB, POST, DESK, PHONE = Channel.WEB, Channel.POST, Channel.DESK, Channel.PHONE

RIGHTS: dict[str, dict[Channel, tuple[Way, ...]]] = {}
