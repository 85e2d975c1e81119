"""Dates that are told from another one: "yesterday", "last month", "two weeks ago", "Wednesday".

Most are seen from the publication date; "a day earlier", "the next day", "that year" from the time
that the text told last.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kg.extract.times.calendar import Period, Unit
from kg.extract.times.grammar import Found, Hit, Rule, rule
from kg.extract.times.lexicon import word_set
from kg.extract.times.scene import Scene, Tense, move
from kg.extract.times.timex import Bounds, Mod

__all__ = ["RULES"]

_UNKNOWN = {
    Unit.DAY: "XXXX-XX-XX",
    Unit.WEEK: "XXXX-WXX",
    Unit.WEEKEND: "XXXX-WXX-WE",
    Unit.MONTH: "XXXX-XX",
    Unit.QUARTER: "XXXX-QX",
    Unit.YEAR: "XXXX",
    Unit.DECADE: "XXXX",
    Unit.CENTURY: "XXXX",
}


def _value(period: Period | None, unit: Unit) -> str:
    return period.value if period is not None else _UNKNOWN.get(unit, "XXXX")


def _side(hit: Hit, scene: Scene) -> Bounds | None:
    """ "Earlier" and "later" before "this year" end and begin on the day of reference."""
    ref = scene.ref
    if ref is None or ref.unit is not Unit.DAY:
        return None
    far = timedelta(days=400)
    if hit.word("when") == "earlier":
        return ref.first - min(far, ref.first - ref.first.min), ref.first
    if hit.word("when") == "later":
        return ref.first, ref.first + min(far, ref.first.max - ref.first)
    return None


def _unit(hit: Hit, name: str = "u") -> Unit | None:
    word = hit.word(name)
    return Unit(word) if word else None


def _shifted(hit: Hit, scene: Scene) -> Found | None:
    """ "Last month", "this week", "early next year", "the coming decade"."""
    unit, steps = _unit(hit), hit.number("rel")
    if unit is None or steps is None:
        return None
    if unit in (Unit.DECADE, Unit.CENTURY) and steps < 0:
        # "Over the last decade" is the ten years up to now, not the decade of the calendar.
        return Found("P10Y" if unit is Unit.DECADE else "P100Y", "DURATION")
    return Found(_value(scene.around(unit, steps), unit), mod=hit.mod, within=_side(hit, scene))


def _span_to_now(hit: Hit, scene: Scene) -> Found | None:
    """ "The past year": the twelve months up to now."""
    unit = hit.word("u")
    years = {"E": 10, "C": 100}.get(unit)
    return Found(f"P{years}Y" if years else f"P1{unit}", "DURATION")


def _side_of_this(hit: Hit, scene: Scene) -> Found | None:
    """ "Earlier in the week", "later in the day"."""
    unit = _unit(hit)
    if unit is None:
        return None
    base = scene.told_day if unit is Unit.DAY and scene.here else None
    found = move(base, unit, 0) or scene.around(unit)
    return Found(_value(found, unit), within=_side(hit, scene) if base is None else None)


def _following(hit: Hit, scene: Scene) -> Found | None:
    """ "The next day", "the previous month", "the following week": from the time told last."""
    unit = _unit(hit)
    steps = hit.number("rel")
    if unit is None or steps is None:
        return None
    base = scene.told_day if unit is Unit.DAY else scene.told
    if base is None or move(base, unit, steps) is None:
        base = scene.ref
    return Found(_value(move(base, unit, steps), unit))


def _weekend(hit: Hit, scene: Scene) -> Found | None:
    """Weekends by the ISO week that they end."""
    steps = hit.number("rel")
    base = scene.around(Unit.WEEKEND)
    if base is None:
        return Found("XXXX-WXX-WE")
    if steps is None:
        monday_to_friday = scene.ref is not None and scene.ref.first.weekday() < 5
        steps = -1 if scene.tense is not Tense.FUTURE and monday_to_friday else 0
    elif steps < 0 and scene.ref is not None and scene.ref.first.weekday() == 6:
        steps = -1
    return Found(_value(base.shift(steps), Unit.WEEKEND), mod=hit.mod)


def weekday(number: int, scene: Scene, steps: int | None = None) -> Period | None:
    """The weekday (Monday 1) that is meant, seen from the reference.

    In the past tense or without one it is the last such day, today included; in the future tense
    the next one, today included; "last" and "next" exclude today.
    """
    ref = scene.ref
    if ref is None or ref.unit is not Unit.DAY:
        return None
    ahead = (number - ref.first.isoweekday()) % 7
    back = ahead - 7 if ahead else 0
    if steps is None:
        days = ahead if scene.tense is Tense.FUTURE else back
        if scene.tense is Tense.PRESENT and ahead <= 3:
            days = ahead
    elif steps < 0:
        days = back or -7
    elif steps > 0:
        days = ahead or 7
    else:
        days = back if scene.tense is Tense.PAST else ahead
    return Period.of(Unit.DAY, ref.first).shift(days)


def _weekday(hit: Hit, scene: Scene) -> Found | None:
    """ "Wednesday", "last Friday", "el miércoles"."""
    number = hit.number("w")
    if number is None:
        return None
    found = weekday(number, scene, hit.number("rel"))
    return Found(found.value if found else f"XXXX-WXX-{number}", mod=hit.mod)


def _dia(hit: Hit, scene: Scene) -> Found | None:
    """ "El miércoles": the nearest such day, unless a Spanish verb beside it tells the tense."""
    number = hit.number("w")
    if number is None:
        return None
    near = weekday(number, replace(scene, tense=Tense.NONE), None)
    ahead = weekday(number, replace(scene, tense=Tense.FUTURE), None)
    if near is None or ahead is None or scene.ref is None:
        return Found(f"XXXX-WXX-{number}")
    closer = (ahead.first - scene.ref.first).days <= (scene.ref.first - near.first).days
    past = scene.tense is Tense.PAST or (scene.tense is not Tense.FUTURE and not closer)
    return Found(near.value if past else ahead.value)


def _told_weekday(hit: Hit, scene: Scene) -> Found | None:
    """ "The previous Friday", "the following Monday": from the day told last."""
    number, steps = hit.number("w"), hit.number("rel")
    if number is None or steps is None:
        return None
    base = scene.told_day or scene.ref
    found = weekday(number, Scene(ref=base), steps)
    return Found(found.value if found else f"XXXX-WXX-{number}")


def _deictic(hit: Hit, scene: Scene) -> Found | None:
    """ "Today", "yesterday", "tomorrow", "hoy"."""
    steps = hit.number("day")
    return None if steps is None else Found(_value(scene.around(Unit.DAY, steps), Unit.DAY))


def _two_days(hit: Hit, scene: Scene) -> Found | None:
    """ "The day before yesterday", "the day after tomorrow"."""
    if hit.word("u") != "D":
        return None
    return Found(_value(scene.around(Unit.DAY, 2 if hit.has("after") else -2), Unit.DAY))


def _deictic_part(hit: Hit, scene: Scene) -> Found | None:
    """ "This morning", "tonight", "last night", "overnight"."""
    part = hit.word("p")
    steps = hit.number("rel") or 0
    if steps and part != "NI":
        return None
    day = scene.around(Unit.DAY, steps)
    return Found(f"{_value(day, Unit.DAY)}T{part}", "TIME")


def _amount(hit: Hit) -> int | None:
    """How many units: a number, one for "a", None for "several"."""
    if hit.has("n"):
        return hit.number("n")
    return 1 if hit.has("a") else None


_DETERMINERS = word_set("the a an his her its their our my your this that he she it they we")
_GOES_ON = word_set("DT NN PR JJ VB IN CD WP")
_COARSE = {Unit.DECADE: (Unit.YEAR, 10), Unit.CENTURY: (Unit.YEAR, 100)}


def _ago(hit: Hit, scene: Scene) -> Found | None:
    """ "Two weeks ago", "a year ago", "three days from now"."""
    unit, count = _unit(hit), _amount(hit)
    sign = 1 if hit.has("ahead") else -1
    if unit is None:
        return None
    if count is None:
        return Found("FUTURE_REF" if sign > 0 else "PAST_REF")
    if count == 1 and unit is Unit.YEAR and sign < 0 and scene.quarter is not None:
        return Found(_value(scene.quarter.shift(-4), Unit.QUARTER), aside=True)
    if unit in _COARSE:
        unit, size = _COARSE[unit]
        count *= size
    counted = hit.token("n") or hit.token("a")
    mod = Mod.APPROX if counted is not None and counted.start > hit.start else None
    return Found(_value(scene.around(unit, sign * count), unit), mod=mod)


def _hours_ago(hit: Hit, scene: Scene) -> Found | None:
    """ "Three hours ago" is on the day of reference, or not sure enough to say."""
    return Found(_value(scene.around(Unit.DAY), Unit.DAY)) if scene.ref else None


def _earlier(hit: Hit, scene: Scene) -> Found | None:
    """ "A day earlier", "two months later", "a year before": from the time told last.

    A whole year away, the month, quarter or day told keeps its precision: "a year earlier" after
    "in the third quarter" is the third quarter of the year before.
    """
    unit, count = _unit(hit), _amount(hit)
    sign = 1 if hit.has("later") else -1
    if unit is None or count is None:
        return None
    if hit.has("before") and (scene.after in _DETERMINERS or scene.after_tag[:2] in _GOES_ON):
        return None  # "ten days before the murder" hangs on an event, not on a date
    if unit in _COARSE:
        unit, size = _COARSE[unit]
        count *= size
    if unit is Unit.YEAR:
        if scene.quarter is not None and count == 1:
            return Found(_value(scene.quarter.shift(4 * sign), Unit.QUARTER), aside=True)
        base = scene.told or scene.ref
        if base is not None and base.unit in (Unit.MONTH, Unit.QUARTER, Unit.HALF) and scene.here:
            size = {Unit.MONTH: 12, Unit.QUARTER: 4, Unit.HALF: 2}[base.unit]
            return Found(_value(base.shift(sign * count * size), base.unit), aside=True)
    else:
        base = scene.told_day if unit in (Unit.DAY, Unit.WEEK) else scene.told
        base = base or scene.ref
    if base is None or move(base, unit, 0) is None:
        base = scene.ref
    return Found(_value(move(base, unit, sign * count), unit))


def _year_earlier(hit: Hit, scene: Scene) -> Found | None:
    """ "The year-earlier quarter", "year-ago": of a company's results, usually a quarter."""
    if hit.word("u") != "Y":
        return None
    if hit.has("o"):
        number = hit.number("o")
        year = scene.around(Unit.YEAR, -1)
        if number is None or number > 4:
            return None
        return Found(f"{_value(year, Unit.YEAR)}-Q{number}", aside=True)
    if scene.quarter is not None:
        return Found(_value(scene.quarter.shift(-4), Unit.QUARTER), aside=True)
    if hit.has("q"):
        quarter = scene.around(Unit.QUARTER, -4)
        return Found(_value(quarter, Unit.QUARTER), aside=True)
    return Found(_value(scene.around(Unit.YEAR, -1), Unit.YEAR), aside=True)


