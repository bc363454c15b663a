"""Templates and styles of printed matter: one Jinja environment, one set of style sheets, sizes by style of print."""

import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from print_channel.fonts import MONO, families

if TYPE_CHECKING:
    from jinja2 import Environment

Print = Literal["standard", "large"]
ACCENT = "#0b4a6f"  # as on the pages; dark enough to survive a photocopier
_SIZES = {"standard": (11.0, 1.4), "large": (16.0, 1.4)}


@cache
def environment() -> "Environment":
    """Templates escape everything; a name that is not given is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("print_channel", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["flow"] = flow
    return made


def flow(text: str, otherwise: str = "ltr") -> str:
    """Direction of a text from somebody else: that of its first letter with one (UAX 9, rules P2 and P3)."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return otherwise


def render(template: str, **context: object) -> str:
    return environment().get_template(template).render(**context)


@cache
def _sheet(name: str) -> str:
    return files("print_channel").joinpath("styles", name).read_text(encoding="utf-8")


def styles(tag: str, style: Print, *names: str) -> tuple[str, ...]:
    """The style sheets by name, after the type of this language and style (large: 16 pt and more, nothing smaller)."""
    size, leading = _SIZES[style]
    family = ", ".join(f'"{name}"' for name in families(tag))
    return (
        f"html {{ font: {size}pt/{leading} {family} }} :root {{ --accent: {ACCENT}; --mono: '{MONO}', {family};"
        f" --sans: {family}; --small: {max(16.0, size) if style == 'large' else 9}pt }}",
        *(_sheet(f"{name}.css") for name in (*names, *(("large",) if style == "large" else ()))),
    )


def slot(name: str, sample: str, fill: dict[str, str] | None, kind: str = "") -> Markup:
    """One line that is stamped (`fill` None: a sample holds its place) or, in a full render, set with its text."""
    text = sample if fill is None else fill.get(name, "")
    extra = f" {kind}" if kind else ""
    return Markup('<div class="slot{}" data-slot="{}" dir="ltr">{}</div>').format(extra, name, text)
