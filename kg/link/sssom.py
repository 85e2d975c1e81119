"""Mapping sets in SSSOM/TSV (https://w3id.org/sssom): links given out, a person's links taken in.

Needs the extra ``sssom``. A mapping's justification is ``semapv:ManualMappingCuration`` for a
person's decision, ``semapv:CompositeMatching`` for a linker's (names, classes and context).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.errors import InputError, MissingExtraError
from kg.iris import DEFAULT_BASE, WD
from kg.link.decisions import PERSON, LinkDecision
from kg.link.mapping import Mapped

__all__ = ["read_sssom", "write_sssom"]

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SEMAPV = "https://w3id.org/semapv/vocab/"
_PREDICATE = {"exact": "exactMatch", "close": "closeMatch", "not": "exactMatch"}
#: Justifications of mappings that a person made or looked at.
_BY_HAND = frozenset(
    _SEMAPV + name for name in ("ManualMappingCuration", "MappingReview", "UnspecifiedMatching")
)
_MAX_BYTES = 256 << 20


def _modules() -> tuple[Any, Any]:
    try:
        import curies
        import sssom_pydantic
    except ImportError as error:
        raise MissingExtraError(
            "mapping sets need the extra 'sssom': pip install 'newsgraph[sssom]'"
        ) from error
    return sssom_pydantic, curies


def write_sssom(links: Iterable[Mapped], *, base: str = DEFAULT_BASE) -> str:
    """The links as SSSOM/TSV, in their order.

    Raises `MissingExtraError` where the extra ``sssom`` is not installed.
    """
    sssom, curies = _modules()
    links = list(links)
    prefixes = {"id": base, "wd": WD, "skos": _SKOS, "semapv": _SEMAPV}
    spaces = sorted(
        {_space(iri) for link in links for iri in (link.actor, link.entity)}
        - set(prefixes.values())
        - {_space(base + "actor/x")}
    )
    prefixes.update({f"ns{number}": space for number, space in enumerate(spaces, 1)})
    converter = curies.Converter.from_prefix_map(prefixes)

    def reference(iri: str, name: str | None = None) -> Any:
        pair = converter.parse_uri(iri, strict=True)
        return curies.NamableReference(prefix=pair.prefix, identifier=pair.identifier, name=name)

    mappings = [
        sssom.SemanticMapping(
            subject=reference(link.actor, link.label or None),
            predicate=curies.NamableReference(prefix="skos", identifier=_PREDICATE[link.kind]),
            predicate_modifier="Not" if link.kind == "not" else None,
            object=reference(link.entity),
            justification=curies.Reference(
                prefix="semapv",
                identifier="ManualMappingCuration"
                if link.method == PERSON
                else "CompositeMatching",
            ),
            confidence=link.score,
            comment=" ".join(dict.fromkeys(filter(None, (link.method, link.source)))),
        )
        for link in links
    ]
    out = io.StringIO()
    metadata = sssom.MappingSet(
        id=base + "graph/links",
        title="Links of a newsgraph store",
        license="https://creativecommons.org/publicdomain/zero/1.0/",
    )
    sssom.write(mappings, out, metadata=metadata, converter=converter, condense=False)
    return out.getvalue()


def _space(iri: str) -> str:
    end = max(iri.rfind("/"), iri.rfind("#"))
    return iri[: end + 1]


def read_sssom(path: str | Path, *, computed: bool = False) -> tuple[list[LinkDecision], int]:
    """The decisions that an SSSOM/TSV file holds, and how many mappings were passed over.

    ``skos:exactMatch`` accepts, with the modifier ``Not`` rejects; other predicates are passed
    over, and so are mappings that no person made or reviewed, unless ``computed`` takes them too.

    Raises:
        InputError: the file is missing, too large, or no SSSOM/TSV.
        MissingExtraError: the extra ``sssom`` is not installed.
    """
    sssom, _ = _modules()
    file = Path(path)
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: over {_MAX_BYTES >> 20} MB; split the mapping set")
        text = file.read_text(encoding="utf-8")
        pack = sssom.read(io.StringIO(text))
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: not an SSSOM/TSV mapping set ({reason})") from error
    decisions: list[LinkDecision] = []
    skipped = 0
    for mapping in pack.mappings:
        expand = pack.converter.expand_reference
        predicate = expand(mapping.predicate)
        subject, target = expand(mapping.subject), expand(mapping.object)
        by_hand = computed or expand(mapping.justification) in _BY_HAND
        exact = predicate == _SKOS + "exactMatch"
        if not exact or not by_hand or subject is None or target is None:
            skipped += 1
            continue
        accepted = mapping.predicate_modifier is None
        decisions.append(LinkDecision(subject, target, accepted, f"mapping set {file.name}"))
    return decisions, skipped
