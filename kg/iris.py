"""Namespaces and the minting of IRIs: deterministic, readable, without blank nodes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

__all__ = [
    "ACT",
    "DEFAULT_BASE",
    "EV",
    "KG",
    "PREFIXES",
    "WD",
    "Minter",
    "digest",
    "is_address",
    "slug",
]

KG = "https://w3id.org/newsgraph/ontology#"
EV = "https://w3id.org/newsgraph/event-type/"
ACT = "https://w3id.org/newsgraph/act/"
DEFAULT_BASE = "https://w3id.org/newsgraph/id/"
WD = "http://www.wikidata.org/entity/"

#: The prefixes that every query knows and every export writes.
PREFIXES: dict[str, str] = {
    "kg": KG,
    "id": DEFAULT_BASE,
    "ev": EV,
    "act": ACT,
    "wd": WD,
    "wdt": "http://www.wikidata.org/prop/direct/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "schema": "https://schema.org/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
}

#: An address that is an IRI too (RFC 3987); anything else is passed over, never repaired. Private
#: use characters, brackets and stray per cent signs are what news addresses hold that IRIs cannot.
_CHARACTER = (
    r"(?:%[0-9A-Fa-f]{2}|[^\s<>\"{}|\\^`\[\]%#\x00-\x20\x7f-\x9f\ud800-\uf8ff"
    r"\ufdd0-\ufdef\ufff0-\U0000ffff\U0001fffe\U0001ffff\U0002fffe-\U0010ffff])"
)
_ADDRESS = re.compile(
    rf"https?://(?:(?![/?@:]){_CHARACTER})+(?::\d{{1,5}})?(?:[/?]{_CHARACTER}*)?(?:#{_CHARACTER}*)?"
)


def is_address(text: str) -> bool:
    """Whether an http(s) address is an IRI as it stands, fit to name an article.

    >>> is_address("https://news.example/a"), is_address("https://news.example/a b")
    (True, False)
    """
    return _ADDRESS.fullmatch(text) is not None


def slug(text: str) -> str:
    """The text in lower-case ASCII letters, digits and hyphens; a hash where nothing is left.

    >>> slug("Daniel García-Peña")
    'daniel-garcia-pena'
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"['’]s?\b|[.]", "", plain)
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return plain[:80].rstrip("-") if plain else "x" + digest(text)


def digest(*parts: str, length: int = 12) -> str:
    """A short, stable hash of the parts (hexadecimal BLAKE2b), order kept."""
    h = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        h.update(len(data).to_bytes(8, "big"))
        h.update(data)
    return h.hexdigest()[:length]


class Minter:
    """Mints the IRIs of one graph under a base that the user may set."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = base

    def article(self, *, url: str | None, identifier: str | None, path: str) -> str:
        """Canonical URL, else the publisher's identifier, else the path that was read."""
        if url and is_address(url):
            return url
        name = quote(identifier or path, safe="/:@!$&()*+,;=~-._", errors="surrogatepass")
        return f"{self.base}article/{name}"

    def actor(self, name: str) -> str:
        """One IRI a name: articles agree without having met."""
        return f"{self.base}actor/{slug(name)}"

    def local(self, kind: str, *parts: str) -> str:
        """An IRI for something that has no name of its own (event, statement, passage ...)."""
        return f"{self.base}{kind}/{digest(*parts, length=16)}"

    def graph(self, name: str) -> str:
        """The IRI of one of the graphs that belong to no article (``links``, ``judgements``)."""
        return f"{self.base}graph/{name}"
