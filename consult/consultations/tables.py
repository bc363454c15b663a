"""Tables of consultations (main database). Rows never leave `store.py`."""

import sqlalchemy as sa

from consult.consultations.columns import Instant
from consult.db import MainRow

consultations = sa.Table(
    "consultation",
    MainRow.metadata,
    sa.Column("id", sa.String(6), primary_key=True),
    sa.Column("slug", sa.String(80), nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("title", sa.JSON, nullable=False),
    sa.Column("intro", sa.JSON, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("budget_cents", sa.BigInteger, nullable=False),
    sa.Column("districts", sa.JSON, nullable=False),
    sa.Column("proposals_from", Instant),
    sa.Column("proposals_until", Instant),
    sa.Column("voting_from", Instant, nullable=False),
    sa.Column("voting_until", Instant, nullable=False),
    sa.Column("objections_until", Instant, nullable=False),
    sa.Column("ballot", sa.JSON, nullable=False),
    sa.Column("rule", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("ballot_fixed", sa.Boolean, nullable=False),
    sa.Column("tally_public_key", sa.String(64)),
    sa.Column("small_town", sa.Boolean, nullable=False),
)

projects = sa.Table(
    "project",
    MainRow.metadata,
    sa.Column("consultation", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(80), nullable=False),
    sa.Column("title", sa.JSON, nullable=False),
    sa.Column("description", sa.JSON, nullable=False),
    sa.Column("cost_cents", sa.BigInteger, nullable=False),
    sa.Column("district", sa.String(100)),
    sa.Column("proposal", sa.Integer),
    sa.UniqueConstraint("consultation", "id"),
)

progress = sa.Table(
    "project_progress",
    MainRow.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("consultation", sa.ForeignKey("consultation.id"), nullable=False, index=True),
    sa.Column("project", sa.Integer, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("text", sa.JSON, nullable=False),
)

proposals = sa.Table(
    "proposal",
    MainRow.metadata,
    sa.Column("consultation", sa.ForeignKey("consultation.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("tag", sa.String(20), nullable=False),
    sa.Column("district", sa.String(100)),
    sa.Column("channel", sa.String(5), nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("cost_cents", sa.BigInteger),
    sa.Column("reason", sa.JSON, nullable=False),
    sa.Column("merged_into", sa.Integer),
    sa.Column("project", sa.Integer),
    sa.Column("contact_name", sa.String(200), nullable=False),
    sa.Column("contact_email", sa.String(254), nullable=False),
    sa.Column("contact_address", sa.Text, nullable=False),
)
