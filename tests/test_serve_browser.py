"""The pages in a real browser: what a person does first. Skipped where there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Triple

pytest.importorskip("starlette", reason="needs the extra 'serve'")
pytest.importorskip("uvicorn", reason="needs the extra 'serve'")
api = pytest.importorskip("playwright.sync_api", reason="needs the extra 'test'")

from kg.iris import KG, PREFIXES  # noqa: E402
from kg.store import Changes, open_store  # noqa: E402
from tests.serve_samples import fill, serving  # noqa: E402

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(fill(tmp_path_factory.mktemp("browser") / "news.kg")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.skip("needs Chromium (Debian's package chromium)")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """A page that must not meet an error, and asks nobody but the server."""
    context = browser.new_context(base_url=site)
    found = context.new_page()
    problems: list[str] = []
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    found.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((site, "data:", "blob:"))
            else problems.append(f"asked {request.url}")
        ),
    )
    found.set_default_timeout(30_000)
    yield found
    context.close()
    assert problems == []


def _until(page: Any, test: str) -> None:
    """Wait until the expression holds; Playwright's own wait needs eval, which the policy bars."""
    for _ in range(150):
        if page.evaluate(test):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {test}")


def test_search_an_actor_then_an_event_then_its_evidence(page: Any) -> None:
    page.goto("/")
    page.fill("input[name=q]", "ruiz")
    page.click(".suggest a >> text=Ana Ruiz")
    page.wait_for_url("**/id/actor/ana-ruiz")
    assert page.inner_text("h1") == "Ana Ruiz"
    page.click("text=Ana Ruiz met Omar Lund")
    assert page.inner_text("h1") == "Ana Ruiz met Omar Lund"
    assert page.inner_text("figure mark >> nth=0") == "met"
    page.click("figcaption a")
    page.wait_for_selector(".lit")
    lit = "".join(page.eval_on_selector_all(".lit", "all => all.map(e => e.textContent)"))
    assert lit == "Ana Ruiz met Omar Lund in Oslo on 3 March 2026."


def test_the_search_is_used_with_the_keyboard_alone(page: Any) -> None:
    page.goto("/")
    page.keyboard.type("lund")
    page.wait_for_selector(".suggest a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/actor/omar-lund")


def test_labels_full_of_markup_do_not_run(page: Any) -> None:
    for path in ("/id/actor/odd", "/id/article/one.txt", "/timeline", "/network", "/search?q=img"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert "broken" not in page.title().split(" – ")[0].replace("document.title='broken'", "")
        assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_a_query_runs_in_the_editor_and_its_links_stay_here(page: Any) -> None:
    page.goto("/sparql")
    _until(page, "window.editor && window.editor.getValue().includes('PREFIX kg:')")
    page.evaluate("window.editor.setValue('SELECT ?a WHERE { ?a a kg:Person } ORDER BY ?a')")
    page.click("button >> text=Run")
    page.click("#yasr td a >> nth=0")
    page.wait_for_url("**/id/actor/ana-ruiz")


def test_a_broken_query_says_where(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto("/sparql")
    _until(page, "window.editor && window.editor.getValue().includes('PREFIX kg:')")
    page.evaluate("window.editor.setValue('SELECT * { ?s ?p')")
    page.click("button >> text=Run")
    page.wait_for_selector("#yasr >> text=line 1, column")
    context.close()


def test_an_example_is_a_named_query(page: Any) -> None:
    page.goto("/sparql#query=timeline")
    _until(page, "window.editor && window.editor.getValue().includes('# title: Timeline')")


def test_timeline_and_network_are_drawn(page: Any) -> None:
    page.goto("/timeline")
    page.wait_for_selector(".vis-item", state="attached")
    page.goto("/network")
    page.wait_for_selector("#network canvas", state="attached")


def test_an_actor_page_draws_who_acts_with_the_actor(browser: Any, tmp_path: Path) -> None:
    rdf, rdfs, base = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["id"]
    triples = set()
    event = NamedNode(f"{base}event/1")
    triples.add(Triple(event, NamedNode(f"{rdf}type"), NamedNode(f"{KG}Event")))
    for name in ("ana", "bor", "cid"):
        actor = NamedNode(f"{base}actor/{name}")
        triples.add(Triple(actor, NamedNode(f"{rdf}type"), NamedNode(f"{KG}Actor")))
        triples.add(Triple(actor, NamedNode(f"{rdfs}label"), Literal(f"{name} <b>")))
        triples.add(Triple(event, NamedNode(f"{KG}participant"), actor))
    with open_store(tmp_path / "s.kg", "create") as store:
        store.write(Changes({NamedNode(f"{base}article/1"): frozenset(triples)}))
    with serving(tmp_path / "s.kg") as address:
        page = browser.new_page()
        page.goto(f"{address}/id/actor/ana")
        page.wait_for_selector("#network canvas", state="attached")
        assert page.locator("#pairs tbody tr").count() == 3
        page.close()


def test_dark_mode_and_a_phone(browser: Any, site: str) -> None:
    context = browser.new_context(
        base_url=site, color_scheme="dark", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    for path in ("/", "/id/actor/ana-ruiz", "/id/article/one.txt", "/timeline", "/queries"):
        page.goto(path)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert sum(int(n) for n in colour[4:-1].split(",")) < 150
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()
