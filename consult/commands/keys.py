"""`mitsprache keys`: makes and handles the keys; the tally key on a machine without a network."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import Any

from consult import settings
from consult.errors import BadInput
from consult.register.keys import create_register_key
from consult.voting import keys

SUMMARY = "make the register key and the tally key, split the tally key into word lists, join them again"
EXAMPLE = "mitsprache keys create --out tally.key --shares words/"
PASSPHRASE = "MITSPRACHE_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable, not a passphrase


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    register = actions.add_parser("register", help="make the register key of an installation")
    register.add_argument("--data-dir", type=Path, default=Path("var"), help="data directory (default: var)")
    create = actions.add_parser("create", help="make a tally key, protected by a passphrase")
    create.add_argument("--out", type=Path, required=True, help="the key file")
    create.add_argument("--shares", type=Path, metavar="DIR", help="also write three word lists, any two give the key")
    join = actions.add_parser("join", help="make the key file again from two word lists")
    join.add_argument("words", nargs=2, type=Path, help="files with one word list each")
    join.add_argument("--public", required=True, metavar="HEX", help="the public tally key, as published")
    join.add_argument("--out", type=Path, required=True, help="the key file")
    show = actions.add_parser("show", help="print the public half of a key file")
    show.add_argument("file", type=Path)
    for action in (register, create, join, show):
        action.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    answer: dict[str, Any] = _ACTIONS[args.action](args)
    if args.json:
        print(json.dumps(answer))
    else:
        for name, value in answer.items():
            print(f"{name}: {value}")
    return 0


def _register(args: argparse.Namespace) -> dict[str, Any]:
    path = settings.load(args.data_dir).register_key_path
    create_register_key(path)
    return {"file": str(path)}


def _create(args: argparse.Namespace) -> dict[str, Any]:
    key = keys.create_tally_key()
    keys.save_key_file(args.out, key, _new_passphrase())
    answer: dict[str, Any] = {"file": str(args.out), "public": key.public.hex()}
    if args.shares:
        answer["shares"] = [str(path) for path in _write_shares(args.shares, key)]
    return answer


def _write_shares(folder: Path, key: keys.TallyKey) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = []
    for number, words in enumerate(keys.split_key(key), 1):
        path = folder / f"share-{number}.txt"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(words + "\n")
        paths.append(path)
    return paths


def _join(args: argparse.Namespace) -> dict[str, Any]:
    try:
        public = bytes.fromhex(args.public)
        lists = [path.read_text(encoding="ascii") for path in args.words]
    except ValueError:
        raise BadInput("error.keys.words", detail="--public: hexadecimal digits expected; words: plain text") from None
    key = keys.join_key(lists, public)
    keys.save_key_file(args.out, key, _new_passphrase())
    return {"file": str(args.out), "public": key.public.hex()}


def _show(args: argparse.Namespace) -> dict[str, Any]:
    return {"file": str(args.file), "public": keys.public_key_of(args.file).hex()}


def _new_passphrase() -> str:
    """From the environment (rehearsals, scripts) or typed twice; never an argument that others can see in `ps`."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        raise BadInput("error.keys.passphrase", detail=f"no terminal to ask for a passphrase: set {PASSPHRASE}")
    first = getpass.getpass("passphrase: ", stream=sys.stderr)
    if getpass.getpass("once more: ", stream=sys.stderr) != first:
        raise BadInput("error.keys.passphrase", detail="the two passphrases differ")
    return first


_ACTIONS = {"register": _register, "create": _create, "join": _join, "show": _show}
