"""The registry of rules: one entry and one module each."""

from __future__ import annotations

from collections.abc import Mapping

from consult.counting.rules.base import Rule, Selection
from consult.counting.rules.bos import bounded_overspending
from consult.counting.rules.greedy import greedy
from consult.counting.rules.maximin import maximin_support
from consult.counting.rules.mes import equal_shares
from consult.counting.rules.phragmen import phragmen

RULES: Mapping[str, Rule] = {
    "greedy": greedy,
    "mes": equal_shares,
    "phragmen": phragmen,
    "maximin": maximin_support,
    "bos": bounded_overspending,
}

__all__ = ["RULES", "Rule", "Selection"]
