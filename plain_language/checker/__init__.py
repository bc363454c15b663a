"""The checker: finds what makes German hard to read, rule by rule."""

from plain_language.checker.rules import RULES, Finding, check

__all__ = ["RULES", "Finding", "check"]
