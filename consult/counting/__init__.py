"""Counting participatory budgets: exact rules, named ties, Pabulib files. Imports nothing else of the project."""

from consult.counting.election import Election, Note
from consult.counting.engine import count
from consult.counting.options import Options, make_options, options_from_meta
from consult.counting.pabulib import PabulibError, read_pb
from consult.counting.pabulib_write import write_pb
from consult.counting.ties import TieRefused, lot
from consult.counting.values import (
    Ballots,
    Choices,
    CountingError,
    Instance,
    Number,
    Outcome,
    Project,
    Round,
    Tie,
    Vote,
)

__all__ = [
    "Ballots",
    "Choices",
    "CountingError",
    "Election",
    "Instance",
    "Note",
    "Number",
    "Options",
    "Outcome",
    "PabulibError",
    "Project",
    "Round",
    "Tie",
    "TieRefused",
    "Vote",
    "count",
    "lot",
    "make_options",
    "options_from_meta",
    "read_pb",
    "write_pb",
]
