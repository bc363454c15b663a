"""Tables of notices and statements (main database). Rows never leave `store.py`."""

import sqlalchemy as sa

from consult.consultations.columns import Instant
from consult.db import MainRow

notices = sa.Table(
    "notice",
    MainRow.metadata,
    sa.Column("consultation", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("plain", sa.JSON, nullable=False),
    sa.Column("statements_until", Instant),
    sa.Column("published_at", Instant),
    sa.Column("decision", sa.Text, nullable=False),
)

statements = sa.Table(
    "statement",
    MainRow.metadata,
    sa.Column("consultation", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("notice", sa.Integer),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("tag", sa.String(20), nullable=False),
    sa.Column("channel", sa.String(5), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("answer_tag", sa.String(20), nullable=False),
    sa.Column("answered_at", Instant),
    sa.Column("contact_name", sa.String(200), nullable=False),
    sa.Column("contact_email", sa.String(254), nullable=False),
    sa.Column("contact_address", sa.Text, nullable=False),
)
