"""Which state or province an English news text puts a town in: "Paris, Texas", "COLUMBUS, Ga.".

Names, postal codes and the abbreviations of the Associated Press for the states of the United
States and the provinces of Canada: the two countries whose towns news name with their state.
"""

from __future__ import annotations

import re

from kg.link.wording import uses_of

__all__ = ["region_told"]

_STATES = """
Alabama AL Ala|Alaska AK|Arizona AZ Ariz|Arkansas AR Ark|California CA Calif|Colorado CO Colo|
Connecticut CT Conn|Delaware DE Del|Florida FL Fla|Georgia GA Ga|Hawaii HI|Idaho ID|Illinois IL Ill|
Indiana IN Ind|Iowa IA|Kansas KS Kan|Kentucky KY Ky|Louisiana LA La|Maine ME|Maryland MD Md|
Massachusetts MA Mass|Michigan MI Mich|Minnesota MN Minn|Mississippi MS Miss|Missouri MO Mo|
Montana MT Mont|Nebraska NE Neb|Nevada NV Nev|New Hampshire NH|New Jersey NJ|New Mexico NM|
New York NY|North Carolina NC|North Dakota ND|Ohio OH|Oklahoma OK Okla|Oregon OR Ore|
Pennsylvania PA Pa|Rhode Island RI|South Carolina SC|South Dakota SD|Tennessee TN Tenn|Texas TX Tex|
Utah UT|Vermont VT Vt|Virginia VA Va|Washington WA Wash|West Virginia WV|Wisconsin WI Wis|
Wyoming WY Wyo|Ontario ON Ont|Quebec QC Que|British Columbia BC|Alberta AB Alta|Manitoba MB Man|
Saskatchewan SK Sask|Nova Scotia NS|New Brunswick NB|Newfoundland NL
"""
#: In a list of towns ("in Chicago, New York and Boston") these are towns themselves.
_TOWNS_TOO = frozenset(("New York", "Washington", "Quebec"))


def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Full names, and short forms with the state that they stand for."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    for entry in _STATES.replace("\n", "").split("|"):
        words = entry.split()
        split = next(i for i, word in enumerate(words) if len(word) == 2 and word.isupper())
        name = " ".join(words[:split])
        names[name] = name
        code = words[split]
        short[code] = short[".".join(code) + "."] = name
        short.update((word + ".", name) for word in words[split + 1 :])
    return names, short


_NAMES, _SHORT = _table()
_FULL = "|".join(sorted(map(re.escape, _NAMES.keys() - _TOWNS_TOO), key=len, reverse=True))
_ABBREVIATED = "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True))


_BEHIND = re.compile(rf"\s?,\s+(?:({_FULL})(?=\s*(?:[,.;:)\n(]|--|—|–|$))|({_ABBREVIATED})(?!\w))")


def region_told(name: str, text: str) -> str | None:
    """The state or province that the text names behind a town's name, in full; None if it does not.

    >>> region_told("Paris", "He was born in Paris, Texas, in 1950.")
    'Texas'
    >>> region_told("PORTLAND", "PORTLAND, Ore. -- A storm hit the coast.")
    'Oregon'
    >>> region_told("Chicago", "She lived in Chicago, Georgia and Maine.") is None
    True
    """
    for _, end in uses_of(name, text):
        if match := _BEHIND.match(text, end):
            return _NAMES[match[1]] if match[1] else _SHORT[match[2]]
    return None
