"""Tables of accounts and of the audit log (main database). Rows never leave `store.py`."""

import sqlalchemy as sa

from consult.db import MainRow

accounts = sa.Table(
    "staff_account",
    MainRow.metadata,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("name", sa.String(32), nullable=False, unique=True),
    sa.Column("full_name", sa.String(120), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),  # Argon2id, with its parameters and salt
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

audit = sa.Table(
    "staff_audit",
    MainRow.metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("consultation_id", sa.String(24), index=True),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("prev", sa.String(64), nullable=False),
    sa.Column("head", sa.String(64), nullable=False),
)
