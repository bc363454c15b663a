"""`docs/reference/cli.md`, made from the commands: `python -m consult.reference > docs/reference/cli.md`."""

from __future__ import annotations

import argparse

from consult.cli import load, names

HEAD = """# Command line

Generated from the code (`python -m consult.reference`); a test keeps it true. Every command takes `--help`; with
`--json` it prints one JSON document on standard output and nothing else there; progress goes to standard error.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the answer is "no": an alarm, a failed verification |
| 2 | wrong input or use; nothing was changed |
"""


def reference() -> str:
    return HEAD + "".join(section(name) for name in names())


def section(name: str) -> str:
    command = load(name)
    parser = argparse.ArgumentParser(prog=f"mitsprache {name}", add_help=False)
    command.add_arguments(parser)
    lines = [f"\n## mitsprache {name}\n\n{command.SUMMARY}\n\n    {command.EXAMPLE}\n"]
    lines += [_table(action_parser) for action_parser in _parsers(parser)]
    return "\n".join(lines)


def _parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parser itself and those of its sub-commands."""
    found = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += list(action.choices.values())
    return found


def _table(parser: argparse.ArgumentParser) -> str:
    rows = [
        _row(action)
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
    ]
    if not rows:
        return ""
    return "\n".join([f"`{parser.prog}`\n", "| argument | what it is | default |", "|---|---|---|", *rows, ""])


def _row(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
    if action.option_strings and action.nargs != 0:
        name += f" {action.metavar or action.dest.upper()}"
    if action.choices:
        name += f" ({', '.join(map(str, action.choices))})"
    default = "" if action.default in (None, False, argparse.SUPPRESS) else f"`{action.default}`"
    text = (action.help or "").replace("|", "\\|").replace("%(default)s", str(action.default)).replace("%%", "%")
    return f"| `{name}` | {text} | {default} |".replace("  |", " |")


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201  # this module is a generator of a document
