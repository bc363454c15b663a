"""Every page of the administration in a real browser: axe, keyboard, no scripts, narrow, dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.admin_town import AdminTown, build_town, served
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.web.staff_room import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.a11y

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PLACES = {
    "ada": (
        "/admin/",
        "/admin/log",
        "/admin/accounts",
        "/admin/consultations/new",
        "OPEN/",
        "OPEN/setup",
        "OPEN/projects",
        "OPEN/projects/1",
        "OPEN/proposals",
        "OPEN/proposals/new",
        "OPEN/proposals/2",
        "OPEN/notices",
        "OPEN/notices/new",
        "OPEN/notices/1",
        "OPEN/statements",
        "OPEN/statements/new",
        "OPEN/statements/1",
        "OPEN/parity",
    ),
    "reg": ("OPEN/register", "OPEN/register/VOTER", "OPEN/print", "OPEN/handouts"),
    "post": ("OPEN/intake", "CLOSED/scan", "CLOSED/doubts"),
    "ende": ("OPEN/close", "CLOSED/close"),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> AdminTown:
    return build_town(tmp_path_factory.mktemp("admin"))


@pytest.fixture(scope="module")
def base(town: AdminTown) -> Iterator[str]:
    with served(town.settings) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def desk(browser: Browser, base: str, name: str, **options: Any) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale="de-DE", base_url=base, bypass_csp=True, **options)
    page = context.new_page()
    page.goto("/admin/log-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    return context, page


def address(town: AdminTown, place: str) -> str:
    for word, slug in (("OPEN", town.open), ("CLOSED", town.closed)):
        place = place.replace(word, f"/admin/c/{slug}")
    return place.replace("VOTER", town.voter_no)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, base: str, town: AdminTown, name: str, scheme: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    width = 1280 if scheme == "light" else 390
    context, page = desk(browser, base, name, color_scheme=scheme, viewport={"width": width, "height": 900})
    found: list[str] = []
    for place in PLACES[name]:
        answer = page.goto(address(town, place))
        assert answer is not None
        assert answer.ok, place
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        found += [
            f"{place}: {violation['id']} {node['html'][:160]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            found.append(f"{place}: {wider} pixels wider than the screen")
    context.close()
    assert not found, "\n".join(found)


def test_log_in_page_is_accessible(browser: Browser, base: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(base_url=base, bypass_csp=True)
    page.goto("/admin/log-in")
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert results.violations_count == 0, results.generate_report()
    page.close()


def test_an_envelope_is_recorded_without_scripts_and_by_keyboard_alone(
    browser: Browser, base: str, town: AdminTown
) -> None:
    context, page = desk(browser, base, "post", java_script_enabled=False)
    page.goto(address(town, "OPEN/intake"))
    assert page.locator("#f-card").evaluate("field => field === document.activeElement")
    page.keyboard.type("999 999 990")
    page.keyboard.press("Enter")
    page.locator(".outcome .word", has_text="Nicht lesbar").wait_for()
    page.locator("#f-card").fill(town.voter_no)
    page.keyboard.press("Enter")
    page.locator(".outcome .word", has_text="Schon erfasst").wait_for()
    context.close()


def test_a_doubt_is_decided_with_one_key_and_taken_back(browser: Browser, base: str, town: AdminTown) -> None:
    context, page = desk(browser, base, "zwei")
    page.goto(address(town, "CLOSED/doubts"))
    before = page.locator(".meta").inner_text()
    page.locator(".keys button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**done=answered")
    assert page.locator(".meta").inner_text() != before
    page.keyboard.press("z")
    page.wait_for_url("**done=undone")
    assert page.locator(".meta").inner_text() == before
    context.close()


def test_nothing_is_fetched_from_elsewhere(browser: Browser, base: str, town: AdminTown) -> None:
    context, page = desk(browser, base, "post")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(town, "CLOSED/doubts"))
    page.wait_for_load_state("networkidle")
    assert asked
    assert all(url.startswith(base) for url in asked)
    context.close()
