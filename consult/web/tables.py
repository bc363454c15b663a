from datetime import datetime

from sqlalchemy import DateTime
from sqlmodel import Field

from consult.db import MainRow


class WebSessionRow(MainRow, table=True):
    """One log-in. The token itself is only in the browser; here is its SHA-256."""

    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=8)
    subject: str = Field(max_length=64)
    seen_at: datetime = Field(sa_type=DateTime(timezone=True))


class WebSecretRow(MainRow, table=True):
    """Key that signs form tokens; made once for an installation, so that several server processes share it."""

    __tablename__ = "web_secret"

    name: str = Field(primary_key=True, max_length=16)
    value: str


class OutboxRow(MainRow, table=True):
    """An e-mail that waits to be sent; deleted as soon as the mail server has it. `facts` is a JSON object."""

    __tablename__ = "mail_outbox"

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    tag: str = Field(max_length=20)
    key: str = Field(max_length=40)
    facts: str
    tries: int = 0
