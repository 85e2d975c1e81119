"""The pages as a server gives them: what stands on them, linked data, and that nothing runs."""

from __future__ import annotations

import html.parser
from collections.abc import Iterator

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")
pytest.importorskip("uvicorn", reason="needs the extra 'serve'")
httpx = pytest.importorskip("httpx", reason="needs the extra 'test'")

from kg.serve.marked import Mark, evidence_pieces, parts, pieces  # noqa: E402
from kg.serve.words import address, short, when  # noqa: E402
from tests.serve_samples import HOSTILE, ID, fill, serving  # noqa: E402

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class _Page(html.parser.HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [a["href"] or "" for tag, a in self.tags if tag == "a" and "href" in a]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = fill(tmp_path_factory.mktemp("pages") / "news.kg")
    with serving(store) as base, httpx.Client(base_url=base, timeout=60, headers=HTML) as client:
        yield client


@pytest.fixture(scope="module")
def event(site: httpx.Client) -> str:
    """The address of the meeting's page."""
    rows = site.get("/queries/timeline?actor=Ana%20Ruiz", headers={"Accept": "application/json"})
    found = rows.json()["rows"][0]["event"]
    assert found.startswith(ID)
    return "/id/" + str(found).removeprefix(ID)


PAGES = (
    "/",
    "/search?q=ruiz",
    "/search?q=img",
    "/timeline",
    "/network",
    "/queries",
    "/sparql",
    "/id/actor/ana-ruiz",
    "/id/actor/odd",
    "/id/article/one.txt",
    "/nowhere",
    "/page?iri=urn:no",
    "/timeline?actor=%3Cscript%3E",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_markup_of_the_data_and_no_inline_script(site: httpx.Client, path: str) -> None:
    answer = site.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert len(answer.content) < 100_000
    page = _Page(answer.text)
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (tag, attributes.get("src")) != ("img", "x")
        if tag == "script":
            assert (attributes.get("src") or "").startswith("/static/")
        for name in ("src", "href", "action"):
            assert not (attributes.get(name) or "").lower().startswith("javascript:")
    assert "script-src 'self';" in answer.headers["content-security-policy"]


def test_hostile_labels_are_shown_as_text(site: httpx.Client) -> None:
    assert HOSTILE in _Page(site.get("/id/actor/odd").text).text
    assert HOSTILE in _Page(site.get("/id/article/one.txt").text).text


def test_the_home_page_leads_on(site: httpx.Client) -> None:
    page = _Page(site.get("/").text)
    assert "/id/actor/ana-ruiz" in page.links()
    assert "/id/article/one.txt" in page.links()
    assert "planned" in page.text


def test_search_finds_by_label_and_offers_suggestions(site: httpx.Client) -> None:
    assert "/id/actor/omar-lund" in _Page(site.get("/search?q=LUND").text).links()
    found = site.get("/search?q=ana", headers={"Accept": "application/json"}).json()
    assert found[0] == {"label": "Ana Ruiz", "kind": "actor", "href": "/id/actor/ana-ruiz"}
    assert site.get("/search?q=!!", headers={"Accept": "application/json"}).json() == []
    assert "Nothing holds" in site.get("/search?q=zzzz").text
    assert "nothing to look for" in site.get("/search?q=!!").text


def test_search_shows_the_words_and_where_they_stand(site: httpx.Client) -> None:
    page = site.get("/search?q=oslo march").text
    assert "<mark>Oslo</mark>" in page
    assert "Ministers meet" in page
    page = site.get("/search?q=agree&kind=statement").text
    assert "&lt;b&gt;<mark>agree</mark>&lt;/b&gt;" in page
    assert '<span class="speaker">Ana Ruiz</span>' in page
    assert "there is no kind &#39;people&#39;" in site.get("/search?q=agree&kind=people").text
    assert "these begin with them" in site.get("/search?q=minis").text


def test_search_as_an_api(site: httpx.Client) -> None:
    wanted = {"Accept": "application/json"}
    found = site.get("/search?q=agree&kind=statement&limit=5", headers=wanted).json()
    assert found["total"] == len(found["hits"]) == 1
    hit = found["hits"][0]
    assert hit["kind"] == "statement"
    assert ["agree", True] in hit["runs"]
    assert {article["title"] for article in hit["articles"]} == {"Ministers meet"}
    assert hit["speakers"] == ["Ana Ruiz"]
    assert site.get("/search?q=agree&limit=0", headers=wanted).status_code == 400
    assert site.get("/search?q=-&limit=3", headers=wanted).status_code == 400
    assert site.get("/search?q=agree&kind=no&limit=3", headers=wanted).status_code == 400


def test_an_actor_page_has_timeline_statements_and_counterparts(
    site: httpx.Client, event: str
) -> None:
    page = _Page(site.get("/id/actor/ana-ruiz").text)
    assert event in page.links()
    assert "/id/actor/omar-lund" in page.links()
    assert "'We <b>agree</b> & go on.'" in page.text


def test_an_event_page_shows_the_words_it_stands_on(site: httpx.Client, event: str) -> None:
    answer = site.get(event)
    page = _Page(answer.text)
    assert "Ana Ruiz met Omar Lund in Oslo on 3 March 2026." in page.text
    assert "<mark>met</mark>" in answer.text
    assert any(link.startswith("/id/article/one.txt#char=") for link in page.links())


def test_an_article_page_marks_its_text(site: httpx.Client, event: str) -> None:
    page = _Page(site.get("/id/article/one.txt").text)
    marked = {(a.get("class"), a.get("href")) for tag, a in page.tags if tag == "a"}
    assert ("m-actor", "/id/actor/ana-ruiz") in marked
    assert ("m-event", event) in marked
    assert any(str(kind).endswith("m-statement") for kind, _ in marked)
    assert "Ana Ruiz met Omar Lund in Oslo on 3 March 2026." in page.text


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("*/*", "text/turtle"),
        (HTML["Accept"], "text/html"),
    ],
)
def test_every_minted_iri_is_linked_data(
    site: httpx.Client, event: str, accept: str, media: str
) -> None:
    for path in ("/id/actor/ana-ruiz", "/id/article/one.txt", event):
        answer = site.get(path, headers={"Accept": accept})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media)
        assert "Accept" in answer.headers["vary"]
        if media == "text/turtle":
            assert path.removeprefix("/id/") in answer.text


