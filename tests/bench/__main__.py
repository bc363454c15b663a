"""`make bench [ONLY=name]`: one JSON object a line on standard output, progress on standard error."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys

import tests.bench as package


def main(only: str | None) -> int:
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if info.name.startswith("bench_"))
    if only and f"bench_{only}" not in names:
        print(f"no bench {only!r}; there are: {', '.join(name[6:] for name in names)}", file=sys.stderr)
        return 2
    for name in [f"bench_{only}"] if only else names:
        print(f"bench {name[6:]} ...", file=sys.stderr)
        for row in importlib.import_module(f"tests.bench.{name}").run():
            print(json.dumps({"bench": name[6:], **row}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
