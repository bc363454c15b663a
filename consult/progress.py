"""Bars for long steps on standard error, and how long each step took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Advance = Callable[[int], None]


@dataclass(slots=True)
class Stages:
    """`seconds` by stage, in the order in which the stages began; a stage that comes twice adds up."""

    quiet: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, title: str, total: int | None = None) -> Iterator[Advance]:
        """A bar while the block runs; the block calls what it gets with the number of pieces that are done."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        started = time.perf_counter()
        columns = (SpinnerColumn(), TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
        console = Console(stderr=True, quiet=self.quiet)
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=False) as bars:
            task = bars.add_task(title, total=total)
            yield lambda pieces: bars.update(task, advance=pieces)
            done = int(bars.tasks[0].completed)
            bars.update(task, total=done or 1, completed=done or 1)
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - started, 3)
