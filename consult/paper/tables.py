"""Tables of the paper channel (main database). Rows never leave `store.py`. None of them knows a voter."""

import sqlalchemy as sa

from consult.db import MainRow

INSTANT = sa.DateTime(timezone=True)

runs = sa.Table(
    "paper_run",
    MainRow.metadata,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("consultation_id", sa.String(24), nullable=False, index=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.Column("pieces", sa.Integer, nullable=False),
    sa.Column("files", sa.JSON, nullable=False),  # [{"name", "pieces", "sha256"}]
    sa.Column("folder", sa.String(400), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
)

# Serials are written sorted and carry neither language, run nor time: nothing here says whose ballot it was.
serials = sa.Table(
    "paper_serial",
    MainRow.metadata,
    sa.Column("consultation_id", sa.String(24), primary_key=True),
    sa.Column("serial", sa.String(16), primary_key=True),
    sa.Column("void", sa.Boolean, nullable=False),
)

# What people counted by hand: handed out, spoiled, in stock, empty envelopes, ... The last entry of a name counts.
tallies = sa.Table(
    "paper_tally",
    MainRow.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.String(24), nullable=False, index=True),
    sa.Column("name", sa.String(24), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
)

explanations = sa.Table(
    "paper_explanation",
    MainRow.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.String(24), nullable=False, index=True),
    sa.Column("equation", sa.String(24), nullable=False),
    sa.Column("difference", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("at", INSTANT, nullable=False),
)

scans = sa.Table(
    "paper_scan",
    MainRow.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.String(24), nullable=False),
    sa.Column("batch", sa.String(40), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("at", INSTANT, nullable=False),
    sa.UniqueConstraint("consultation_id", "sha256"),
)

pages = sa.Table(
    "paper_page",
    MainRow.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation_id", sa.String(24), nullable=False),
    sa.Column("scan_id", sa.ForeignKey("paper_scan.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),  # page of the scan file, from 1
    sa.Column("outcome", sa.String(12), nullable=False),  # read, blank, unreadable, foreign
    sa.Column("reason", sa.String(200)),
    sa.Column("serial", sa.String(24)),
    sa.Column("page", sa.Integer),
    sa.Column("style", sa.String(24)),
    sa.Column("marks", sa.JSON),  # [[key, value, state, score]] of all boxes that aren't clearly unmarked
    sa.Index("ix_paper_page_ballot", "consultation_id", "serial"),
)

doubts = sa.Table(
    "paper_doubt",
    MainRow.metadata,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("consultation_id", sa.String(24), nullable=False),
    sa.Column("key", sa.String(400), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("serial", sa.String(24), nullable=False),
    sa.Column("row", sa.String(200)),
    sa.Column("value", sa.Integer),
    sa.Column("readings", sa.JSON, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),  # open, settled, gone
    sa.Column("decision", sa.Text),
    sa.UniqueConstraint("consultation_id", "key"),
    sa.Index("ix_paper_doubt_state", "consultation_id", "state"),
)

votes = sa.Table(
    "paper_doubt_vote",
    MainRow.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("doubt_id", sa.ForeignKey("paper_doubt.id"), nullable=False, index=True),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("reason", sa.String(24), nullable=False),
    sa.Column("image_sha256", sa.String(64)),  # what this person looked at
    sa.Column("at", INSTANT, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
)
