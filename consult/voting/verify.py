#!/usr/bin/env python3
"""Checks a published vote. One file, standard library only, written to be read.

    python3 -I verify.py FOLDER [--json] [--root HEX] [--no-tally]

FOLDER holds the published files (manifest.json and what it names). This program checks that

 1. every file is exactly the one that the manifest names, and the manifest is whole;
 2. the board is one unbroken chain of hashes, and the daily roots follow from it;
 3. every sealed vote on the board is accounted for: received = counted + superseded + void + rejected + late;
 4. every published ballot has a sound tracker of its own, stands in order, and was allowed on a ballot paper;
 5. an independent count of the published ballots gives the published winners, in order, and their cost.

`--root` takes the digest that was printed (newspaper, notice board, minutes): without it, whoever replaces ALL files by
a consistent forgery is not noticed; with it, they are. Exit code: 0 all is well, 1 something is not, 2 no such folder.

What it cannot check: that the opened ballots are what was in the sealed boxes. For that people look up their trackers.
"""

# ruff: noqa: T201 - this is a program

from __future__ import annotations

import argparse
import hashlib
import heapq
import json
import sys
from collections import Counter
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any, Iterable, Iterator, NamedTuple  # noqa: UP035 - reads on old Pythons

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
Ballot = tuple[tuple[str, int], ...]
OUTCOMES = ("counted", "superseded", "void", "rejected", "late")


class Wrong(Exception): ...


class Report(NamedTuple):
    findings: list[str]
    notes: list[str]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def require(condition: bool, finding: str) -> None:
    if not condition:
        raise Wrong(finding)


def check_manifest(folder: Path, root: str | None) -> dict[str, Any]:
    data = (folder / "manifest.json").read_bytes()
    manifest: dict[str, Any] = json.loads(data)
    require(data == canonical(manifest) + b"\n", "manifest.json: not in canonical form")
    body = {key: value for key, value in manifest.items() if key != "root"}
    require(sha256(canonical(body)).hex() == manifest["root"], "manifest.json: the root does not fit the manifest")
    require(root is None or root.strip().lower() == manifest["root"], "the printed root is another one")
    return manifest


