"""The published bundle: a folder of static files that any web server can host and anyone can check.

docs/reference/bundle.md describes each file. `publish` refuses figures that do not add up, runs the verifier on what it
wrote, and only then lets the folder appear under its name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from consult.counting import Outcome
from consult.errors import BadInput, Conflict
from consult.voting import verify
from consult.voting.ballots import check
from consult.voting.board import canonical_json, days
from consult.voting.closing import Cvr, Frozen, Opened
from consult.voting.election import Election, result_to_json, tally

FORMAT = "mitsprache-bundle/1"


@dataclass(frozen=True, slots=True)
class PaperCount:
    """What came out of the opened envelopes. `rejected`: reason -> envelopes without a countable ballot.

    `late_after_freeze`: mail that arrived when the urn took no more; it stays closed and is counted here.
    `unexplained`: opened envelopes minus ballots minus rejected; other than 0 only with a written `explanation`.
    """

    cvrs: Sequence[Cvr] = ()
    rejected: Mapping[str, int] = field(default_factory=dict)
    late_after_freeze: int = 0
    unexplained: int = 0
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """`root` is the digest to print in the newspaper; `outcome` for the result page."""

    path: Path
    root: str
    outcome: Outcome
    cvrs: tuple[Cvr, ...] = field(repr=False)
    figures: Mapping[str, Any]


def reconcile(frozen: Frozen, opened: Opened, paper: PaperCount) -> dict[str, Any]:
    """`figures.json`. Raises `Conflict` naming the sides of the equation that does not hold."""
    if paper.late_after_freeze < 0 or any(count < 0 for count in paper.rejected.values()):
        raise BadInput("error.close.figures", detail="a figure of the paper count is negative")
    boxes = len(opened.cvrs) + sum(opened.rejected.values())
    if boxes != len(frozen.boxes):
        raise Conflict("error.close.equation", detail=f"{len(frozen.boxes)} boxes were frozen, {boxes} opened")
    envelopes = len(frozen.open_envelopes)
    paper_rejected = sum(paper.rejected.values())
    difference = envelopes - len(paper.cvrs) - paper_rejected
    if difference != paper.unexplained or (difference and not paper.explanation.strip()):
        raise Conflict(
            "error.close.equation",
            detail=f"{envelopes} envelopes were to be opened; {len(paper.cvrs)} ballots and {paper_rejected} rejected"
            f" leave {difference} unexplained: find them, or give the number and a written explanation",
        )
    channels = {channel: dict(counts) for channel, counts in frozen.figures.items()}
    post = channels["post"]
    post["counted"] = len(paper.cvrs)
    if paper.unexplained:
        post["unexplained"] = paper.unexplained
    post["rejected"] += paper_rejected
    post["late"] += paper.late_after_freeze
    post["received"] += paper.late_after_freeze
    return {
        "channels": channels,
        "opening": {
            "electronic": {
                "opened": len(frozen.boxes),
                "ballots": len(opened.cvrs),
                "rejected": dict(sorted(opened.rejected.items())),
            },
            "paper": {
                "opened": envelopes,
                "ballots": len(paper.cvrs),
                "rejected": dict(sorted(paper.rejected.items())),
                "unexplained": paper.unexplained,
                "explanation": paper.explanation,
            },
        },
    }


def publish(
    directory: Path,
    election: Election,
    frozen: Frozen,
    opened: Opened,
    paper: PaperCount,
    *,
    index_html: str | None = None,
    more: Mapping[str, bytes] | None = None,
) -> Bundle:
    """Counts, writes, verifies, then renames the folder into place. `more`: further files by name (certificate, open
    data, minutes). Raises `Conflict` when the folder is there already or the figures do not add up."""
    if directory.exists():
        raise Conflict("error.bundle.exists", detail=f"{directory}: there already is a bundle")
    figures = reconcile(frozen, opened, paper)
    cvrs = tuple(sorted((*opened.cvrs, *paper.cvrs), key=lambda cvr: cvr.tracker))
    _require_valid(election, cvrs)
    repeated = sorted(tracker for tracker, times in Counter(cvr.tracker for cvr in cvrs).items() if times > 1)
    outcome = tally(election, cvrs)
    lines = [canonical_json(_published(election, cvr)) for cvr in cvrs]
    if election.check == "inclusion":
        lines.sort()
    files = {
        "election.json": _document(election.as_json()),
        "cvrs.jsonl": _lines(lines),
        "board.jsonl": _lines([entry.line() for entry in frozen.board]),
        "roots.json": _document([day.as_json() for day in days(frozen.board)]),
        "figures.json": _document({**figures, "repeated_trackers": repeated}),
        "result.json": _document(result_to_json(election, outcome, cvrs)),
        "verify.py": Path(verify.__file__).read_bytes(),
        **(more or {}),
    }
    if election.check == "inclusion":
        files["trackers.txt"] = _lines(sorted(cvr.tracker for cvr in cvrs))
    files["index.html"] = (index_html or _index(election.title, sorted(files))).encode()
    manifest = manifest_of(election.consultation, files)
    files["manifest.json"] = _document(manifest)
    _write(directory, files)
    return Bundle(directory, manifest["root"], outcome, cvrs, figures)


def _require_valid(election: Election, cvrs: Sequence[Cvr]) -> None:
    for cvr in cvrs:
        if all(check(style, cvr.content) for style in election.styles):
            raise BadInput("error.close.invalid_cvr", detail="a paper CVR is not valid for any ballot of this vote")


def _published(election: Election, cvr: Cvr) -> dict[str, Any]:
    record = cvr.as_json()
    if election.check == "inclusion":
        del record["tracker"]
    return record


def manifest_of(consultation: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Names, sizes and SHA-256 of all files but itself, and `root`, the digest of all that."""
    listing = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    body = {"format": FORMAT, "consultation": consultation, "files": listing}
    return {**body, "root": hashlib.sha256(canonical_json(body).encode()).hexdigest()}


def _document(value: object) -> bytes:
    return (canonical_json(value) + "\n").encode()


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _index(title: str, names: Sequence[str]) -> str:
    links = "".join(f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in [*names, "manifest.json"])
    name = escape(title)
    return (
        f'<!doctype html><html lang="und"><meta charset="utf-8"><title>{name}</title><h1>{name}</h1><ul>{links}</ul>\n'
    )


def _write(directory: Path, files: Mapping[str, bytes]) -> None:
    directory.parent.mkdir(parents=True, exist_ok=True)
    temporary = directory.with_name(f".{directory.name}.part")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    for name, data in files.items():
        with (temporary / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    findings = verify.verify(temporary).findings
    if findings:
        raise Conflict("error.bundle.verify", detail=f"the bundle does not verify: {findings[0]}")
    temporary.rename(directory)
    handle = os.open(directory.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