def _that(hit: Hit, scene: Scene) -> Found | None:
    """ "That day", "the same year", "later that week": the period told last."""
    unit = _unit(hit)
    if unit is None:
        return None
    base = scene.told_day if unit in (Unit.DAY, Unit.WEEK) else scene.told
    found = move(base, unit, 0)
    return None if found is None else Found(found.value)


def _the(hit: Hit, scene: Scene) -> Found | None:
    """ "The quarter", "the latest quarter", "the year": the one that is spoken of."""
    unit = _unit(hit)
    if unit is Unit.QUARTER:
        if scene.quarter is not None:
            return Found(scene.quarter.value)
        return Found(_value(scene.around(Unit.QUARTER, -1), Unit.QUARTER))
    if hit.has("period"):
        return None if scene.quarter is None else Found(scene.quarter.value)
    if unit is Unit.YEAR and scene.after_tag[:2] not in ("NN", "JJ"):
        return Found(
            _value(
                move(scene.told if scene.here else scene.ref, unit, 0) or scene.around(unit), unit
            )
        )
    return None


def _current(hit: Hit, scene: Scene) -> Found | None:
    """ "The current year", "the current quarter"."""
    unit = _unit(hit)
    if unit is None:
        return None
    return Found(_value(scene.around(unit), unit))


