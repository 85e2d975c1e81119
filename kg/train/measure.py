"""Exact-match scores of spans during training, in the way of CofeNet's Table 6."""

from __future__ import annotations

from kg.extract.statements.decode import KINDS
from kg.extract.statements.tagger import Reader, TaggedStatement
from kg.train.polnear import Annotated

__all__ = ["exact", "predictions"]


def predictions(
    reader: Reader, gold: tuple[Annotated, ...]
) -> dict[str, tuple[TaggedStatement, ...]]:
    """What the reader finds in each text, by name."""
    return {item.name: reader.tag(item.text) for item in gold}


def exact(
    found: dict[str, tuple[TaggedStatement, ...]], gold: tuple[Annotated, ...]
) -> dict[str, float]:
    """Precision, recall and F1 of distinct spans, and how many statements have all parts right."""
    result: dict[str, float] = {}
    for kind in KINDS:
        right = predicted = wanted = 0
        for item in gold:
            want = {span for a in item.attributions for span in getattr(a, kind)}
            have = {span for s in found[item.name] for span in getattr(s, kind)}
            right += len(want & have)
            predicted += len(have)
            wanted += len(want)
        precision, recall = right / max(predicted, 1), right / max(wanted, 1)
        result[f"{kind}_p"], result[f"{kind}_r"] = round(precision, 4), round(recall, 4)
        result[kind] = round(2 * precision * recall / max(precision + recall, 1e-9), 4)
    right = predicted = wanted = 0
    for item in gold:
        whole = {(a.source, a.cue, a.content) for a in item.attributions}
        have_whole = {(s.source, s.cue, s.content) for s in found[item.name]}
        right += len(whole & have_whole)
        predicted += len(have_whole)
        wanted += len(whole)
    result["whole"] = round(2 * right / max(predicted + wanted, 1), 4)
    return result
