"""Residents' pages in a real Chromium: a whole vote with and without scripts, by keyboard, right to left, on a phone,
in the dark, and clean for axe."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from consult.clock import SystemClock
from consult.replay.online import free_port
from consult.voting.ballots import Content
from consult.voting.sealing import open_box
from consult.voting.urn import Urn
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.web.counting_day import count_and_publish
from tests.web.example import Example, build, town_settings
from tests.web.forms import fill

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
PLACES = ("", "notices", "notices/1", "projects", "proposals", "propose", "statements", "say", "result", "receipt")
PLACES += ("became", "rights", "kept", "board", "log-in")
TRACKER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}")


@dataclass(frozen=True)
class Site:
    """A served town. `people`: the next resident who has not voted yet is taken from here."""

    example: Example
    address: str
    people: Iterator[Any]

    def url(self, place: str = "", lang: str = "de") -> str:
        return self.address + self.example.page(place, lang)

    def letter(self, lang: str = "de") -> str:
        resident = next(self.people)
        return f"{self.url('log-in', lang)}#{resident.voter_no}.{resident.code}"


def serve(folder: Path, kind: str) -> Iterator[Site]:
    port = free_port()
    settings = town_settings(folder, BASE_URL=f"http://127.0.0.1:{port}")
    lines = [
        "secure_cookies = false",
        'phone = "0821 324-4200"',
        'city = "Lindau"',
        f'base_url = "{settings.base_url}"',
    ]
    (folder / "mitsprache.toml").write_text("\n".join(lines), encoding="utf-8")
    example = build(settings, kind=kind, now=datetime.now(UTC), people=40)
    fill(example)
    command = [sys.executable, "-m", "consult", "serve", "--data", str(folder), "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/de/")
            yield Site(example, f"http://127.0.0.1:{port}", iter(example.residents))
        finally:
            process.terminate()
            process.wait(timeout=20)
            example.database.close()


def wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Site]:
    yield from serve(tmp_path_factory.mktemp("town"), "approval")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def visit(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page whose console stays silent and which talks to nobody else."""
    context: BrowserContext = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url) if "//127.0.0.1:" not in request.url else None)
    yield page
    context.close()
    assert [line for line in heard if "status of 4" not in line] == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from visit(browser)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without scripts."""
    yield from visit(browser, java_script_enabled=False)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    yield from visit(browser, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)


def sign_in(page: Page, site: Site, lang: str = "de") -> None:
    page.goto(site.letter(lang))
    page.click("form[data-letter] button")
    page.wait_for_selector("form[data-ballot]")


def cast_contents(example: Example) -> list[Content]:
    with Urn.open(example.settings.urn_url, SystemClock()) as urn:
        boxes = urn.read(lambda reader: [box for *_, box in reader.unposted(example.consultation.id)])
    return [open_box(bytes(example.tally_key), box).content for box in boxes]


def test_a_whole_vote_with_the_qr_code_of_the_letter(page: Page, site: Site) -> None:
    before = len(cast_contents(site.example))
    page.goto(site.letter())
    assert "#" not in page.url, "number and code leave the address bar"
    page.click("form[data-letter] button")
    assert page.inner_text("#left") == "Noch 3 Stimmen übrig"
    page.check("#p-1")
    page.check("#p-3")
    assert page.inner_text("#left") == "Noch 1 Stimme übrig"
    assert page.locator(".dots .used").count() == 2
    page.check("#p-2")
    page.check("#p-4")
    assert "1 Stimme zu viel" in page.inner_text("#left")
    page.check("#none")
    assert page.locator("input[data-cost]:checked").count() == 0, "none of these clears the rest"
    page.check("#p-1")
    assert not page.is_checked("#none")
    page.click("form[data-ballot] .left button")
    assert "Trinkbrunnen" in page.inner_text(".ballot")
    page.click("form[action$=cast] button")
    tracker = page.inner_text(".tracker")
    assert TRACKER.fullmatch(tracker)
    assert page.is_visible("[data-print]")
    assert tracker not in page.url
    page.reload()
    assert page.inner_text(".tracker") == tracker
    assert len(cast_contents(site.example)) == before + 1
    page.click("form[action$=log-out] button")
    page.goto(site.url("ballot"))
    assert page.url.endswith("/log-in")


def test_a_whole_vote_without_scripts(plain: Page, site: Site) -> None:
    resident = next(site.people)
    plain.goto(site.url("log-in"))
    plain.fill("#f-voter_no", resident.voter_no)
    plain.fill("#f-code", resident.code.lower())
    plain.click("form[data-letter] button")
    for number in (1, 2, 3, 4):
        plain.check(f"#p-{number}")
    plain.click("form[data-ballot] .left button")
    assert "höchstens 3" in plain.inner_text("#mistakes")
    assert plain.is_checked("#p-4"), "what was marked is still marked"
    plain.uncheck("#p-4")
    plain.click("form[data-ballot] .left button")
    plain.click("form[action$=cast] button")
    assert TRACKER.fullmatch(plain.inner_text(".tracker"))
    assert not plain.is_visible("[data-print]"), "a button that could do nothing is not shown"


def focus_on(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, which must be visible all the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} can't be reached with Tab")


def test_a_whole_vote_with_the_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(site.letter("en"))
    page.keyboard.press("Enter")  # the script has put the focus on the button
    page.wait_for_selector("form[data-ballot]")
    focus_on(page, "#p-2")
    page.keyboard.press("Space")
    assert page.is_checked("#p-2")
    focus_on(page, "form[data-ballot] .left button")
    box = page.evaluate(
        "(() => { const r = document.activeElement.getBoundingClientRect(); return [r.top, r.bottom]; })()"
    )
    assert 0 <= box[0] < box[1] <= 900, "the focus is not hidden"
    page.keyboard.press("Enter")
    page.wait_for_selector("form[action$=cast]")
    focus_on(page, "form[action$=cast] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tracker")
    assert TRACKER.fullmatch(page.inner_text(".tracker"))


def test_skip_link_and_language_list_work_with_the_keyboard(page: Page, site: Site) -> None:
    page.goto(site.url("projects"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.focus("details.languages summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.lang") == "de"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.click("details.languages summary")
    page.click("a[hreflang=ar]")
    assert page.url == site.url("projects", "ar")
    page.goto(site.address)
    assert page.url.endswith("/ar/"), "the choice is remembered"


def test_arabic_runs_from_right_to_left_and_numbers_do_not(phone: Page, site: Site) -> None:
    phone.goto(site.url("projects", "ar"))
    assert phone.evaluate("document.documentElement.dir") == "rtl"
    number = phone.locator(".project .number").first.bounding_box()
    words = phone.locator(".project h2").first.bounding_box()
    assert number is not None
    assert words is not None
    assert number["x"] > words["x"]
    call = phone.locator(".paper bdi[data-fact=phone]").first
    assert call.get_attribute("dir") == "ltr"
    assert call.inner_text() == "0821 324-4200"
    phone.evaluate("document.fonts.ready.then(() => true)")
    assert phone.evaluate("[...document.fonts].some(font => font.status === 'loaded')")


@pytest.mark.parametrize("lang", ["de", "ar", "en"])
def test_nothing_runs_out_of_a_narrow_screen_and_targets_are_large(phone: Page, site: Site, lang: str) -> None:
    wide = []
    for place in PLACES:
        phone.goto(site.url(place, lang))
        if phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(place)
        small = phone.evaluate(
            "[...document.querySelectorAll('button, .button, select, textarea, input:not([type=hidden])')]"
            ".filter(e => e.offsetParent && (e.offsetWidth < 24 || e.offsetHeight < (e.type === 'checkbox' ? 24 : 44)))"
            ".map(e => e.outerHTML)"
        )
        assert small == [], place
        size = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 18
    assert wide == []


def axe(page: Page) -> list[Any]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found.response["violations"]
    ]


LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "german": ("de", {}),
    "arabic": ("ar", {}),
    "dark": ("en", {"color_scheme": "dark"}),
    "phone": ("de", {"viewport": {"width": 360, "height": 740}}),
}


@pytest.mark.a11y
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_clean_for_axe(browser: Browser, site: Site, look: str) -> None:
    lang, options = LOOKS[look]
    for page in visit(browser, bypass_csp=True, **options):
        for place in (f"/{lang}/", f"/{lang}/help", f"/{lang}/paper", f"/{lang}/nowhere"):
            page.goto(site.address + place)
            assert axe(page) == [], place
        for place in PLACES:
            page.goto(site.url(place, lang))
            assert axe(page) == [], place


@pytest.mark.a11y
def test_the_whole_vote_is_clean_for_axe_also_with_mistakes(browser: Browser, site: Site) -> None:
    for page in visit(browser, bypass_csp=True):
        page.goto(site.url("log-in"))
        page.click("form[data-letter] button")
        assert axe(page) == [], "log-in with a mistake"
        sign_in(page, site)
        assert axe(page) == [], "ballot"
        for number in (1, 2, 3, 4):
            page.check(f"#p-{number}")
        page.click("form[data-ballot] .left button")
        assert axe(page) == [], "ballot with a mistake"
        page.uncheck("#p-4")
        page.click("form[data-ballot] .left button")
        assert axe(page) == [], "check"
        page.click("form[action$=cast] button")
        assert axe(page) == [], "receipt"
        page.goto(site.url("propose"))
        page.goto(site.url("say"))
        page.click("form[action$=say] button")
        assert axe(page) == [], "form with a mistake"
        page.fill("#f-text", "Das Verfahren ist zu kurz.")
        page.click("form[action$=say] button")
        assert axe(page) == [], "thanks"
        page.click("details.languages summary")
        assert axe(page) == [], "language list"


@pytest.mark.parametrize("kind", ["points", "ranking"])
def test_points_and_ranking_in_a_browser(browser: Browser, chromium: str, tmp_path: Path, kind: str) -> None:
    for site in serve(tmp_path, kind):
        for page in visit(browser, bypass_csp=True, viewport={"width": 360, "height": 740}):
            sign_in(page, site)
            assert axe(page) == []
            page.select_option("#p-1", "2")
            page.select_option("#p-3", "1" if kind == "ranking" else "3")
            left = page.inner_text("#left")
            assert left == ("Noch 0 Punkte übrig" if kind == "points" else "Noch 1 Stimme übrig")
            page.click("form[data-ballot] .left button")
            page.click("form[action$=cast] button")
            assert TRACKER.fullmatch(page.inner_text(".tracker"))
            wanted = (("p1", 2), ("p3", 3)) if kind == "points" else (("p3", 1), ("p1", 2))
            assert cast_contents(site.example) == [Content(wanted)]
            break
        break


def test_the_result_in_a_browser(browser: Browser, chromium: str, tmp_path: Path) -> None:
    for site in serve(tmp_path, "approval"):
        made = site.example
        for page in visit(browser, bypass_csp=True):
            for person in range(3):
                sign_in(page, site)
                page.check("#p-1")
                page.check("#p-3" if person else "#p-5")
                page.click("form[data-ballot] .left button")
                page.click("form[action$=cast] button")
                tracker = page.inner_text(".tracker")
            close_now(made)
            for lang in ("de", "ar"):
                page.goto(site.url("result", lang))
                assert page.locator(".chart .bar").count() == 5
                assert page.locator(".chart .bar.won").count() >= 1
                assert axe(page) == []
            page.goto(site.url("receipt"))
            page.fill("#f-tracker", tracker)
            page.click("form[action$=receipt] button")
            assert "wurde gezählt" in page.inner_text(".notice.good")
            assert tracker not in page.url
            break
        leaks = [made.residents[0].code, tracker]
        assert not any(leak in (tmp_path / "log").read_text() for leak in leaks)
        break


def close_now(example: Example) -> None:
    """Moves the deadline to now, then counts and publishes, all beside the running server."""
    from consult.consultations import service

    with example.database.writing() as session:
        value = service.set_voting_until(session, example.consultation.id, datetime.now(UTC))
    ended = Example(example.settings, example.database, value, example.residents, example.tally_key)
    with Urn.open(example.settings.urn_url, SystemClock()) as urn:
        urn.open_board(value.id, {"tally_key": value.tally_public_key})
        count_and_publish(ended, urn)


def test_json_of_the_openapi_page_is_readable(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/api/openapi.json")
    assert json.loads(page.inner_text("body"))["openapi"].startswith("3.")
