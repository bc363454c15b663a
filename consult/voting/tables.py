"""Tables of the urn, a database of its own. Nothing in it says when somebody voted: no serial, no time, no row id
(`WITHOUT ROWID`), and `batch` only tells in which published hour a box appeared on the board."""

import sqlalchemy as sa

from consult.db import UrnRow

casts = sa.Table(
    "urn_cast",
    UrnRow.metadata,
    sa.Column("consultation", sa.String(64), primary_key=True),
    sa.Column("voter_no", sa.String(9), primary_key=True),
    sa.Column("order_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("channel", sa.String(6), nullable=False),
    sa.Column("key_tag", sa.LargeBinary(16), nullable=False),
    sa.Column("body_tag", sa.LargeBinary(16), nullable=False),
    sa.Column("batch", sa.Integer),
    sa.Column("box", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

envelopes = sa.Table(
    "urn_envelope",
    UrnRow.metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("consultation", sa.String(64), nullable=False),
    sa.Column("voter_no", sa.String(9), nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("late", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("day", sa.String(10), nullable=False),  # ISO date of arrival, told to the person
    sa.Index("ix_urn_envelope_person", "consultation", "voter_no"),
    sqlite_with_rowid=False,
)

voids = sa.Table(
    "urn_void",
    UrnRow.metadata,
    sa.Column("consultation", sa.String(64), primary_key=True),
    sa.Column("voter_no", sa.String(9), primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("channel", sa.String(6), primary_key=True),
    sa.Column("through", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

board = sa.Table(
    "urn_board",
    UrnRow.metadata,
    sa.Column("consultation", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entry", sa.Text, nullable=False),  # the published line
    sqlite_with_rowid=False,
)

frozen = sa.Table(
    "urn_frozen",
    UrnRow.metadata,
    sa.Column("consultation", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("standings", sa.Text, nullable=False),  # the register as it was, see closing.py
    sqlite_with_rowid=False,
)

ALL = [casts, envelopes, voids, board, frozen]
