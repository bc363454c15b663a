"""Checks certificates of counts, exactly and without searching: python verify_certificate.py CERTIFICATE.json ...
Follows the selections that a certificate names: was each the right one, does every payment add up, is the end the end?
Written apart from the engine and sharing nothing with it. Exit: 0 good, 1 refused."""

# fmt: off
# ruff: noqa: B905, T201 - short and plain, for a stranger to read from top to bottom on any Python 3.9
# mypy: ignore-errors
import json
import sys
from fractions import Fraction as F
from hashlib import sha256
from math import gcd, lcm
from pathlib import Path


class Refused(Exception): ...
def need(good, what):
    if not good:
        raise Refused(what)

class Case:
    def __init__(self, c):  # money and satisfaction become whole numbers, scaled by self.unit and self.points
        self.c, self.o, self.ids = c, c["options"], [p["id"] for p in c["projects"]]
        need(len(set(self.ids)) == len(self.ids), "a project is there twice")
        money = [F(c["budget"]), F(self.o["step"]), *(F(p["cost"]) for p in c["projects"])]
        self.unit = lcm(*(m.denominator for m in money))
        self.budget, self.step, *self.cost = [int(m * self.unit) for m in money]
        self.all, self.weight, kind = range(len(self.ids)), [w for w, _ in c["ballots"]], self.o["satisfaction"]
        need(all(type(w) is int and w > 0 for w in self.weight), "a ballot class without voters")
        self.voters, ranked = sum(self.weight), c["vote_type"] == "ordinal"
        points = [[(j, F(v)) for j, v in entries] for _, entries in c["ballots"]]
        self.points = lcm(*(v.denominator for ballot in points for _, v in ballot))
        self.backs = [[] for _ in self.all]  # per project: (class, voters, satisfaction of each) of those who gain
        self.votes, self.score, self.named = [0] * len(self.ids), [0] * len(self.ids), [set() for _ in self.ids]
        need(all(len({j for j, _ in ballot}) == len(ballot) for ballot in points), "a project twice on a ballot")
        for k, ballot in enumerate(points):
            for j, v in ballot:
                value = int(v * self.points) if not ranked else int(len(ballot) - v + self.o["borda_last"])
                self.votes[j] += self.weight[k]
                self.named[j] |= {k} if v > 0 else set()
                self.score[j] += self.weight[k] * (self.points if c["vote_type"] in ("approval", "choose-1") else value)
                gain = {"cost": self.cost[j], "cardinality": 1}.get(kind, value)
                self.backs[j] += [(k, self.weight[k], gain)] if gain > 0 else []
        self.rate = {"cost": F(1), "cardinality": F(1, self.unit)}.get(kind, F(self.points, self.unit))
        self.gain = [sum(w * g for _, w, g in b) for b in self.backs]
        over, low = self.o["drop_unaffordable"], F(self.o["min_votes"]) * self.points
        self.eligible = [not (over and self.cost[j] > self.budget) and self.score[j] >= low and not (
            self.o["eligibility"] and 3 * self.votes[j] * self.budget < self.cost[j] * self.voters) for j in self.all]
        free = [j for j in self.all if not self.cost[j] and self.eligible[j]
                and (self.gain[j] > 0 or (self.o["zero_cost"] and self.votes[j]))]
        self.wanted = [j for j in self.all if self.cost[j] and self.gain[j] > 0 and self.eligible[j]]
        self.lot = sorted(self.ids, key=lambda i: (sha256(f"{self.o['seed']}\n{i}".encode()).digest(), i))
        self.gifts = self.order(free)[0] if free else []

    def order(self, tied):
        tie, keys = self.o["tie"], {"cost": lambda j: self.cost[j], "votes": lambda j: -self.votes[j]}
        names = {"cost-votes-lot": ["cost", "votes"], "votes-cost-lot": ["votes", "cost"]}.get(tie, [])
        last = {"lexicographic": sorted(self.ids), "file": self.ids, "refuse": self.ids}.get(tie, self.lot)
        tied = sorted(tied, key=lambda j: ([keys[n](j) for n in names], last.index(self.ids[j])))
        by = [n for n in names if len(tied) > 1 and keys[n](tied[0]) != keys[n](tied[1])]
        return tied, (by or [{"lexicographic": "name", "file": "file order"}.get(tie, "lot")])[0]

    def fit(self, group, taken):
        return sum(self.cost[j] for j in [*taken, *group]) <= self.budget

    def tie(self, tied, place, ties):
        need(len(tied) == 1 or self.o["tie"] != "refuse", "a tie that the policy refuses")
        names = [self.ids[j] for j in self.order(tied)[0]]
        if len(tied) > 1:
            ties.append({"round": place, "tied": names, "chosen": names[0], "decided_by": self.order(tied)[1]})
        return self.ids.index(names[0])

    def merit(self, j):
        if self.o["satisfaction"] == "cost" or not (self.o["density"] or self.o["satisfaction"] == "cardinality"):
            count = self.votes[j] if self.o["satisfaction"] == "cost" else self.score[j]
            return (0, count if self.cost[j] or not self.o["density"] else 0)
        return (0, F(self.gain[j], self.cost[j])) if self.cost[j] else (int(self.gain[j] > 0), 0)

    def fill(self, chosen, stage, ties):
        """What greedy adds to `chosen`: [(project, stage)]."""
        rest = [j for j in self.all if j not in chosen and self.eligible[j] and (self.o["zero_votes"] or self.votes[j])]
        taken, added = list(chosen), []
        while rest:
            best = max(map(self.merit, rest))
            equals = [j for j in rest if self.merit(j) == best]
            if self.o["skip"]:
                rest = [j for j in rest if j not in equals or self.fit([j], taken)]
                equals = [j for j in equals if j in rest]
            if not equals:
                continue
            first = self.order(equals)[0][0] if self.fit(equals, taken) else self.tie(equals, len(added) + 1, ties)
            rest.remove(first)
            if not self.fit([first], taken):
                left, share = self.budget - sum(self.cost[i] for i in taken), self.o["shortfall"]
                return added + ([(first, "shortfall")] if share and left >= F(share) * self.cost[first] else [])
            taken.append(first)
            added.append((first, stage))
        return added

    def price(self, j, num, den):
        """The exact price per satisfaction that pays for `j`, from money `num / den`; None: they cannot pay."""
        rich, left = [(w, num[k], g) for k, w, g in self.backs[j]], self.cost[j] * den
        if sum(w * m for w, m, _ in rich) < left:
            return None
        while True:
            total = sum(w * g for w, _, g in rich)
            poor = [x for x in rich if x[1] * total < left * x[2]]
            if not poor:
                return F(left, total * den)
            rich = [x for x in rich if x[1] * total >= left * x[2]]
            left -= sum(w * m for w, m, _ in poor)

    def run(self, order, endowment, ties, rounds=None):
        """Checks one run of the Method of Equal Shares along `order`; of `rounds` also the payments."""
        start, den = len(self.gifts), endowment.denominator
        need(order[:start] == self.gifts, "projects that cost nothing come first")
        num, rest = [endowment.numerator] * len(self.weight), list(self.wanted)
        for place, j in list(enumerate(order))[start:]:
            need(j in rest, f"{self.ids[j]} could not be bought")
            price = self.price(j, num, den)
            need(price is not None, f"the supporters of {self.ids[j]} cannot pay it")
            more = price.denominator // gcd(den, price.denominator)
            num, den = [m * more for m in num] if more > 1 else num, den * more
            unit, tied = int(price * den), [j]
            for i in rest:
                if i != j:
                    raised = sum(w * min(num[k], unit * g) for k, w, g in self.backs[i])
                    other = self.price(i, num, den) if raised >= self.cost[i] * den else None
                    need(other is None or other >= price, f"{self.ids[i]} was cheaper than {self.ids[j]}")
                    tied += [i] if other == price else []
            need(self.tie(sorted(tied), place + 1, ties) == j, f"the tie before {self.ids[j]}")
            rest.remove(j)
            pays = {k: min(num[k], unit * g) for k, _, g in self.backs[j] if num[k]}
            if rounds is not None:
                said = [(k, F(text) * self.unit * den) for text, classes in rounds[place]["payments"] for k in classes]
                need(sorted(said) == sorted(pays.items()), f"payments for {self.ids[j]}")
                need(F(rounds[place]["price"]) == price * self.rate, f"the price of {self.ids[j]}")
            num = [m - pays.get(k, 0) for k, m in enumerate(num)]
        for i in rest:
            need(sum(w * num[k] for k, w, _ in self.backs[i]) < self.cost[i] * den, f"{self.ids[i]} could be bought")

    def shares(self, ties, rounds):
        """Checks every run of Equal Shares that the certificate names, and that they end where they must."""
        flat = [[self.ids.index(i) for i in order] for times, order in self.c["trail"] for _ in range(times)]
        raising, cost = "add1" in self.o["completion"], [sum(self.cost[j] for j in order) for order in flat]
        first = F(self.budget, self.voters)
        base = first // self.step * self.step if self.o["integral"] else first
        kept = len(flat) - 1 - (len(flat) > 1 and cost[-1] > self.budget)
        need(kept >= 0 and max(cost[: kept + 1]) <= self.budget, "a run that overspends was not the last")
        for n, order in enumerate(flat):
            endowment = base + n * self.step if n else first
            self.run(order, endowment, ties if n == kept else [], rounds if n == kept else None)
            out = [j for j in self.wanted if j not in order]
            done = not raising or not out or (self.o["exhaustive"] and not any(self.fit([j], order) for j in out))
            need(n > kept or done == (n == len(flat) - 1), "the runs end at the wrong place")
            need(n != kept or F(self.c["endowment"]) == endowment / self.unit, "the endowment")
        need(self.c["steps"] == len(flat) * raising, "the number of runs")
        return [(j, "purchase" if j in self.wanted else "free") for j in flat[kept]]

    def check(self):
        ties, rule, other = [], self.c["rule"], self.c["comparison"]
        runs = (self.c["trail"], self.c["steps"], self.c["endowment"])
        need((rule == "mes" and self.voters) or (rule in ("greedy", "mes") and runs == ([], 0, None)), "rule and runs")
        got = self.fill([], "greedy", ties) if rule == "greedy" else []
        if rule == "mes" and self.voters:
            got = self.shares(ties, self.c["rounds"] if not other or other["preferred"] == rule else None)
            if self.o["completion"] in ("greedy", "add1u"):
                got += self.fill([j for j, _ in got], "completion", ties)
        if self.o["comparison"] != "none":
            rest, cap, every = [], 1 if self.o["comparison"] == "exclusion" else len(self.ids), range(len(self.weight))
            rival = self.fill([], "comparison", rest)
            sums = [[min(cap, sum(k in self.named[j] for j, _ in s)) for k in every] for s in (got, rival)]
            more = [sum(w for w, a, b in zip(self.weight, *pair) if a > b) for pair in (sums, sums[::-1])]
            need(other == {"votes": more, "preferred": rule if more[0] >= more[1] else "greedy"}, "the comparison")
            got, ties = (got, ties) if more[0] >= more[1] else (rival, rest)
        winners, cost = [self.ids[j] for j, _ in got], F(sum(self.cost[j] for j, _ in got), self.unit)
        need((other is None) == (self.o["comparison"] == "none"), "a comparison that was not asked for")
        need(self.c["winners"] == winners and F(self.c["cost"]) == cost, "the winners")
        for said, (j, stage) in zip(self.c["rounds"], got, strict=True):
            need((said["project"], said["stage"]) == (self.ids[j], stage), "the rounds")
            need(stage == "purchase" or (said["payments"], said["price"]) in (([], None), ([], "0")), "a payment")
        ties = [{**tie, "decisive": not set(tie["tied"]) <= set(winners)} for tie in ties]
        need(self.c["ties"] == ties, "the ties")
        need(self.c["lot"] == (self.lot if any(t["decided_by"] == "lot" for t in ties) else []), "the lot")

def verify(c):
    try:
        rest = json.dumps({key: c[key] for key in c if key != "digest"}, sort_keys=True, separators=(",", ":"))
        need(c["format"] == "mitsprache-certificate-1" and c["digest"] == sha256(rest.encode()).hexdigest(), "digest")
        Case(c).check()
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Refused(f"not a certificate: {error!r}") from None

if __name__ == "__main__":
    for name in sys.argv[1:]:
        try:
            verify(json.loads(Path(name).read_text(encoding="utf-8")))
            print(f"{name}: good, the outcome follows from the ballots by the rule")
        except (Refused, OSError, ValueError) as refused:
            sys.exit(f"{name}: refused: {refused}")
