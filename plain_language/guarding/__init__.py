"""The guard: compares a rewriting with its source and says what changed."""

from plain_language.guarding.compare import guard, guard_statement

__all__ = ["guard", "guard_statement"]
