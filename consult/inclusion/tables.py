from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from consult.db import MainRow


class WaySwitchRow(MainRow, table=True):
    """A way that one consultation does not offer."""

    __tablename__ = "inclusion_way_off"
    __table_args__ = (UniqueConstraint("consultation_id", "right", "channel"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: str = Field(index=True)
    right: str
    channel: str


class GapReasonRow(MainRow, table=True):
    """Why a right is online only, in the administrator's words; published."""

    __tablename__ = "inclusion_gap_reason"
    __table_args__ = (UniqueConstraint("consultation_id", "right"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: str = Field(index=True)
    right: str
    reason: str
