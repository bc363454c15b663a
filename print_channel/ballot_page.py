"""The words of a ballot as HTML, every block at its millimetre; boxes, timing marks and codes are drawn elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from print_channel.ballot_fit import LEADING, POINT, fit, fit_steps, length
from print_channel.ballot_pictures import CORRECTION, RIGHT_MARK
from print_channel.sheet import INNER_LEFT, INNER_RIGHT, NONE_KEY, PAGE_W, Band, PageLayout, SheetLayout, value_lines

if TYPE_CHECKING:
    from print_channel.ballot import BallotRow, BallotText

_TEXT_LEFT = 34.0  # right of the id code
_INNER = INNER_RIGHT - INNER_LEFT
_PICTURES = 66.0  # width of the pictures beside the steps, millimetres

STYLE = """
@page { size: 210mm 297mm; margin: 0 }
* { margin: 0; padding: 0; box-sizing: border-box }
body { font-family: "Noto Sans", "Kurinto Sans", "Kurinto Sans SC"; color: #000; font-size: 9.5pt; line-height: 1.25 }
.side { position: relative; width: 210mm; height: 297mm; overflow: hidden; break-after: page }
.side:last-child { break-after: auto }
.at { position: absolute }
.end { text-align: end }
.issuer { font-size: 9pt; color: #0b4a63; font-weight: 700; white-space: nowrap; line-height: 1.2 }
.title { font-weight: 700; font-size: 21pt; line-height: 1.12; white-space: nowrap }
.about { font-size: 11pt; line-height: 1.2 }
.page-of { font-size: 10pt; font-weight: 700; white-space: nowrap; line-height: 1.2 }
.frame { border: 0.35mm solid #0b4a63; border-radius: 1mm }
.upright { background: #0b4a63 }
table { width: 100%; height: 100%; border-collapse: collapse; table-layout: fixed }
td { vertical-align: middle }
table.steps { height: auto }
.steps td { padding: 0.5mm 0; vertical-align: top }
.steps td.count { width: 6mm; font-weight: 700; color: #0b4a63 }
.drawing { width: 27mm }
.caption { line-height: 1.2 }
.heading td { font-size: 8.5pt; font-weight: 700; color: #0b4a63; white-space: nowrap; line-height: 1.1;
  vertical-align: bottom }
.rule { background: #000 }
td.number { width: 13mm; font-size: 16pt; font-weight: 700; text-align: center; line-height: 1 }
.heading td.number { font-size: 8.5pt; line-height: 1.1 }
.value { position: absolute; direction: ltr; line-height: 1; text-align: right; white-space: nowrap }
.foot { font-size: 8.5pt; line-height: 1.25 }
.turn { font-weight: 700; font-size: 10pt; text-align: right }
.left { text-align: left }
.tear { border-top: 0.3mm dashed #000 }
.large, .large .issuer, .large .about, .large .page-of, .large .heading td, .large .foot, .large .turn {
  font-size: 16pt; line-height: 1.15 }
.large .foot { line-height: 1.1 }
.large .title { font-size: 26pt; line-height: 1.1 }
.large td.number { font-size: 26pt; width: 18mm }
.large .heading td.number { font-size: 16pt }
"""


def ballot_html(sheet: SheetLayout, text: BallotText) -> str:
    """Body markup with one `.side` a page of `sheet`. Raises ValueError when the instruction is too long."""
    words = dict(zip((row.key for row in sheet.spec.rows), text.rows, strict=True))
    return "".join(_side(sheet, page, text, words) for page in sheet.pages)


def _side(sheet: SheetLayout, page: PageLayout, text: BallotText, words: dict[str, BallotRow]) -> str:
    large = sheet.spec.large
    parts = [_head(page, text, large), _headings(sheet, page, text)]
    if page.number == 1:
        parts.append(_steps_large(page, text) if large else _steps(page, text))
    parts += [_band(band, words[band.key], large) for band in page.bands]
    parts += _rules(page)
    parts += _values(sheet, page)
    parts.append(_foot(page, text, large))
    if page.number == 1 and page.tear_y is not None:
        parts.append(_strip(page.tear_y, text))
    return f'<div class="side{" large" if large else ""}">{"".join(parts)}</div>'


def _at(x: float, y: float, w: float, h: float, content: str, name: str = "") -> str:  # noqa: PLR0917  (x y w h)
    place = f"left:{x:.2f}mm;top:{y:.2f}mm;width:{w:.2f}mm;height:{h:.2f}mm"
    return f'<div class="at {name}" style="{place}">{content}</div>'


def _div(content: str, name: str) -> str:
    return f'<div class="{name}">{escape(content)}</div>'


def _head(page: PageLayout, text: BallotText, large: bool) -> str:
    width = INNER_RIGHT - _TEXT_LEFT
    numbering = _at(_TEXT_LEFT, 16.2, width, 7, _div(text.pages[page.number - 1], "page-of end"))
    if page.number > 1:
        words = _div(text.title, "issuer") + ("" if large else _div(text.consultation, "about"))
    else:
        words = _div(text.issuer, "issuer") + _div(text.title, "title") + _div(text.consultation, "about")
    return _at(_TEXT_LEFT, 16.2, width, 26 if large else 18, words) + numbering


def _steps(page: PageLayout, text: BallotText) -> str:
    top, bottom = 36.0, page.bands[0].y - 6.0
    left, right = (INNER_LEFT, INNER_RIGHT - _PICTURES)
    if text.direction == "rtl":
        left, right = INNER_LEFT + _PICTURES, INNER_RIGHT
    size = fit_steps(
        text.steps, right - left - 12, bottom - top - 3 - len(text.steps), (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
    )
    steps = _at(left + 3, top, right - left - 6, bottom - top, _cell(_step_lines(text.steps), size, bottom - top))
    beside = INNER_LEFT + 2 if text.direction == "rtl" else right + 3
    half = (bottom - top) / 2
    captions = (text.right, text.correct)
    small = fit_steps(captions, _PICTURES - 33, bottom - top - 4, (9.0, 8.5, 8.0, 7.5, 7.0))
    pictures = [
        _at(beside, top + index * half, _PICTURES - 5, half, _picture(drawing, caption, small, half))
        for index, (drawing, caption) in enumerate(zip((RIGHT_MARK, CORRECTION), captions, strict=True))
    ]
    between = _at(left if text.direction == "rtl" else right, top, 0.2, bottom - top, "", "upright")
    return _at(INNER_LEFT, top, _INNER, bottom - top, "", "frame") + steps + between + "".join(pictures)


def _steps_large(page: PageLayout, text: BallotText) -> str:
    """Large print has the pictures below the steps, each beside its caption."""
    top, bottom = 42.0, page.bands[0].y - 8.5
    pictures = 27.0
    size = fit_steps(text.steps, _INNER - 14, bottom - top - pictures - 4, (18.0, 17.0, 16.0))
    steps = _at(
        INNER_LEFT + 3,
        top + 1,
        _INNER - 6,
        bottom - top - pictures,
        _cell(_step_lines(text.steps), size, bottom - top - pictures),
    )
    half, below = pictures / 2, bottom - pictures
    fit_steps((text.right,), _INNER - 36, half, (16.0,))
    fit_steps((text.correct,), _INNER - 36, half + 1, (16.0,))
    drawn = [
        _at(INNER_LEFT + 3, below + index * half - 0.5, _INNER - 6, half, _picture(drawing, caption, 16.0, half))
        for index, (drawing, caption) in enumerate(((RIGHT_MARK, text.right), (CORRECTION, text.correct)))
    ]
    return _at(INNER_LEFT, top, _INNER, bottom - top, "", "frame") + steps + "".join(drawn)


def _step_lines(steps: tuple[str, ...]) -> str:
    rows = "".join(
        f'<tr><td class="count">{number}</td><td>{escape(step)}</td></tr>' for number, step in enumerate(steps, 1)
    )
    return f'<table class="steps">{rows}</table>'


def _cell(content: str, size: float, height: float) -> str:
    style = f"font-size:{size}pt;line-height:1.2;height:{height:.2f}mm"
    return f'<table><tr><td style="{style}">{content}</td></tr></table>'


def _picture(drawing: str, caption: str, size: float, height: float) -> str:
    words = f'<td class="caption" style="font-size:{size}pt;height:{height:.2f}mm">{escape(caption)}</td>'
    return f'<table><tr><td class="drawing">{drawing}</td>{words}</tr></table>'


def _headings(sheet: SheetLayout, page: PageLayout, text: BallotText) -> str:
    """Above the columns. What stands over the boxes takes the room it needs, at the right in every language."""
    spec, large = sheet.spec, sheet.spec.large
    over_boxes = text.vote_heading
    if len(value_lines(spec.kind, spec.values)) > 1:
        over_boxes = f"{over_boxes}: {text.tens} + {text.ones}"
    top, size = page.bands[0].y, 16.0 if large else 8.5
    height = 7.4 if large else 4.4
    vote = length(over_boxes, size, True) * POINT + 2
    left = INNER_LEFT if page.number == 1 else _TEXT_LEFT
    right = min(page.bands[0].text.x + page.bands[0].text.w, INNER_RIGHT - vote)
    number = f'<td class="number">{escape(text.number_heading)}</td>' if page.number == 1 else ""
    project = f"<td>{escape(text.project_heading)}</td>" if page.number == 1 or text.direction == "ltr" else ""
    names = f"<table><tr>{number}{project}</tr></table>"
    over = f'<table><tr><td style="text-align:right">{escape(over_boxes)}</td></tr></table>'
    return _at(left, top - height, right - left, height - 0.9, names, "heading") + _at(
        INNER_RIGHT - vote - 2, top - height, vote + 2, height - 0.9, over, "heading"
    )


def _band(band: Band, words: BallotRow, large: bool) -> str:
    number = "" if words.number is None else f'<bdi dir="ltr">{words.number}</bdi>'
    place = band.text
    chosen = fit(words.title, words.detail, place.w - (18.0 if large else 13.0) - 1.5, place.h, large)
    title = f"<bdi>{escape(chosen.title)}</bdi>"
    detail = f"<bdi>{escape(words.detail)}</bdi>" if words.detail else ""
    if chosen.stacked:
        below = f'<div style="font-size:{chosen.detail_pt}pt">{detail}</div>' if detail else ""
        content = f'<div style="font-size:{chosen.title_pt}pt"><b>{title}</b></div>{below}'
    else:
        content = f'<div style="font-size:{chosen.title_pt}pt"><b>{title}</b> {detail}</div>'
    style = f"height:{place.h:.2f}mm;line-height:{LEADING}"
    row = f'<table><tr><td class="number">{number}</td><td style="{style}">{content}</td></tr></table>'
    return _at(place.x, place.y, place.w, place.h, row, "none" if band.key == NONE_KEY else "")


def _rules(page: PageLayout) -> list[str]:
    """Hairlines between rows, heavier lines around the list and above "none of these"."""
    first, last = page.bands[0], page.bands[-1]
    rules = [_at(INNER_LEFT, band.y - 0.08, _INNER, 0.16, "", "rule") for band in page.bands[1:]]
    heavy = [first.y, last.y + last.h] + [band.y for band in page.bands[1:] if band.key == NONE_KEY]
    return rules + [_at(INNER_LEFT, y - 0.25, _INNER, 0.5, "", "rule") for y in heavy]


def _values(sheet: SheetLayout, page: PageLayout) -> list[str]:
    """The number that a box stands for, close to the left of it, where reading back doesn't look."""
    spec = sheet.spec
    if spec.kind == "approval":
        return []
    size = 16.0 if spec.large else 7.5
    return [
        f'<div class="value" style="font-size:{size}pt;left:{box.x - 12.55:.2f}mm;width:12mm;'
        f'top:{box.y + box.h / 2 - size * POINT / 2:.2f}mm">{box.value}</div>'
        for box in page.boxes
        if box.key != NONE_KEY
    ]


def _foot(page: PageLayout, text: BallotText, large: bool) -> str:
    turn, foot = text.turn[page.number - 1], page.foot
    wide = 92.0 if large else 80.0
    label = _at(foot.x, foot.y + 0.6, wide, foot.h, escape(text.serial_label), "foot left")
    said = _at(foot.x + wide, foot.y + 0.6, foot.w - wide, foot.h, escape(turn), "turn") if turn else ""
    return label + said


def _strip(tear_y: float, text: BallotText) -> str:
    line = _at(0, tear_y, PAGE_W, 0.3, "", "tear")
    hint = _at(INNER_LEFT, tear_y + 0.8, _INNER, 7, f"✂ {escape(text.tear)}", "foot")
    left = 71.0
    keep = escape(text.keep)
    return line + hint + _at(left, tear_y + 6.6, INNER_RIGHT - left, 20 if tear_y < 270 else 10, keep, "foot")
