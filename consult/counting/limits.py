"""What may still be funded: the budget, fixed budgets per district or category, exclusive groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consult.counting.problem import Problem


class Limits:
    """Money left while projects are taken. Amounts are scaled whole numbers."""

    def __init__(self, problem: Problem, chosen: Iterable[int] = ()) -> None:
        self._problem = problem
        self.left = problem.budget
        options = problem.options
        self._pots: dict[tuple[str, str], int] = {
            (column, label): int(money * problem.scale) for column, labels in options.shares for label, money in labels
        }
        projects = problem.instance.projects
        self._of: list[list[tuple[str, str]]] = [
            [
                (column, label)
                for column, _ in options.shares
                for label in project.labels(column)
                if (column, label) in self._pots
            ]
            for project in projects
        ]
        place = {project.id: index for index, project in enumerate(projects)}
        self._rivals: dict[int, set[int]] = {}
        for group in options.exclusive:
            members = {place[project_id] for project_id in group if project_id in place}
            for j in members:
                self._rivals.setdefault(j, set()).update(members - {j})
        self._taken: set[int] = set()
        for j in chosen:
            self.take(j)

    def fits(self, j: int) -> bool:
        return self._problem.costs[j] <= self.left and self.allows(j)

    def allows(self, j: int) -> bool:
        """No rival is taken and no fixed budget is overdrawn; says nothing of the budget as a whole."""
        if not self._rivals and not self._pots:
            return True
        cost = self._problem.costs[j]
        return self._taken.isdisjoint(self._rivals.get(j, ())) and all(cost <= self._pots[pot] for pot in self._of[j])

    def take(self, j: int) -> None:
        cost = self._problem.costs[j]
        self.left -= cost
        self._taken.add(j)
        for pot in self._of[j]:
            self._pots[pot] -= cost

    def fit_together(self, group: Sequence[int]) -> bool:
        """Whether all of them can be funded, so that their order does not matter."""
        costs = self._problem.costs
        if sum(costs[j] for j in group) > self.left:
            return False
        if any(not self._taken.isdisjoint(self._rivals.get(j, ())) for j in group):
            return False
        if any(self._rivals.get(j, set()) & set(group) for j in group):
            return False
        need: dict[tuple[str, str], int] = {}
        for j in group:
            for pot in self._of[j]:
                need[pot] = need.get(pot, 0) + costs[j]
        return all(self._pots[pot] >= amount for pot, amount in need.items())
