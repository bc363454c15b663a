"""Rewriting a sentence by conservative rules: `rewrite` applies the registry in order and says which rules worked."""

from plain_language.rewriting.engine import RULES, Draft, rewrite

__all__ = ["RULES", "Draft", "rewrite"]