def test_every_link_of_the_pages_leads_somewhere(site: httpx.Client, event: str) -> None:
    seen: set[str] = set()
    for path in ("/", "/id/actor/ana-ruiz", "/id/article/one.txt", event):
        for link in _Page(site.get(path).text).links():
            if link.startswith("/"):
                seen.add(link.partition("#")[0])
    assert len(seen) > 10
    for link in sorted(seen):
        assert site.get(link, follow_redirects=True).status_code == 200, link


def test_unknown_nodes_and_bad_addresses(site: httpx.Client) -> None:
    assert site.get("/id/actor/nobody").status_code == 404
    assert site.get("/page?iri=not%20an%20iri").status_code == 400
    assert site.get("/id/actor/ana-ruiz?format=exe").status_code == 400
    assert site.get("/static/../app.py").status_code == 404
    assert site.get("/static/%2e%2e/app.py").status_code == 404


def test_pieces_cover_the_text_once_and_the_shortest_mark_counts() -> None:
    text = "Ana Ruiz met Omar."
    marks = [Mark(0, 8, "actor", "a"), Mark(0, 18, "statement", "s"), Mark(4, 8, "actor", "b")]
    found = pieces(text, 0, len(text), marks)
    assert "".join(piece.text for piece in found) == text
    assert [p.actor.href if p.actor else None for p in found] == ["a", "b", None]
    assert all(p.statement is not None for p in found)
    whole = parts(text + "\n\nRest.", [("title", 0, len(text))], marks)
    assert [(p.kind, "".join(x.text for x in p.pieces)) for p in whole] == [
        ("title", text),
        ("paragraph", "Rest."),
    ]
    runs = evidence_pieces("He met her.", 10, [(10, 21), (13, 16)])
    assert runs == [("He ", False), ("met", True), (" her.", False)]


def test_words_for_people() -> None:
    assert when("2026-01-03") == "3 Jan 2026"
    assert when("2026-01-03/2026-01-05") == "3 Jan 2026 – 5 Jan 2026"
    assert when("2022/..") == "since 2022"
    assert when("2026-21~") == "about spring 2026"
    assert when("XXXX-99") == "XXXX-99"
    assert short("one two three four", 9) == "one two …"
    assert address(ID + "article/a b.txt#char=1,2", ID) == "/id/article/a%20b.txt#char=1,2"
    assert (
        address("http://x.example/?a=1&b", ID) == "/page?iri=http%3A%2F%2Fx.example%2F%3Fa%3D1%26b"
    )
