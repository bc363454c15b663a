"""The command line: one module a command in `consult/commands`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from typing import Protocol, cast

import consult.commands
from consult.errors import Refusal, UnsafeToStart


class Command(Protocol):
    SUMMARY: str
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def names() -> list[str]:
    """Command names in alphabetical order."""
    modules = (info.name for info in pkgutil.iter_modules(consult.commands.__path__))
    return sorted(name.replace("_", "-") for name in modules if not name.startswith("_"))


def load(name: str) -> Command:
    return cast(Command, importlib.import_module(f"consult.commands.{name.replace('-', '_')}"))


def overview() -> str:
    width = max(map(len, names()), default=0)
    lines = [f"  {name:<{width}}  {load(name).SUMMARY}" for name in names()]
    head = "usage: mitsprache COMMAND [options]\n\ncommands\n"
    return head + "\n".join(lines) + "\n\nmitsprache COMMAND --help says more."


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 the answer is no, 2 wrong input or use."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0 if arguments else 2
    name = arguments[0]
    if name == "--version":
        from importlib.metadata import version

        print(f"mitsprache {version('mitsprache')}")
        return 0
    if name not in names():
        print(f"mitsprache: no command {name!r}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    command = load(name)
    parser = argparse.ArgumentParser(
        prog=f"mitsprache {name}",
        description=command.SUMMARY,
        epilog=f"example: {command.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    args = parser.parse_args(arguments[1:])
    try:
        return command.run(args)
    except (Refusal, UnsafeToStart) as refusal:
        print(f"mitsprache {name}: {refusal}", file=sys.stderr)
    except OSError as error:
        print(f"mitsprache {name}: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    except ValueError as error:
        from consult.counting.values import CountingError

        if not isinstance(error, CountingError):
            raise
        print(f"mitsprache {name}: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
