"""Names as keys: one normal form for look-up, the same when building and when asking."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["acronym_of", "dotted", "key", "surname", "variants", "words"]


def words(text: str) -> frozenset[str]:
    """The words of a string as a set: for the word lists of this package."""
    return frozenset(text.split())


_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\W|$))", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:\w\.){2,}", re.UNICODE)
_PARTICLES = words(
    "al bin da das de del della den der di do dos du el ibn la las le los san st van von zu y"
)
_SUFFIXES = words("jr sr ii iii iv")
_TITLES = words(
    "mr mrs ms dr sir dame lord lady sen rep gov gen col capt president senator congressman "
    "congresswoman minister ambassador secretary governor general king queen prince princess "
    "pope"
)
_COMPANY = words(
    "inc incorporated corp corporation co company ltd limited plc llc ag sa spa nv gmbh"
)


def dotted(name: str) -> bool:
    """Whether the name is letters with full stops between ("U.S.", "U.N.")."""
    return bool(_DOTTED.fullmatch(name.strip()))


def key(name: str) -> str:
    """The normal form of a name: no case, accents, punctuation, possessive or leading article.

    >>> key("the Organization of American States'")
    'organization of american states'
    >>> key("U.S."), key("García-Peña")
    ('us', 'garcia pena')
    """
    text = unicodedata.normalize("NFKD", name)
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = _POSSESSIVE.sub("", text)
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    text = _NOT_WORD.sub(" ", text.replace("&", " and ")).strip()
    return text[4:] if text.startswith("the ") and len(text) > 4 else text


def surname(name: str) -> str | None:
    """The key of a person's last name with its particles, None for a single word.

    >>> surname("Ursula von der Leyen")
    'von der leyen'
    """
    words = key(name.split(",")[0]).split()
    while words and words[-1] in _SUFFIXES:
        words.pop()
    if len(words) < 2:
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[start:])


def acronym_of(name: str) -> str | None:
    """The initials of a name of three words or more, small words left out, as a key.

    >>> acronym_of("Organization of American States")
    'oas'
    """
    words = [w for w in re.findall(r"\w[\w'’-]*", name) if w[:1].isupper()]
    return key("".join(w[0] for w in words)) if len(words) >= 3 else None


def variants(name: str) -> tuple[str, ...]:
    """The keys under which a name may be listed, the whole name first.

    Titles before a name and legal forms behind it are taken off; nothing is guessed beyond that.

    >>> variants("President Gustavo Petro")
    ('president gustavo petro', 'gustavo petro')
    """
    whole = key(name)
    found = [whole] if whole else []
    words = whole.split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
        found.append(" ".join(words))
    words = whole.split()
    while len(words) > 1 and words[-1] in _COMPANY:
        words = words[:-1]
        found.append(" ".join(words))
    return tuple(dict.fromkeys(found))