def _year_end(hit: Hit, scene: Scene) -> Found | None:
    """ "Year-end", "the end of the year"."""
    unit = _unit(hit)
    if unit not in (Unit.YEAR, Unit.MONTH, Unit.WEEK):
        return None
    mod = Mod(hit.word("edge"))
    return Found(_value(scene.around(unit), unit), mod=mod)


RULES: tuple[Rule, ...] = (
    rule("day=RELDAY", _deictic),
    rule("day=HOY", _deictic),
    rule("(?: when=RELADV | early=EARLYLATE ) day=RELDAY", _deictic),
    rule("THE u=UNIT (?: BEFORE YESTERDAY | after=AFTER TOMORROW )", _two_days),
    rule("when=RELADV? early=EARLYLATE? rel=THIS p=PART", _deictic_part),
    rule("(?: when=RELADV | early=EARLYLATE )? rel=LAST p=PART", _deictic_part),
    rule("(?: when=RELADV | early=EARLYLATE )? p=TONIGHT", _deictic_part),
    rule("p=OVERNIGHT", _deictic_part),
    rule("(?: when=RELADV | VAGUELY )? THE? rel=LAST u=UNITQ", _shifted),
    rule("(?: when=RELADV | VAGUELY )? rel=NEXT u=UNITQ", _shifted),
    rule("(?: when=RELADV | VAGUELY )? rel=THIS (?: PAST | COMING )? FISCAL? u=UNIT", _shifted),
    rule("rel=THIS u=QUARTER", _shifted),
    rule("THE rel=COMING u=UNIT", _shifted),
    rule("THE PAST u=UNIT", _span_to_now),
    rule("when=RELADV IN THE u=UNIT", _side_of_this),
    rule("THE rel=FOLLOWINGLIKE u=UNIT", _following),
    rule("THE? rel=PREVIOUS u=UNIT", _following),
    rule("THE rel=NEXT u=UNIT", _following),
    rule("VAGUELY? THE WEEKEND", _weekend),
    rule("VAGUELY? rel=SHIFT WEEKEND", _weekend),
    rule("(?: when=RELADV | VAGUELY )? w=WEEKDAY", _weekday),
    rule("EL? w=DIA", _dia),
    rule("VAGUELY? rel=LTN (?: PAST | COMING )? w=WEEKDAY", _weekday),
    rule("THE rel=FOLLOWINGLIKE w=WEEKDAY", _told_weekday),
    rule(
        "ROUGHLY? (?: n=NUM | a=A | A? VAGUE | SOME ) HYPHEN? TRADING? u=ANYUNIT(?: OR SO )? AGO",
        _ago,
    ),
    rule("u=UNITS AGO", _ago),
    rule("(?: n=NUM | a=A | A? VAGUE ) u=ANYUNIT ahead=FROM NOW", _ago),
    rule("(?: NUM | A | VAGUE ) ANYTUNIT AGO", _hours_ago),
    rule("(?: n=NUM | a=A ) TRADING? u=ANYUNIT (?: EARLIER | before=BEFORE )", _earlier),
    rule("(?: n=NUM | a=A ) TRADING? u=ANYUNIT later=LATER", _earlier),
    rule(
        "(?: THE | A )? u=UNIT HYPHEN (?: EARLIER | AGO ) "
        "(?: PERIOD | q=QUARTER | o=ORD QUARTER )?",
        _year_earlier,
    ),
    rule("when=RELADV? (?: THAT | THE? SAME ) u=UNITQ", _that),
    rule("THE LATEST? u=QUARTER", _the),
    rule("THE LATEST period=PERIOD", _the),
    rule("THE u=UNIT (?! HYPHEN | AGO | BEFORE | EARLIER | LATER | NUM )", _the),
    rule("THE? CURRENT FISCAL? u=UNITQ", _current),
    rule("u=UNIT (?: POSS | HYPHEN )? edge=BOUNDARY", _year_end),
    rule("THE? edge=BOUNDARY OF THE u=UNIT", _year_end),
    rule("THE? edge=BOUNDARY OF rel=LTN u=UNIT", _shifted),
)
