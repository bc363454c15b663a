"""What a consultation changed in the rights table."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from consult.inclusion.rules import Channel
from consult.inclusion.tables import GapReasonRow, WaySwitchRow


def ways_off(session: Session, consultation_id: str) -> set[tuple[str, Channel]]:
    rows = session.exec(select(WaySwitchRow).where(WaySwitchRow.consultation_id == consultation_id))
    return {(row.right, Channel(row.channel)) for row in rows}


def reasons(session: Session, consultation_id: str) -> dict[str, str]:
    rows = session.exec(select(GapReasonRow).where(GapReasonRow.consultation_id == consultation_id))
    return {row.right: row.reason for row in rows}


def switch(session: Session, consultation_id: str, right: str, channel: Channel, *, on: bool) -> None:
    session.exec(
        delete(WaySwitchRow).where(
            col(WaySwitchRow.consultation_id) == consultation_id,
            col(WaySwitchRow.right) == right,
            col(WaySwitchRow.channel) == channel.value,
        )
    )
    if not on:
        session.add(WaySwitchRow(consultation_id=consultation_id, right=right, channel=channel.value))
    session.flush()


def give_reason(session: Session, consultation_id: str, right: str, reason: str) -> None:
    session.exec(
        delete(GapReasonRow).where(
            col(GapReasonRow.consultation_id) == consultation_id, col(GapReasonRow.right) == right
        )
    )
    if reason.strip():
        session.add(GapReasonRow(consultation_id=consultation_id, right=right, reason=reason.strip()))
    session.flush()
