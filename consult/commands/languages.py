"""Are all languages sound? Facts rendered and read back, catalogues checked against the German ones."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from consult.errors import BadInput
from i18n import FIRST_TWELVE, LANGUAGES

SUMMARY = "list the languages; --check renders random facts, reads them back and checks every catalogue"
EXAMPLE = "mitsprache languages --check --json"


STAFF = ("admin", "record")  # domains that no resident reads


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="facts there and back, and every catalogue")
    parser.add_argument("--sets", type=int, default=1000, metavar="N", help="random fact sets (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="start of the random numbers (default %(default)s)")
    parser.add_argument("--digest", metavar="DOMAIN/TAG", help="print the digest that a signature of a catalogue needs")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    if args.digest:
        return _digest(args.digest)
    if args.sets < 0:
        raise BadInput("error.settings", detail="--sets is a number from 0 on")
    answer = _check(args.sets, args.seed) if args.check else {"languages": list(LANGUAGES)}
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(answer)
    return 1 if answer.get("wrong_facts") or answer.get("broken") else 0


def _digest(name: str) -> int:
    from i18n.signing import digest

    domain, _, tag = name.partition("/")
    found = digest(domain, tag)
    if found is None:
        raise BadInput("error.not_found", detail=f"no catalogue {name!r}")
    print(found)
    return 0


def _check(sets: int, seed: int) -> dict[str, Any]:
    import consult
    from i18n.check import check_facts
    from i18n.lint import check_all, complete, missing, usage
    from i18n.samples import fact_sets
    from i18n.signing import is_language_signed

    print(f"{sets} fact sets in {len(LANGUAGES)} languages ...", file=sys.stderr)
    checked, wrong = check_facts(fact_sets(sets, seed), LANGUAGES)
    findings = check_all()
    root = Path(consult.__file__).parent.parent
    used = usage(root / package for package in ("consult", "print_channel", "plain_language"))
    broken = any(finding.rule == "file" for finding in findings)
    return {
        "languages": list(LANGUAGES),
        "first_twelve": list(FIRST_TWELVE),
        "facts_checked": checked,
        "wrong_facts": len(wrong),
        "wrong": [{"language": w.tag, "kind": w.kind, "way": w.way, "written": w.written} for w in wrong[:50]],
        "catalogues": {}
        if broken
        else {
            tag: {
                "complete": complete(tag),
                "residents": complete(tag, without=STAFF),
                "signed": is_language_signed(tag),
                "missing": {domain: count for domain, count in missing(tag).items() if count},
            }
            for tag in LANGUAGES
        },
        "broken": [_finding(finding) for finding in findings if finding.broken],
        "remarks": [_finding(finding) for finding in findings if not finding.broken],
        "keys_missing": dict(used.missing),
        "keys_unused": list(used.unused),
    }


def _finding(finding: Any) -> dict[str, str]:
    return {
        "catalogue": finding.catalogue,
        "key": finding.key,
        "rule": finding.rule,
        "message": finding.message,
    }


def _tell(answer: dict[str, Any]) -> None:
    if "facts_checked" not in answer:
        for row in LANGUAGES.values():
            print(f"{row.tag:<10} {row.direction}  {row.english:<20} {row.own_name}")
        return
    print(f"facts: {answer['facts_checked']} checked, {answer['wrong_facts']} wrong")
    for tag, state in answer["catalogues"].items():
        signed = "signed" if state["signed"] else "machine draft, not signed"
        print(f"{tag:<10} {state['complete']:>7.1%}  residents' pages and letters {state['residents']:>7.1%}  {signed}")
    for title in ("broken", "remarks"):
        for row in answer[title]:
            print(f"{title}: {row['catalogue']} {row['key']}: {row['rule']}: {row['message']}")
    for key, place in answer["keys_missing"].items():
        print(f"no such message: {key} ({place})")
    for key in answer["keys_unused"]:
        print(f"never used: {key}")
