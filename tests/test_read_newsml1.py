"""NewsML 1: items of agencies' archives, whatever their content is marked up with."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Article
from kg.read import Failure, read_articles

DOCUMENT = """<?xml version="1.0" encoding="{code}"?>
<!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd">
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20090304T000000Z</DateAndTime></NewsEnvelope>
{items}
</NewsML>"""
ITEM = """<NewsItem xml:lang="en"><Identification><NewsIdentifier>
<ProviderId>wire.example</ProviderId><DateId>20090303</DateId><NewsItemId>a{number}</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId>
<PublicIdentifier>urn:newsml:wire.example:20090303:a{number}:2</PublicIdentifier>
</NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20090303T101500+0100</FirstCreated>
<ThisRevisionCreated>20090303T114500+0100</ThisRevisionCreated><Status FormalName="{status}"/>
</NewsManagement>
<NewsComponent><NewsLines><HeadLine>Bridge closed</HeadLine><ByLine>By Jo Poe</ByLine>
<DateLine>ASHFORD, March 3</DateLine><CopyrightLine>(c) Example Wire</CopyrightLine>
<KeywordLine>bridges</KeywordLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Example Wire"/></Provider>
</AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en-GB"/></DescriptiveMetadata>
<NewsComponent><Role FormalName="Picture"/><ContentItem Href="a.jpg"><MediaType FormalName="Photo"/>
</ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/>
<DataContent>{content}</DataContent></ContentItem></NewsComponent>
</NewsComponent></NewsItem>"""
WORDS = "The bridge at Ashford was closed.\nNobody was hurt."
MARKED = "<p>The bridge at Ashford was closed.</p><p>Nobody was hurt.</p>"
NITF = f"<nitf><body><body.head/><body.content>{MARKED}</body.content></body></nitf>"
XHTML = f"<html xmlns='http://www.w3.org/1999/xhtml'><head/><body>{MARKED}</body></html>"


def read(folder: Path, *items: str, code: str = "utf-8") -> tuple[list[Article], list[str]]:
    text = DOCUMENT.format(code=code, items="\n".join(items))
    (folder / "a.xml").write_bytes(text.encode(code))
    found = list(read_articles([str(folder / "a.xml")]))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [item.message for item in found if isinstance(item, Failure)]


def item(content: str, number: int = 1, status: str = "Usable") -> str:
    return ITEM.format(content=content, number=number, status=status)


@pytest.mark.parametrize("content", [NITF, XHTML, MARKED, WORDS, MARKED.replace("<", "&lt;")])
def test_an_item_is_read_however_its_text_is_marked_up(tmp_path: Path, content: str) -> None:
    (article,), told = read(tmp_path, item(content))
    assert told == []
    assert article == Article(
        path="a.xml",
        text=WORDS,
        id="urn:newsml:wire.example:20090303:a1",
        title="Bridge closed",
        published="2009-03-03T10:15:00+01:00",
        modified="2009-03-03T11:45:00+01:00",
        publisher="Example Wire",
        author="Jo Poe",
        language="en-GB",
        keywords=("bridges",),
        licence="(c) Example Wire",
    )


def test_several_items_and_one_that_was_taken_back(tmp_path: Path) -> None:
    empty = item("").replace("<DataContent></DataContent>", "")
    items = (item(MARKED), item("Caf\xe9s too.", 2), item(MARKED, 3, "Canceled"), empty)
    articles, told = read(tmp_path, *items, code="iso-8859-1")
    assert [(a.path, a.text) for a in articles] == [
        ("a.xml#1", WORDS),
        ("a.xml#2", "Caf\xe9s too."),
    ]
    assert told == ["a.xml#3: the news item is canceled: its publisher took it back"]


def test_items_without_a_text_are_told(tmp_path: Path) -> None:
    articles, told = read(tmp_path, item("  "))
    assert articles == [] and "no news item with a text" in told[0]
