"""Times of day, durations, repeated times, and words for now, the past and the future."""

from __future__ import annotations

from kg.extract.times.grammar import Found, Hit, Rule, rule
from kg.extract.times.scene import Scene

__all__ = ["RULES"]


def _clock(hit: Hit, scene: Scene) -> Found | None:
    """ "4 p.m.", "10:35 GMT", "noon": a time whose day the finder looks up."""
    if noon := hit.word("noon"):
        return Found(noon, "TIME")
    if (digits := hit.token("m")) is not None:
        # "0735 GMT"
        if digits.end - digits.start != 4:
            return None
        hour, minute = divmod(hit.number("m") or 0, 100)
        ok = hour < 24 and minute < 60
        return Found(f"T{hour:02d}:{minute:02d}", "TIME") if ok else None
    words = hit.word("t").replace(".", ":").split(":")
    hour, minute = int(words[0]), int(words[1]) if len(words) > 1 else 0
    half = hit.word("half") or {"AF": "p", "EV": "p", "NI": "p", "MO": "a"}.get(hit.word("p"), "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif not hit.has("zone"):
        # "10:35" may be a score or a verse; said "at" or beside a date it is a time.
        sure = scene.before in ("at", "by", "until", "till", "before", "after", "around", "from")
        if not sure and hit.before.name not in ("WEEKDAY", "COMMA", "YEAR", "RELDAY"):
            return None
    if hour > 24 or (hour == 24 and minute):
        return None
    return Found(f"T{hour:02d}:{minute:02d}", "TIME")


def _part(hit: Hit, scene: Scene) -> Found | None:
    """ "Morning" beside a date; the finder drops it where it stands alone."""
    return Found(f"T{hit.word('p')}", "TIME")


_LETTERS = {"H": "TH", "S": "TS", "second": "TS"}


def _period(count: str, unit: str, clock: bool) -> str:
    """A TIMEX3 duration. A decade is ten years; a quarter three months, as ISO 8601 has neither."""
    if unit == "Q":
        return f"P{int(count) * 3}M" if count.isdigit() else f"P{count}Q"
    if unit in "EC" and not clock:
        size = 10 if unit == "E" else 100
        return f"P{int(count) * size}Y" if count.isdigit() else f"P{count}{unit}"
    return f"PT{count}{unit}" if clock else f"P{count}{unit}"


def _duration(hit: Hit, scene: Scene) -> Found | None:
    """ "Two weeks", "a 16-year", "the past few months", "several hours"."""
    clock = hit.has("c")
    unit = hit.word("u") or hit.word("c")
    unit = "S" if clock and unit == "2" else unit
    if hit.has("n"):
        number = hit.number("n")
        if number is None or hit.word("n").endswith((".5", ".25")):
            count = hit.word("n")
        else:
            count = str(number)
    elif hit.has("a"):
        count = "1"
    else:
        count = "2" if hit.word("v") == "couple" else "X"
    if not count.replace(".", "").isdigit() and count != "X":
        return None
    if unit == "Q" and (not hit.has("n") or scene.after == "of" or hit.number("n") in (3, None)):
        return None  # "a quarter of", "three-quarters"
    if (
        hit.has("a")
        and hit.first + 2 == hit.last
        and scene.before_tag in ("NNS", "CD", "NNPS", "$")
    ):
        return None  # "four flights a week" is a rate
    if (hit.number("n") or 0) >= 1000 and hit.word("n") and not clock and unit in "QWMD":
        return None
    if "." in count and unit in "QEC":
        return None
    if hit.after.name == "OLD" or (hit.after.name == "HYPHEN" and scene.after == "old"):
        return None
    return Found(_period(count, unit, clock), "DURATION")


def _plural(hit: Hit, scene: Scene) -> Found | None:
    """ "For years", "in recent weeks"."""
    unit = hit.word("u") or hit.word("c")
    if hit.has("recent"):
        return Found("PAST_REF")
    if hit.has("coming"):
        return Found("FUTURE_REF")
    if scene.before not in ("for", "in", "over", "within", "took", "take"):
        return None
    return Found(_period("X", unit, hit.has("c")), "DURATION")


def _set(hit: Hit, scene: Scene) -> Found | None:
    """ "Every week", "each year", "daily"."""
    if adverb := hit.word("adverb"):
        # "A quarterly dividend" and "the party daily" are kinds of things, not times.
        good = ("RB", "JJ", "") if adverb == "P1D" else ("RB", "")
        return Found(adverb, "SET") if scene.tag in good else None
    if hit.has("w"):
        part = f"T{hit.word('p')}" if hit.has("p") else ""
        return Found(f"XXXX-WXX-{hit.word('w')}{part}", "SET")
    if hit.has("m"):
        return Found(f"XXXX-{hit.number('m'):02d}", "SET")
    if hit.has("s"):
        return Found(f"XXXX-{hit.word('s')}", "SET")
    if hit.has("p"):
        return Found("P1D", "SET")
    return Found(_period("1", hit.word("u") or hit.word("c"), hit.has("c")), "SET")


def _reference(hit: Hit, scene: Scene) -> Found | None:
    """ "Currently", "recently", "in the future"."""
    return Found(hit.word("ref"))


def _now(hit: Hit, scene: Scene) -> Found | None:
    """ "Now", "at the moment"."""
    return Found("PRESENT_REF")


def _current(hit: Hit, scene: Scene) -> Found | None:
    return Found("PRESENT_REF")


def _these_days(hit: Hit, scene: Scene) -> Found | None:
    return Found("PRESENT_REF") if hit.word("days") == "D" else None


def _soon(hit: Hit, scene: Scene) -> Found | None:
    """ "Soon", but not "as soon as", "soon after"."""
    if scene.before in ("as", "how", "too") or scene.after in ("after", "as", "enough"):
        return None
    return Found("FUTURE_REF")


def _future(hit: Hit, scene: Scene) -> Found | None:
    return Found("FUTURE_REF") if scene.after_tag[:2] != "NN" else None


def _past(hit: Hit, scene: Scene) -> Found | None:
    """ "The past" as a noun, not "the past president"."""
    if scene.tag and scene.tag != "NN":
        return None
    return Found("PAST_REF") if scene.after_tag[:2] != "NN" else None


RULES: tuple[Rule, ...] = (
    rule("ABOUTLIKE? t=SMALL half=AMPM (?: LOCAL? zone=TZ | LOCAL TIME )?", _clock),
    rule("m=FOURDIGITS zone=TZ", _clock),
    rule("ABOUTLIKE? t=CLOCK half=AMPM (?: LOCAL? zone=TZ | LOCAL TIME )?", _clock),
    rule("ABOUTLIKE? t=CLOCK LOCAL? zone=TZ", _clock),
    rule("ABOUTLIKE? t=CLOCK zone=LOCAL TIME", _clock),
    rule("ABOUTLIKE? t=CLOCK", _clock),
    rule("t=SMALL IN THE p=PART", _clock),
    rule("ABOUTLIKE? noon=NOON", _clock),
    rule("THE? p=PART", _part),
    rule(
        "THE? FRAME? ROUGHLY? MORE? (?: n=NUM | a=A | A? v=VAGUE OF? ) MORE? HYPHEN?"
        "TRADING? (?: u=ANYUNIT | c=CLOCKUNIT ) (?: HYPHEN? LONG )?",
        _duration,
    ),
    rule("n=NUM HYPHEN c=SECOND", _duration),
    rule("THE FRAME n=NUM HYPHEN? TRADING? (?: u=ANYUNIT | c=ANYTUNIT )", _duration),
    rule("THE? FRAME A? v=VAGUE OF? (?: u=UNITS | c=TUNITS )", _duration),
    rule("u=UNITS", _plural),
    rule("c=TUNITS", _plural),
    rule("recent=RECENT u=UNITS (?: AND UNITS )?", _plural),
    rule("THE? coming=COMING u=UNITS", _plural),
    rule("EACH (?: u=UNITQ | c=ANYTUNIT )", _set),
    rule("EACH w=WEEKDAY p=PART?", _set),
    rule("EACH m=MONTH", _set),
    rule("EACH s=SEASON", _set),
    rule("EACH p=PART", _set),
    rule("w=PLURALDAY", _set),
    rule("w=WEEKDAY p=PARTS", _set),
    rule("adverb=ADVERBIAL", _set),
    rule("ref=PRESENT", _reference),
    rule("MORE? ref=RECENTLY", _reference),
    rule("SOON", _soon),
    rule("NOW", _now),
    rule("THE FUTURE", _future),
    rule("THE NEAR FUTURE", _future),
    rule("THE PAST", _past),
    rule("CURRENT", _current),
    rule("THESE days=UNITS", _these_days),
    rule("(?: THIS | AT THE ) MOMENT", _now),
)
