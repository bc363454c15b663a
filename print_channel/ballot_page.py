"""The words of a ballot as HTML, every block at its millimetre; boxes, timing marks and codes are drawn elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from print_channel.ballot_fit import fit
from print_channel.sheet import INNER_LEFT, INNER_RIGHT, NONE_KEY, PAGE_W, TEAR_Y, Band, PageLayout, SheetLayout

if TYPE_CHECKING:
    from print_channel.ballot import BallotRow, BallotText

_TEXT_LEFT = 34.0  # right of the id code
_INNER = INNER_RIGHT - INNER_LEFT

STYLE = """
@page { size: 210mm 297mm; margin: 0 }
* { margin: 0; padding: 0; box-sizing: border-box }
body { font-family: "Noto Sans", "Kurinto Sans", "Kurinto Sans SC"; color: #000; font-size: 9.5pt; line-height: 1.25 }
.side { position: relative; width: 210mm; height: 297mm; overflow: hidden; break-after: page }
.side:last-child { break-after: auto }
.at { position: absolute }
.ltr { direction: ltr }
.issuer { font-size: 9pt; color: #0b4a63; font-weight: 700; white-space: nowrap }
.title { font-weight: 700; font-size: 21pt; line-height: 1.1; white-space: nowrap }
.about { font-size: 11pt; line-height: 1.2 }
.page-of { font-size: 10pt; font-weight: 700; white-space: nowrap }
.steps { border: 0.35mm solid #0b4a63; border-radius: 1mm }
.steps table { width: 100%; height: 100%; border-collapse: collapse }
.steps td { vertical-align: middle; padding: 1mm 3mm }
.steps td.pictures { width: 62mm; border-inline-start: 0.2mm solid #0b4a63 }
.steps p { padding: 0.45mm 0 }
.steps b { color: #0b4a63; display: inline-block; width: 5mm }
.picture { display: table; width: 100%; font-size: 8.5pt; line-height: 1.15 }
.picture > * { display: table-cell; vertical-align: middle }
.picture > span.drawing { width: 26mm }
.heading { font-size: 8.5pt; font-weight: 700; color: #0b4a63; white-space: nowrap; line-height: 1.1 }
.rule { background: #000 }
.band { display: flex; align-items: center; gap: 2.5mm }
.number { flex: none; width: 11.5mm; font-size: 16pt; font-weight: 700; text-align: center; line-height: 1 }
.words { flex: 1 }
.none .words { font-style: normal }
.value { position: absolute; direction: ltr; font-size: 7.5pt; line-height: 1; text-align: right; white-space: nowrap }
.foot { font-size: 8.5pt; line-height: 1.3 }
.turn { font-weight: 700; font-size: 10pt }
.tear { border-top: 0.3mm dashed #000 }
.large { font-size: 16pt }
.large .issuer, .large .about, .large .page-of, .large .heading, .large .value, .large .foot, .large .turn { font-size: 16pt }
.large .title { font-size: 24pt }
.large .steps td { padding: 0.5mm 2.5mm }
.large .steps p { line-height: 1.12 }
.large .picture { font-size: 16pt }
.large .number { font-size: 24pt; width: 16mm }
"""

_CROSS = '<path d="M{x0} {y0} L{x1} {y1} M{x1} {y0} L{x0} {y1}" stroke="#0b4a63" stroke-width="0.7" fill="none"/>'
_BOX = '<rect x="{x}" y="{y}" width="5" height="5" fill="none" stroke="#000" stroke-width="0.35"/>'


def ballot_html(sheet: SheetLayout, text: BallotText) -> str:
    """Body markup with one `.side` a page of `sheet`."""
    words = dict(zip((row.key for row in sheet.spec.rows), text.rows, strict=True))
    return "".join(_side(sheet, page, text, words) for page in sheet.pages)


def _side(sheet: SheetLayout, page: PageLayout, text: BallotText, words: dict[str, BallotRow]) -> str:
    large = sheet.spec.large
    parts = [_head(page, text, large), _headings(page, text, large)]
    if page.number == 1:
        parts.append(_steps(page, text, large))
    parts += [_band(band, words[band.key], large) for band in page.bands]
    parts += _rules(page)
    parts += _values(sheet, page, text)
    parts.append(_foot(page, text))
    if page.number == 1:
        parts.append(_strip(text, large))
    return f'<div class="side{" large" if large else ""}">{"".join(parts)}</div>'


def _at(x: float, y: float, w: float, h: float, content: str, name: str = "", style: str = "") -> str:
    place = f"left:{x:.2f}mm;top:{y:.2f}mm;width:{w:.2f}mm;height:{h:.2f}mm;{style}"
    return f'<div class="at {name}" style="{place}">{content}</div>'


def _head(page: PageLayout, text: BallotText, large: bool) -> str:
    width = INNER_RIGHT - _TEXT_LEFT
    page_of = f'<span class="page-of" style="float:inline-end">{escape(text.pages[page.number - 1])}</span>'
    issuer = f'{page_of}<div class="issuer">{escape(text.issuer)}</div>'
    if page.number > 1:
        return _at(_TEXT_LEFT, 16.5, width, 14, f'{issuer}<div class="about">{escape(text.title)}</div>')
    title = f'<div class="title">{escape(text.title)}</div><div class="about">{escape(text.consultation)}</div>'
    return _at(_TEXT_LEFT, 15.5, width, 26 if large else 18, issuer + title)


def _steps(page: PageLayout, text: BallotText, large: bool) -> str:
    top = 41.0 if large else 36.0
    bottom = page.bands[0].y - (9.5 if large else 6.5)
    steps = "".join(f"<p><b>{number}</b>{escape(step)}</p>" for number, step in enumerate(text.steps, 1))
    pictures = _picture(_right_mark(), text.right) + _picture(_correction(), text.correct)
    table = f'<table><tr><td>{steps}</td><td class="pictures">{pictures}</td></tr></table>'
    return _at(INNER_LEFT, top, _INNER, bottom - top, table, "steps")


def _picture(drawing: str, caption: str) -> str:
    return f'<div class="picture"><span class="drawing">{drawing}</span><span>{escape(caption)}</span></div>'


def _svg(content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="24mm" height="11mm" viewBox="0 0 24 11">{content}</svg>'


def _right_mark() -> str:
    box = _BOX.format(x=9, y=3)
    return _svg(box + _CROSS.format(x0=9.7, y0=3.6, x1=13.4, y1=7.5))


def _correction() -> str:
    """A box blacked out over its edges, an arrow, and the box that was meant."""
    scribble = (
        '<path d="M2.2 3.4 L9 2.4 L2 4.4 L9.2 3.6 L2.2 5.4 L9.1 4.8 L2.1 6.4 L9.3 5.9 L2.3 7.5 L9 7 L2.2 8.5 L8.8 8.1"'
        ' stroke="#0b4a63" stroke-width="0.75" fill="none" stroke-linejoin="round"/>'
    )
    arrow = '<path d="M11 5.5 H14 M13 4.6 L14.1 5.5 L13 6.4" stroke="#000" stroke-width="0.3" fill="none"/>'
    boxes = _BOX.format(x=3, y=3) + _BOX.format(x=16, y=3)
    return _svg(boxes + scribble + arrow + _CROSS.format(x0=16.7, y0=3.6, x1=20.4, y1=7.5))


def _headings(page: PageLayout, text: BallotText, large: bool) -> str:
    top = page.bands[0].y
    height = 7.2 if large else 4.2
    left = INNER_LEFT if page.number == 1 else _TEXT_LEFT
    first = min(box.x for box in page.boxes)
    names = [text.number_heading, text.project_heading] if page.number == 1 else [text.project_heading]
    label = "&emsp;".join(escape(name) for name in names)
    vote = f'<div style="text-align:right">{escape(text.vote_heading)}</div>'
    wide = min(first - 4, INNER_RIGHT - 40)
    return _at(left, top - height, wide - left, height, label, "heading") + _at(
        wide, top - height, INNER_RIGHT - wide, height, vote, "heading"
    )


def _band(band: Band, words: BallotRow, large: bool) -> str:
    number = "" if words.number is None else str(words.number)
    gap, number_width = 2.5, 16.0 if large else 11.5
    chosen = fit(words.title, words.detail, band.text.w - gap - number_width - 1.0, large)
    between = "<br>" if chosen.stacked and words.detail else " "
    detail = (
        f'{between}<span style="font-size:{chosen.detail_pt}pt">{escape(words.detail)}</span>' if words.detail else ""
    )
    style = f"font-size:{chosen.title_pt}pt;line-height:{chosen.line}"
    content = (
        f'<div class="number"><span class="ltr">{number}</span></div>'
        f'<div class="words" style="{style}"><b>{escape(chosen.title)}</b>{detail}</div>'
    )
    place = band.text
    name = "band none" if band.key == NONE_KEY else "band"
    return _at(place.x, place.y, place.w, place.h, content, name)


def _rules(page: PageLayout) -> list[str]:
    """Hairlines between rows, heavier lines around the list and above "none of these"."""
    rules = [_at(INNER_LEFT, band.y - 0.08, _INNER, 0.16, "", "rule") for band in page.bands[1:]]
    last = page.bands[-1]
    for band in page.bands[1:]:
        if band.key == NONE_KEY:
            rules.append(_at(INNER_LEFT, band.y - 0.25, _INNER, 0.5, "", "rule"))
    rules.append(_at(INNER_LEFT, page.bands[0].y - 0.25, _INNER, 0.5, "", "rule"))
    rules.append(_at(INNER_LEFT, last.y + last.h - 0.25, _INNER, 0.5, "", "rule"))
    return rules


def _values(sheet: SheetLayout, page: PageLayout, text: BallotText) -> list[str]:
    """The number that a box stands for, to the left of it, where reading back doesn't look."""
    spec = sheet.spec
    if spec.kind == "approval":
        return []
    size = 16.0 if spec.large else 7.5
    return [
        f'<div class="value" style="left:{box.x - 8.6:.2f}mm;width:8mm;'
        f'top:{box.y + box.h / 2 - size * 0.1764:.2f}mm">{box.value}</div>'
        for box in page.boxes
        if box.key != NONE_KEY
    ]


def _foot(page: PageLayout, text: BallotText) -> str:
    turn = text.turn[page.number - 1]
    foot = page.foot
    label = f"<div>{escape(text.serial_label)}</div>"
    said = f'<div class="turn" style="text-align:end">{escape(turn)}</div>' if turn else ""
    return _at(foot.x, foot.y, 80, foot.h, label, "foot") + _at(foot.x + 82, foot.y, foot.w - 82, foot.h, said, "foot")


def _strip(text: BallotText, large: bool) -> str:
    line = _at(0, TEAR_Y, PAGE_W, 0.3, "", "tear")
    hint = _at(INNER_LEFT, TEAR_Y + 0.8, _INNER, 4, f"✂ {escape(text.tear)}", "foot" if not large else "foot")
    keep = _at(80, TEAR_Y + 5.5, INNER_RIGHT - 80, 12, escape(text.keep), "foot")
    return line + hint + keep
