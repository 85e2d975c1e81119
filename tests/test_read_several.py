"""Pages of several articles, and pages that only look like one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, read_articles
from kg.read.several import page_articles

pytest.importorskip("trafilatura")

POST = "https://post.example"


def words(about: str, sentences: int = 9) -> list[str]:
    return [
        f"In sentence {number} of its report on the {about}, the council of Ashford says what it "
        f"has found out about the {about} since the spring, and who is to pay for it."
        for number in range(1, sentences + 1)
    ]


def element(headline: str, about: str, sentences: int = 9, more: str = "", inner: str = "") -> str:
    text = "".join(f"<p>{sentence}</p>" for sentence in words(about, sentences))
    return f"<article>{headline}{inner}{text}{more}</article>"


def page(*articles: str, head: str = "") -> str:
    return (
        "<!doctype html><html lang='en'><head><title>Ashford Post</title>"
        f"<meta property='og:site_name' content='Ashford Post'>{head}</head><body>"
        f"<nav><a href='/'>Home</a></nav><main>{''.join(articles)}</main></body></html>"
    )


def data(*items: dict[str, object]) -> str:
    told = json.dumps(
        [{"@context": "https://schema.org", "@type": "NewsArticle"} | i for i in items]
    )
    return f'<script type="application/ld+json">{told}</script>'


def item(headline: str, about: str, **more: object) -> dict[str, object]:
    return {"headline": headline, "articleBody": "\n".join(words(about)), **more}


def link(name: str, headline: str) -> str:
    return f"<h2><a href='https://post.example/{name}'>{headline}</a></h2>"


def test_articles_one_after_the_other_are_several() -> None:
    html = page(
        element(
            link("bridge", "Bridge closed for good"),
            "bridge",
            inner="<time pubdate datetime='2026-01-06'></time>",
        ),
        element(link("school", "School opens at last"), "school"),
        element(link("ferry", "Ferry line is sold"), "ferry", 1),  # announced, not told
    )
    found = list(page_articles(html, "page.html", "https://post.example/"))
    assert [(a.path, a.title, a.id, a.url) for a in found] == [
        ("page.html#1", "Bridge closed for good", "https://post.example/bridge", None),
        ("page.html#2", "School opens at last", "https://post.example/school", None),
    ]
    assert [(a.published, a.publisher, a.language) for a in found] == [
        ("2026-01-06", "Ashford Post", "en"),
        (None, "Ashford Post", "en"),
    ]
    for article, about in zip(found, ("bridge", "school"), strict=True):
        lines = [line for line in article.text.splitlines() if line != article.title]
        assert lines == words(about)


def test_a_page_that_goes_on_with_the_next_article() -> None:
    html = page(
        element("<h1>Bridge closed for good</h1>", "bridge"),
        element("<h1>School opens at last</h1>", "school"),
        head="<link rel=canonical href='https://post.example/bridge'>"
        + data(
            item("Bridge closed for good", "bridge", url=f"{POST}/bridge", author="Jo Poe"),
            item("School opens at last", "school", url=f"{POST}/school", author="Ed Lund",
                 datePublished="2026-01-05"),
        ),
    )  # fmt: skip
    found = list(page_articles(html, "a.warc#7", "https://post.example/bridge"))
    assert [(a.path, a.url, a.author, a.published) for a in found] == [
        ("a.warc#7.1", "https://post.example/bridge", "Jo Poe", None),
        ("a.warc#7.2", "https://post.example/school", "Ed Lund", "2026-01-05"),
    ]


def test_articles_of_the_data_alone(tmp_path: Path) -> None:
    head = data(
        item("Bridge closed for good", "bridge", url="https://post.example/bridge"),
        item("School opens at last", "school", url="https://other.example/school"),
        item("School opens at last", "school"),
        {"headline": "Ferry line is sold", "articleBody": "It was sold on Monday."},
    )
    (tmp_path / "page.html").write_text(page("<p>Two stories of today.</p>", head=head))
    found = list(read_articles([str(tmp_path)]))
    assert [a.title for a in found if isinstance(a, Article)] == [
        "Bridge closed for good",
        "School opens at last",
    ]
    html = (tmp_path / "page.html").read_text()
    fetched = list(page_articles(html, "x", "https://post.example/today"))
    assert [a.url for a in fetched] == ["https://post.example/bridge", None]


@pytest.mark.parametrize(
    "html",
    [
        # one article and announcements of others
        page(element("<h1>Bridge closed for good</h1>", "bridge"),
             element(link("school", "School opens at last"), "school", 1)),
        page(element("<h1>Bridge closed for good</h1>", "bridge"),
             element(link("school", "School opens"), "school", 5, "<a>Read more</a>")),
        page(element("<h1>Bridge closed for good</h1>", "bridge"),
             element(link("school", "School opens"), "school", 5, "<p>It said […]</p>")),
        # sections of one article, and the entries of a live blog
        page("<h1>Bridge closed</h1>", element("<h2>What is known</h2>", "bridge"),
             element("<h2>What comes next</h2>", "road")),
        page("<h1>Bridge closed</h1>", element("<h2><a href='#e1'>11:05 News</a></h2>", "bridge"),
             element("<h2><a href='#e2'>11:45 More</a></h2>", "road")),
        page(element("<h1>Storm, live</h1>", "storm"), element("<h1>11:05 News</h1>", "ferry"),
             head=data({"@type": "LiveBlogPosting", "headline": "Storm, live"})),
        # one article, told of twice by two programs
        page(element("<h1>Bridge closed for good</h1>", "bridge"),
             head=data(item("Bridge closed for good", "bridge"), item("Bridge closed", "bridge"))),
        # an article with comments
        page(element("<h1>Bridge closed for good</h1>", "bridge", more=
                     element("<h3>Jo</h3>", "comment", 5) + element("<h3>Ed</h3>", "reply", 5))),
    ],
)  # fmt: skip
def test_what_is_one_article_stays_one(html: str) -> None:
    (found,) = page_articles(html, "page.html", "https://post.example/bridge")
    assert found.path == "page.html"
    assert words("bridge")[0] in found.text or words("storm")[0] in found.text


def test_a_page_without_text_is_still_told(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page("<article></article><article></article>"))
    (found,) = read_articles([str(tmp_path)])
    assert isinstance(found, Failure) and "no article's text found" in found.message
