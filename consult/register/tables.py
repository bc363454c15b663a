"""Tables of the register (main database). Rows never leave `store.py`."""

import sqlalchemy as sa

from consult.db import MainRow

voters = sa.Table(
    "register_voter",
    MainRow.metadata,
    sa.Column("voter_no", sa.String(9), primary_key=True),
    sa.Column("consultation", sa.String(64), nullable=False, index=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("electronic_from", sa.Integer, nullable=False),
    sa.Column("entitled", sa.Boolean, nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("address", sa.Text, nullable=False),  # lines
    sa.Column("postcode", sa.String(10), nullable=False),
    sa.Column("city", sa.String(100), nullable=False),
    sa.Column("language", sa.String(20), nullable=False),
    sa.Column("large_print", sa.Boolean, nullable=False),
    sa.Column("district", sa.String(100)),
    sa.Column("email", sa.String(254)),
    sa.Column("sort_name", sa.String(200), nullable=False, index=True),
)

credentials = sa.Table(
    "register_credential",
    MainRow.metadata,
    sa.Column("voter_no", sa.ForeignKey("register_voter.voter_no"), primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("tag", sa.LargeBinary(32)),  # HMAC(K_R, code); NULL until the letter is printed
    sa.Column("office", sa.String(100)),
)

failures = sa.Table(
    "register_failure",
    MainRow.metadata,
    sa.Column("place", sa.LargeBinary(32), primary_key=True),  # HMAC(K_R, voter number and source address)
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last", sa.DateTime(timezone=True), nullable=False, index=True),
)