def check_files(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    names = {path.name for path in folder.iterdir()}
    for name in sorted(names - set(manifest["files"]) - {"manifest.json"}):
        yield f"{name}: not named in the manifest"
    for name, facts in sorted(manifest["files"].items()):
        if name not in names:
            yield f"{name}: missing"
            continue
        data = (folder / name).read_bytes()
        if len(data) != facts["bytes"] or sha256(data).hex() != facts["sha256"]:
            yield f"{name}: changed since it was published"


def check_board(entries: list[dict[str, Any]], election: dict[str, Any]) -> list[str]:
    """Hashes of all boxes on the board."""
    require(len(entries) >= 2, "board.jsonl: too short")
    prev, last, boxes = "0" * 64, "", []
    for number, entry in enumerate(entries):
        where = f"board.jsonl, entry {number}"
        require(set(entry) == {"n", "kind", "at", "data", "prev", "head"}, f"{where}: wrong fields")
        require(entry["n"] == number and entry["prev"] == prev, f"{where}: the chain is broken")
        body = {key: value for key, value in entry.items() if key != "head"}
        require(sha256(prev.encode() + b"\n" + canonical(body)).hex() == entry["head"], f"{where}: wrong hash")
        require(entry["at"] >= last, f"{where}: goes back in time")
        expected = "opened" if number == 0 else "closed" if number == len(entries) - 1 else "casts"
        require(entry["kind"] == expected, f"{where}: is {entry['kind']}, not {expected}")
        if expected == "casts":
            batch = entry["data"]["boxes"]
            require(batch == sorted(batch), f"{where}: boxes are not sorted")
            boxes += batch
        prev, last = entry["head"], entry["at"]
    require(len(set(boxes)) == len(boxes), "board.jsonl: a box stands there twice")
    require(entries[0]["data"].get("tally_key") == election["tally_key"], "board.jsonl: opened for another tally key")
    return boxes


def merkle(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    level = [sha256(b"\x00" + leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def check_roots(entries: list[dict[str, Any]], roots: list[dict[str, Any]]) -> None:
    by_day: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        by_day.setdefault(entry["at"][:10], []).append(entry)
    expected = []
    for day, of_day in by_day.items():
        boxes = [bytes.fromhex(box) for entry in of_day for box in entry["data"].get("boxes", [])]
        root = merkle([*boxes, bytes.fromhex(of_day[-1]["head"])]).hex()
        expected.append(
            {"day": day, "first": of_day[0]["n"], "last": of_day[-1]["n"], "boxes": len(boxes), "root": root}
        )
    require(roots == expected, "roots.json: does not follow from the board")


def check_figures(figures: dict[str, Any], closed: dict[str, Any], boxes: int, ballots: int) -> Iterator[str]:
    channels, opening, before = figures["channels"], figures["opening"], closed["figures"]
    electronic, paper, post = opening["electronic"], opening["paper"], channels["post"]
    for channel, counts in channels.items():
        if min(counts[name] for name in ("received", *OUTCOMES)) < 0:
            yield f"figures.json: {channel} has a negative figure"
        if counts["received"] != sum(value for name, value in counts.items() if name != "received"):
            yield f"figures.json: {channel}: received is not counted + superseded + void + rejected + late"
    counted = channels["online"]["counted"] + channels["desk"]["counted"]
    refused, missing = sum(paper["rejected"].values()), paper["unexplained"]
    opened = electronic["ballots"] + paper["ballots"]
    for fits, finding in (
        (channels["online"]["received"] + channels["desk"]["received"] == boxes, f"{boxes} boxes are on the board"),
        (channels["online"] == before["online"], "online differs from what was closed on the board"),
        (channels["desk"] == before["desk"], "desk differs from what was closed on the board"),
        (post["superseded"] == before["post"]["superseded"], "post differs from what was closed on the board"),
        (post["void"] == before["post"]["void"], "post differs from what was closed on the board"),
        (post["late"] >= before["post"]["late"], "late mail has vanished"),
        (post["rejected"] == before["post"]["rejected"] + refused, "rejected mail does not fit the opening"),
        (post["counted"] == paper["ballots"], "counted mail does not fit the opening"),
        (paper["opened"] == before["post"]["counted"], "other envelopes were opened than were closed on the board"),
        (paper["opened"] == paper["ballots"] + refused + missing, "envelopes opened are not ballots + rejected"),
        (not missing or paper["explanation"].strip(), "envelopes are missing without an explanation"),
        (electronic["opened"] == counted, "other boxes were opened than were counted"),
        (counted == electronic["ballots"] + sum(electronic["rejected"].values()), "opened are not ballots + rejected"),
        (ballots == opened, f"{opened} ballots were opened, {ballots} are published"),
    ):
        if not fits:
            yield f"figures.json: {finding}"


def sound_tracker(tracker: str) -> bool:
    """10 symbols and a check symbol that makes a weighted sum in GF(32) zero, written XXXX-XXXX-XXX."""
    plain = tracker.replace("-", "")
    if len(plain) != 11 or tracker != f"{plain[:4]}-{plain[4:8]}-{plain[8:]}" or not set(plain) <= set(ALPHABET):
        return False
    total = 0
    for symbol in plain:
        total <<= 1
        total = (total ^ 0b100101 if total & 32 else total) ^ ALPHABET.index(symbol)
    return total == 0


def check_trackers(trackers: list[str], repeated: list[str]) -> Iterator[str]:
    if trackers != sorted(trackers):
        yield "trackers are not in order"
    if sorted(tracker for tracker, times in Counter(trackers).items() if times > 1) != repeated:
        yield "a tracker stands there twice"
    wrong = next((number for number, tracker in enumerate(trackers, 1) if not sound_tracker(tracker)), None)
    if wrong is not None:
        yield f"line {wrong}: not a tracker"


def allowed(style: dict[str, Any], kind: str, costs: dict[str, int], choices: list[Any]) -> bool:
    """Whether these choices could be made on this ballot paper."""
    ids = [project for project, _ in choices]
    values = [value for _, value in choices]
    if not choices:
        return True
    if len(set(ids)) != len(ids) or not set(ids) <= set(style["projects"]):
        return False
    if len(ids) < style["min_selections"] or over(len(ids), style["max_selections"]):
        return False
    if over(sum(costs[project] for project in ids), style["max_cost_cents"]):
        return False
    if any(type(value) is not int or value < 1 for value in values):
        return False
    return {
        "approval": set(values) == {1},
        "ranking": values == list(range(1, len(values) + 1)),
        "points": not over(max(values), style["max_points_each"]) and not over(sum(values), style["max_points"]),
    }[kind]


def over(value: int, limit: int | None) -> bool:
    return limit is not None and value > limit


def read_ballots(folder: Path, election: dict[str, Any]) -> tuple[Counter[Ballot], list[str], dict[str, int]]:
    """Equal ballots counted, the trackers, and how many ballots are blank or say none of these."""
    ballots: Counter[Ballot] = Counter()
    special = {"ballots": 0, "blank": 0, "none": 0}
    trackers: list[str] = []
    costs = {project["id"]: project["cost_cents"] for project in election["projects"]}
    place = {project["id"]: project["number"] for project in election["projects"]}
    is_open = election["check"] == "open"
    fields = {"tracker", "choices", "none"} if is_open else {"choices", "none"}
    previous = ""
    with (folder / "cvrs.jsonl").open(encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line)
            require(set(record) == fields, f"cvrs.jsonl, line {number}: wrong fields")
            ballot = tuple((project, value) for project, value in record["choices"])
            if ballot not in ballots:
                fits = any(allowed(style, election["kind"], costs, record["choices"]) for style in election["styles"])
                require(fits, f"cvrs.jsonl, line {number}: not allowed on any ballot paper")
                in_order = election["kind"] == "ranking" or list(ballot) == sorted(ballot, key=lambda c: place[c[0]])
                require(in_order, f"cvrs.jsonl, line {number}: choices are not in order")
            require(record["none"] is False or not ballot, f"cvrs.jsonl, line {number}: none of these, and choices")
            ballots[ballot] += 1
            special["ballots"] += 1
            special["none"] += record["none"] is True
            special["blank"] += not ballot and record["none"] is False
            if is_open:
                trackers.append(record["tracker"])
            else:
                require(line >= previous, f"cvrs.jsonl, line {number}: not in order")
                previous = line
    if not is_open:
        trackers = (folder / "trackers.txt").read_text("ascii").splitlines()
        require(len(trackers) == special["ballots"], "trackers.txt: not one line a ballot")
    return ballots, trackers, special


class Count:
    """A second count, independent of the first. Money in cents; every number is whole or a fraction, never rounded."""

    def __init__(self, election: dict[str, Any], ballots: Counter[Ballot]) -> None:
        self.options: dict[str, Any] = election["options"]
        projects = election["projects"]
        self.ids = [project["id"] for project in projects]
        self.cost = {project["id"]: project["cost_cents"] for project in projects}
        self.budget: int = election["budget_cents"]
        self.step, self.voters = Fraction(self.options["step"]) * election["cents_per_unit"], sum(ballots.values())
        self.ballots = list(ballots.items())
        kind, borda = election["kind"], int(self.options["borda_last"])
        self.votes, self.values, self.score, self.gain = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        self.gains: list[dict[str, int]] = []  # what a voter of each kind of ballot gains from each project
        self.holders: dict[str, Counter[tuple[int, int]]] = {project: Counter() for project in self.ids}
        self.who: dict[str, list[int]] = {project: [] for project in self.ids}  # positions of ballots that gain
        for index, (ballot, weight) in enumerate(self.ballots):
            own: dict[str, int] = {}
            for project, value in ballot:
                points = len(ballot) - value + borda if kind == "ranking" else value
                self.votes[project] += weight
                self.values[project] += value * weight
                self.score[project] += points * weight
                own[project] = {"cost": self.cost[project], "cardinality": 1}.get(self.options["satisfaction"], points)
                self.gain[project] += own[project] * weight
            self.gains.append({project: gain for project, gain in own.items() if gain > 0})
            for project, gain in self.gains[-1].items():
                self.holders[project][1, gain] += weight
                self.who[project].append(index)
        self.rank = {project: place for place, project in enumerate(self._ordered())}
        self.playing = [project for project in self.ids if self._plays(project)]
        self.wanted = [project for project in self.playing if self.cost[project] and self.gain[project] > 0]

    def _ordered(self) -> list[str]:
        """All projects in the order in which ties are decided."""

        def drawn(project: str) -> tuple[bytes, str]:
            return sha256(f"{self.options['seed']}\n{project}".encode()), project

        tie = self.options["tie"]
        if tie == "lexicographic":
            return sorted(self.ids)
        if tie == "cost-votes-lot":
            return sorted(self.ids, key=lambda p: (self.cost[p], -self.votes[p], drawn(p)))
        if tie == "votes-cost-lot":
            return sorted(self.ids, key=lambda p: (-self.votes[p], self.cost[p], drawn(p)))
        return self.ids

    def _plays(self, project: str) -> bool:
        rule, cost = self.options, self.cost[project]
        affordable = cost <= self.budget or not rule["drop_unaffordable"]
        carried = 3 * self.votes[project] * self.budget >= cost * self.voters or not rule["eligibility"]
        return affordable and carried and self.score[project] >= Fraction(rule["min_votes"])

    def total(self, chosen: Iterable[str]) -> int:
        return sum(self.cost[project] for project in chosen)

    def winners(self) -> list[str]:
        chosen = self.greedy([]) if self.options["rule"] == "greedy" else self.equal_shares()
        if self.options["comparison"] == "none":
            return chosen
        other = self.greedy([])
        better = worse = 0
        for ballot, weight in self.ballots:
            named = {project for project, value in ballot if value > 0}
            ours, theirs = len(named.intersection(chosen)), len(named.intersection(other))
            if self.options["comparison"] == "exclusion":
                ours, theirs = min(ours, 1), min(theirs, 1)
            better += weight * (ours > theirs)
            worse += weight * (theirs > ours)
        return other if worse > better else chosen

    # Greedy: most support first, as long as the money lasts.

    def merit(self, project: str) -> tuple[int, Fraction]:
        satisfaction, cost = self.options["satisfaction"], self.cost[project]
        if satisfaction == "cost":
            return 0, Fraction(self.votes[project] if cost or not self.options["density"] else 0)
        if satisfaction != "cardinality" and not self.options["density"]:
            return 0, Fraction(self.score[project])
        if cost == 0:
            return int(self.gain[project] > 0), Fraction(0)
        return 0, Fraction(self.gain[project], cost)

    def greedy(self, chosen: list[str]) -> list[str]:
        """`chosen` and what greedy adds to it."""
        left = self.budget - self.total(chosen)
        result = list(chosen)
        free = [p for p in self.playing if p not in chosen and (self.votes[p] or self.options["zero_votes"])]
        shortfall = self.options["shortfall"]
        free.sort(key=lambda p: self.rank[p])
        free.sort(key=self.merit, reverse=True)  # stable: equals stay in the order of the tie rule
        for project in free:
            cost = self.cost[project]
            if cost <= left:
                result.append(project)
                left -= cost
            elif not self.options["skip"]:
                return [*result, project] if shortfall and left >= Fraction(shortfall) * cost else result
        return result

    # Method of Equal Shares: everyone has the same money; the lowest price per unit of satisfaction is bought first.

    def equal_shares(self) -> list[str]:
        if not self.voters:
            return []
        money, completion = Fraction(self.budget, self.voters), self.options["completion"]
        chosen = self.buy(money)
        if completion in ("add1", "add1u"):
            chosen = self.add1(chosen, money)
        return self.greedy(chosen) if completion in ("greedy", "add1u") else chosen

    def add1(self, chosen: list[str], money: Fraction) -> list[str]:
        """More and more money for everyone; the last outcome that the real budget can pay."""
        if self.options["integral"]:
            money = money // self.step * self.step
        wanted = set(self.wanted)
        while not wanted <= set(chosen):
            left = self.budget - self.total(chosen)
            if self.options["exhaustive"] and all(self.cost[p] > left for p in wanted - set(chosen)):
                break
            money += self.step
            more = self.buy(money)
            if self.total(more) > self.budget:
                break
            chosen = more
        return chosen

    def buy(self, money: Fraction) -> list[str]:
        """One run. Voters with equal money form a purse; `holders[p]` says how many supporters of p, with which gain,
        have which purse. Purse 0 is empty. Amounts are whole multiples of 1/unit cent."""
        gifts = [p for p in self.playing if not self.cost[p] and self.votes[p]]
        chosen = sorted((p for p in gifts if self.gain[p] or self.options["zero_cost"]), key=lambda p: self.rank[p])
        unit, purses = money.denominator, [0, money.numerator]
        purse_of = [1] * len(self.ballots)
        holders = {project: table.copy() for project, table in self.holders.items()}
        queue = [(Fraction(self.cost[p], self.gain[p]), self.rank[p], p, 0) for p in self.wanted]
        heapq.heapify(queue)
        while queue:
            price, rank, project, seen = heapq.heappop(queue)
            if seen <= len(chosen):  # an old price; prices only rise, so it may no longer be the lowest
                new = self.price(self.cost[project], holders[project], purses, unit)
                if new is not None:
                    heapq.heappush(queue, (new, rank, project, len(chosen) + 1))
                continue
            chosen.append(project)
            factor = lcm(unit, price.denominator) // unit
            unit, purses = unit * factor, [amount * factor for amount in purses]
            each = price.numerator * (unit // price.denominator)
            after: dict[tuple[int, int], int] = {}
            for purse, gain in holders[project]:
                left = purses[purse] - each * gain
                if left > 0 and purse:
                    after[purse, gain] = len(purses)
                    purses.append(left)
            for index in self.who[project]:
                gains, weight = self.gains[index], self.ballots[index][1]
                old, new_purse = purse_of[index], after.get((purse_of[index], gains[project]), 0)
                purse_of[index] = new_purse
                for other, gain in gains.items():
                    have = holders[other]
                    have[new_purse, gain] += weight
                    have[old, gain] -= weight
                    if not have[old, gain]:
                        del have[old, gain]
        return chosen

    def price(self, cost: int, holders: Counter[tuple[int, int]], purses: list[int], unit: int) -> Fraction | None:
        """Cents per unit of gain if everyone pays in proportion, but no more than they have; None: not affordable."""
        rich = [(purses[purse], gain, weight) for (purse, gain), weight in holders.items() if purse]
        due = cost * unit
        if sum(amount * weight for amount, _, weight in rich) < due:
            return None
        while True:
            total = sum(gain * weight for _, gain, weight in rich)
            poor = [item for item in rich if item[0] * total < due * item[1]]
            if not poor:
                return Fraction(due, total * unit)
            rich = [item for item in rich if item[0] * total >= due * item[1]]
            due -= sum(amount * weight for amount, _, weight in poor)


def check_result(result: dict[str, Any], count: Count, special: dict[str, int], tally: bool) -> Iterator[str]:
    for name, value in special.items():
        if result[name] != value:
            yield f"result.json: {name} is {result[name]}, counted {value}"
    for name, table in (("votes", count.votes), ("values", count.values)):
        if result[name] != {project: table[project] for project in count.ids}:
            yield f"result.json: the {name} of the projects are not those on the ballots"
    if result["cost_cents"] != count.total(result["winners"]):
        yield "result.json: the cost is not that of the winners"
    if tally and (winners := count.winners()) != result["winners"]:
        yield f"result.json: the winners are {result['winners']}, a second count gives {winners}"


def verify(folder: Path, root: str | None = None, tally: bool = True) -> Report:
    findings: list[str] = []
    notes: list[str] = []

    try:
        manifest = check_manifest(folder, root)
        findings += check_files(folder, manifest)
        if not findings:
            election, figures, result, roots = (
                json.loads((folder / f"{name}.json").read_bytes())
                for name in ("election", "figures", "result", "roots")
            )
            require(election["consultation"] == manifest["consultation"], "election.json: of another consultation")
            entries = [json.loads(line) for line in (folder / "board.jsonl").read_bytes().splitlines()]
            boxes = check_board(entries, election)
            check_roots(entries, roots)
            ballots, trackers, special = read_ballots(folder, election)
            findings += check_trackers(trackers, figures["repeated_trackers"])
            findings += check_figures(figures, entries[-1]["data"], len(boxes), special["ballots"])
            rule = election["options"]
            recount = tally and rule["rule"] in ("greedy", "mes") and not rule["exclusive"] and not rule["shares"]
            if not recount:
                notes.append("not counted a second time: left out on request, or a rule that is not in this file")
            findings += check_result(result, Count(election, ballots), special, recount)
    except Wrong as wrong:
        findings.append(str(wrong))
    except FileNotFoundError as missing:
        findings.append(f"{Path(missing.filename).name}: missing")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError) as error:
        findings.append(f"cannot be read: {type(error).__name__}: {error}")
    if root is None:
        notes.append("no printed root was given: compare the root below with the newspaper or the notice board")
    return Report(findings, notes)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks a published vote.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--root", help="the digest that was printed")
    parser.add_argument("--no-tally", action="store_true", help="leave the second count out")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder}: no such folder", file=sys.stderr)
        return 2
    report = verify(options.folder, options.root, not options.no_tally)
    if options.json:
        print(json.dumps({"ok": not report.findings, "findings": report.findings, "notes": report.notes}))
    else:
        print("\n".join(as_text(options.folder, report)))
    return 1 if report.findings else 0


def as_text(folder: Path, report: Report) -> list[str]:
    lines = [f"WRONG  {line}" for line in report.findings] + [f"note   {line}" for line in report.notes]
    if not report.findings:
        lines.append(f"OK     root {json.loads((folder / 'manifest.json').read_bytes())['root']}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
