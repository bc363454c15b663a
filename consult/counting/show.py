"""An outcome on a terminal: one table, then what a reader asks next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from consult.counting.election import Election
from consult.counting.values import Number, Outcome

if TYPE_CHECKING:
    from consult.counting.explain import Explanation


def money(value: Number, currency: str = "") -> str:
    """Grouped with narrow blanks, two places only where there are cents: the command line is English."""
    whole = value == int(value)
    text = f"{int(value):,}" if whole else f"{float(value):,.2f}"
    return f"{text} {currency}".rstrip()


def _short(text: str, width: int) -> str:
    width = max(width, 20)
    return text if len(text) <= width else text[: width - 1] + "…"


def show_outcome(election: Election, outcome: Outcome, explanation: Explanation | None, seconds: float) -> None:
    console = Console(highlight=False, soft_wrap=False)
    instance, options = election.instance, outcome.options
    currency = instance.meta.get("currency", "")
    title = instance.meta.get("description") or "Election"
    console.print(Text(title, style="bold"))
    console.print(
        f"{election.ballots.voters:,} ballots, {len(instance.projects)} projects, "
        f"budget {money(instance.budget, currency)}"
    )
    words = [outcome.rule, options.satisfaction]
    if options.completion != "none":
        words.append(options.completion)
    console.print(f"rule {', '.join(words)}; preset {options.preset}; ties {options.tie}\n", style="dim")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("", "right"), ("id", "left"), ("project", "left"), ("cost", "right"), ("votes", "right")):
        table.add_column(name, justify=justify, no_wrap=True, overflow="ellipsis")  # type: ignore[arg-type]  # rich's literal
    paid = any(step.payment is not None for step in outcome.rounds)
    if paid:
        table.add_column("each paid", justify="right", no_wrap=True)
    for place, step in enumerate(outcome.rounds, start=1):
        project = instance.project(step.project)
        cells = [
            str(place),
            step.project,
            escape(_short(project.name, console.width - 56)),
            money(project.cost),
            f"{step.supporters:,}",
        ]
        if paid:
            cells.append("" if step.payment is None else f"{float(step.payment):,.2f}")
        table.add_row(*cells, style="green")
    console.print(table)
    if explanation is not None:
        _losers(console, election, explanation)
    share = float(outcome.cost / instance.budget) if instance.budget else 0.0
    console.print(
        f"\n{len(outcome.winners)} of {len(instance.projects)} projects, "
        f"{money(outcome.cost, currency)} ({share:.1%} of the budget)",
        style="bold",
    )
    for tie in outcome.ties:
        weight = "decisive" if tie.decisive else "without effect on who wins"
        tied = escape(", ".join(tie.tied))
        console.print(
            f"tie in round {tie.round}: {tied}; {escape(tie.chosen)} first by {tie.decided_by} ({weight})",
            style="yellow",
        )
    if outcome.comparison is not None:
        ours, theirs = outcome.comparison
        console.print(f"comparison: {ours:,} voters prefer {outcome.rule}'s outcome, {theirs:,} greedy's")
    if election.recorded is not None:
        same = set(election.recorded) == set(outcome.winners)
        words_ = "the same" if same else "not the same"
        console.print(f"the winners that the file records are {words_}", style="green" if same else "red")
    console.print(f"{seconds:.2f} s", style="dim")


def _losers(console: Console, election: Election, explanation: Explanation) -> None:
    from consult.counting.explain import english

    console.print("\nnot selected", style="bold")
    for item in explanation.projects:
        if not item.won:
            project = election.instance.project(item.project)
            console.print(f"{item.project}  {project.name}: {money(project.cost)}, {item.votes:,} votes", markup=False)
            console.print(f"    {english(item)}", style="dim", markup=False)
