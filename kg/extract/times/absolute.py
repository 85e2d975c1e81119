"""Dates that name their place in the calendar: "3 January 2026", "May", "the 1990s", "Q3 2025".

Where the year is missing, it is the one that tense and reference make likeliest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from kg.extract.times.calendar import HOLIDAYS, Period, Unit, safe_date
from kg.extract.times.grammar import Found, Hit, Rule, rule
from kg.extract.times.lexicon import word_set
from kg.extract.times.scene import Scene, Tense
from kg.extract.times.timex import Mod, bounds_of

__all__ = ["RULES", "pick_year"]

_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_NAMES_TOO = {3, 4, 5, 6, 8}  # March, April, May, June, August are names of people as well


def pick_year(build: Callable[[int], Period | None], scene: Scene) -> Period | None:
    """The yearly period (a month, a day of a month, a holiday) that is meant without its year.

    Past tense looks back from the reference and future tense ahead; without tense, and where the
    tense would lead most of a year away ("was set for Nov. 6"), the nearest one is meant.
    """
    ref = scene.ref
    if ref is None:
        return None
    if ref.unit in (Unit.DECADE, Unit.CENTURY):
        return None
    if ref.unit is Unit.YEAR:
        return build(ref.first.year)
    years = range(max(ref.first.year - 1, 1), min(ref.first.year + 1, 9999) + 1)
    options = [found for year in years if (found := build(year)) is not None]
    if not options:
        return None

    def away(option: Period) -> int:
        if option.first <= ref.last and ref.first <= option.last:
            return 0
        return min(abs((option.first - ref.last).days), abs((ref.first - option.last).days))

    nearest = min(options, key=away)
    chosen = nearest
    tense = scene.tense
    if tense is Tense.PAST:
        chosen = max((o for o in options if o.first <= ref.last), key=away_first, default=nearest)
    elif tense is Tense.FUTURE:
        ahead = [option for option in options if option.last >= ref.first]
        chosen = min(ahead, key=away_first, default=nearest)
    far, near = {Unit.DAY: (240, 75), Unit.QUARTER: (200, 75)}.get(chosen.unit, (300, 45))
    return nearest if away(chosen) > far and away(nearest) < near else chosen


def away_first(option: Period) -> date:
    """Sort key: the day on which the period begins."""
    return option.first


def _day(year: int, month: int, day: int) -> Period | None:
    found = safe_date(year, month, day)
    return None if found is None else Period.of(Unit.DAY, found)


def _month_day(hit: Hit, scene: Scene) -> Found | None:
    """A day of a month, with or without its year; a second day makes an interval."""
    month, day, year = hit.number("m"), hit.number("d"), hit.number("y")
    if month is None or day is None:
        return None
    if year is not None:
        found = _day(year, month, day)
    else:
        if not 1 <= day <= 31 or safe_date(2024, month, day) is None:
            return None
        found = pick_year(lambda y: _day(y, month, day), scene)
        if found is None:
            return Found(f"XXXX-{month:02d}-{day:02d}", mod=hit.mod)
    if found is None:
        return None
    until = hit.number("d2")
    if until is not None:
        other = hit.number("m2") or month
        last = _day(found.first.year + (other < month), other, until)
        if last is None or last.first <= found.first:
            return None
        return Found(f"{found.value}/{last.value}", explicit=year is not None)
    return Found(found.value, mod=hit.mod, explicit=year is not None)


def _month(hit: Hit, scene: Scene) -> Found | None:
    """A month, with or without its year."""
    token, month, year = hit.token("m"), hit.number("m"), hit.number("y")
    if token is None or month is None:
        return None
    if year is not None:
        found = safe_date(year, month, 1)
        return Found(f"{year:04d}-{month:02d}", mod=hit.mod) if found else None
    if scene.tag[:2] in ("MD", "VB") or scene.entity in ("PERSON", "ORG", "FAC", "WORK_OF_ART"):
        return None
    if month in _NAMES_TOO and scene.before_tag == "NNP" and hit.first + 1 == hit.last:
        return None
    named = scene.after in ("for", "of", "on", "to", "against")
    if named and month in (3, 5) and scene.before_tag in ("DT", "JJ", "PRP$", "``"):
        return None  # "the annual March for Life"
    if token.end - token.start == 3 and month != 5:
        return None  # "Jan", "Mar" without full stop, day or year is rather a name
    if scene.here and scene.told and scene.told.unit in (Unit.YEAR, Unit.MONTH, Unit.DAY):
        told = scene.told.first.year
        if scene.ref is None or told < scene.ref.first.year:
            return Found(f"{told:04d}-{month:02d}", mod=hit.mod)
    picked = pick_year(lambda y: Period.of(Unit.MONTH, date(y, month, 1)), scene)
    return Found(picked.value if picked else f"XXXX-{month:02d}", mod=hit.mod)


def _second_day(hit: Hit, scene: Scene) -> Found | None:
    """ "25" in "April 24 and 25"."""
    if scene.after_tag[:2] in ("NN", "JJ"):
        return None
    return _month_day(hit, scene)


def _week_of_month(hit: Hit, scene: Scene) -> Found | None:
    """ "The first week of January": the month, narrowed to seven days of it."""
    if hit.word("u") != "W":
        return None
    found = _month(hit, scene)
    bounds = bounds_of(found.value) if found else None
    if found is None or bounds is None:
        return found
    first, last = bounds
    number = hit.number("o")
    if number is None:
        return replace(found, within=(last - timedelta(days=6), last))
    if not 1 <= number <= 4:
        return None
    start = first + timedelta(days=7 * (number - 1))
    return replace(found, within=(start, start + timedelta(days=6)))


def _iso(hit: Hit, scene: Scene) -> Found | None:
    """``2026-01-07``, with or without a time; ``2026-01`` unless it may be a season ("2025-26")."""
    words = hit.word("iso").upper().replace(" ", "T")
    year, month = int(words[:4]), int(words[5:7])
    if len(words) == 7:
        season = month == (year + 1) % 100
        ok = not season and safe_date(year, month, 1) is not None
        return Found(words, explicit=True) if ok else None
    if _day(year, month, int(words[8:10])) is None:
        return None
    clock = words[10:].split(".")[0]
    zone = words[-1:] if words.endswith("Z") and not clock.endswith("Z") else ""
    if clock and not int(clock[1:3]) < 24:
        return None
    return Found(words[:10] + clock + zone, "TIME" if clock else "DATE", explicit=True)


def _slashed(hit: Hit, scene: Scene) -> Found | None:
    """``26/11/2025``, ``11/26/2025``, ``26.11.2025``.

    Where both orders make a date, the one nearer to the reference is meant, and without a
    reference none is chosen: the year alone is sure.
    """
    words = hit.word("s")
    if words == "9/11":
        return Found("2001-09-11")
    separator = next(char for char in words if not char.isdigit())
    left, right, tail = words.split(separator)
    year = int(tail)
    if len(tail) == 2:
        pivot = (scene.ref.first.year if scene.ref else 2026) % 100 + 10
        century = (scene.ref.first.year if scene.ref else 2026) // 100 * 100
        year += century if year <= pivot else century - 100
    day_first = _day(year, int(right), int(left))
    month_first = _day(year, int(left), int(right)) if separator != "." else None
    options = [option for option in (month_first, day_first) if option is not None]
    if not options:
        return None
    if len(options) == 2 and options[0] != options[1]:
        if scene.ref is None or scene.ref.unit is not Unit.DAY:
            return Found(f"{year:04d}")
        ref = scene.ref.first
        options.sort(key=lambda option: abs((option.first - ref).days))
    return Found(options[0].value, explicit=True)


_NUMBERED = word_set(
    "no number flight route highway page chapter room section article resolution model version "
    "code box boeing airbus rs some interstate area bus channel"
)
_YEAR_WORDS = word_set(
    "in since by until till during of from before after to between and through for the late early "
    "mid circa year calendar"
)


def _year(hit: Hit, scene: Scene) -> Found | None:
    """A bare year, unless it is a count, a price, a name or a part of one."""
    token, year = hit.token("y"), hit.number("y")
    if token is None or year is None:
        return None
    spelled = token.end - token.start > 4
    led = scene.before in _YEAR_WORDS or hit.mod is not None
    if scene.before in _NUMBERED or (scene.before == "at" and not led):
        return None
    if scene.after_tag in ("NNS", "NNPS") and (year % 100 == 0 or not led):
        if scene.before not in ("the", "'s", "’s", "his", "her", "their", "its", "our"):
            return None
        if year % 1000 == 0 and scene.after_tag == "NNS":
            return None
    if scene.after in (
        "people",
        "feet",
        "miles",
        "km",
        "kilometers",
        "kilometres",
        "percent",
        "hp",
    ):
        return None
    if not led and not 1700 <= year <= 2100:
        return None
    if not 1100 <= year <= 2199 or (spelled and not 1600 <= year <= 2100):
        return None
    return Found(f"{year:04d}", mod=hit.mod)


def _years(hit: Hit, scene: Scene) -> Found | None:
    """A range of years: "2016-2018", "2016-18"."""
    first, last = hit.number("y"), hit.number("y2")
    if first is None or last is None:
        return None
    if last < 100:
        last += first // 100 * 100
    if not 1100 <= first < last <= min(first + 200, 2199):
        return None
    return Found(f"{first:04d}/{last:04d}")


def _fiscal(hit: Hit, scene: Scene) -> Found | None:
    """ "Fiscal 1998", "fiscal year 2026"."""
    year = hit.number("y")
    return None if year is None else Found(f"{year:04d}", mod=Mod.FISCAL)


def _named_year(hit: Hit, scene: Scene) -> Found | None:
    """ "The year 2000", "the year two thousand"."""
    year = hit.number("n")
    if year is None or hit.word("u") != "Y" or not 1000 <= year <= 2199:
        return None
    return Found(f"{year:04d}", mod=hit.mod)


def _decade(hit: Hit, scene: Scene) -> Found | None:
    """ "The 1990s", "the '90s", "the nineties" (of this or the last century)."""
    if word := hit.word("word"):
        return Found(f"19{word}X", mod=hit.mod)
    digits = "".join(char for char in hit.word("d") if char.isdigit())
    if len(digits) == 2:
        digits = ("19" if digits >= "30" else "20") + digits
    if digits.endswith("00") and digits != "2000":
        return Found(digits[:2] + "XX", mod=hit.mod)
    return Found(digits[:3] + "X", mod=hit.mod)


def _century(hit: Hit, scene: Scene) -> Found | None:
    """ "The 19th century" begins for TIMEX3 in 1800."""
    number = hit.number("o")
    if number is None or hit.word("u") != "C" or not 11 <= number <= 22:
        return None
    return Found(f"{number - 1:02d}XX", mod=hit.mod)


def _part_of_year(hit: Hit, scene: Scene) -> Found | None:
    """Quarters and halves, of a year, of "last year", or of the year that is likeliest."""
    name = hit.word("q")
    if not name:
        number = -1 if hit.has("last") else hit.number("o")
        letter = "H" if hit.has("half") else "Q"
        if number == -1 and letter == "H":
            number = 2
        if number is None or not 1 <= number <= (2 if letter == "H" else 4):
            return None
        name = f"{letter}{number}"
    unit, length = (Unit.HALF, 6) if name[0] == "H" else (Unit.QUARTER, 3)
    mod = Mod.FISCAL if hit.has("fiscal") else hit.mod
    year = hit.number("y")
    if hit.has("rel"):
        if hit.word("u") != "Y":
            return None
        period = scene.around(Unit.YEAR, int(hit.word("rel")))
        return Found(f"{period.value if period else 'XXXX'}-{name}", mod=mod)
    if year is not None:
        return Found(f"{year:04d}-{name}", mod=mod)
    if name[0] == "H":
        if not hit.has("the"):
            return None
        if scene.ref is None:
            return None
    month = (int(name[1]) - 1) * length + 1
    picked = pick_year(lambda y: Period.of(unit, date(y, month, 1)), scene)
    return Found(picked.value if picked else f"XXXX-{name}", mod=mod)


def _year_period(hit: Hit, scene: Scene) -> Found | None:
    """ "The 1988 quarter", "the 1988 period": the same quarter as the one spoken of."""
    year = hit.number("y")
    if year is None:
        return None
    if scene.quarter is None:
        return Found(f"{year:04d}")
    return Found(f"{year:04d}{scene.quarter.value[4:]}", aside=True)


def _season(hit: Hit, scene: Scene) -> Found | None:
    """ "Summer 2025", "last fall", "the winter"."""
    season, year = hit.word("s"), hit.number("y")
    if year is not None:
        return Found(f"{year:04d}-{season}", mod=hit.mod)
    month = _SEASON_MONTH[season]

    def build(y: int) -> Period:
        return Period.of(Unit.SEASON, date(y, month, 1))

    if hit.has("u"):
        if hit.word("u") != "Y":
            return None
        base = scene.around(Unit.YEAR, int(hit.word("rel")))
        return Found(f"{base.value if base else 'XXXX'}-{season}", mod=hit.mod)
    if hit.has("rel"):
        return Found(_relative(build, int(hit.word("rel")), scene) or f"XXXX-{season}", mod=hit.mod)
    if scene.tag[:2] == "VB" or scene.after_tag[:2] == "NN" or scene.entity in ("ORG", "PERSON"):
        return None
    if not (hit.has("the") or hit.mod) and scene.before not in ("in", "by", "since", "until"):
        return None
    if scene.after == "of":
        return None
    picked = pick_year(build, scene)
    return Found(picked.value if picked else f"XXXX-{season}", mod=hit.mod)


def _relative(build: Callable[[int], Period | None], steps: int, scene: Scene) -> str | None:
    """The last, this or next yearly period, seen from the reference."""
    ref = scene.ref
    if ref is None or ref.unit in (Unit.YEAR, Unit.DECADE, Unit.CENTURY):
        return None
    years = range(max(ref.first.year - 2, 1), min(ref.first.year + 2, 9999) + 1)
    options = [found for year in years if (found := build(year)) is not None]
    if steps < 0:
        found = max((o for o in options if o.last < ref.first), key=away_first, default=None)
    elif steps > 0:
        found = min((o for o in options if o.first > ref.last), key=away_first, default=None)
    else:
        same = [option for option in options if option.first.year == ref.first.year]
        found = same[0] if same else None
    return found.value if found else None


def _relative_month(hit: Hit, scene: Scene) -> Found | None:
    """ "Last April", "this September", "June last year"."""
    month = hit.number("m")
    if month is None:
        return None
    if hit.has("u"):
        if hit.word("u") != "Y":
            return None
        base = scene.around(Unit.YEAR, int(hit.word("rel")))
        return Found(f"{base.value if base else 'XXXX'}-{month:02d}", mod=hit.mod)
    day = hit.number("d")

    def build(year: int) -> Period | None:
        if day is not None:
            return _day(year, month, day)
        return Period.of(Unit.MONTH, date(year, month, 1))

    value = _relative(build, int(hit.word("rel")), scene)
    if value is None:
        value = f"XXXX-{month:02d}" + (f"-{day:02d}" if day is not None else "")
    return Found(value, mod=hit.mod)


def _holiday(hit: Hit, scene: Scene) -> Found | None:
    """A holiday by name, of a year or of the likeliest one."""
    name, year = hit.word("h"), hit.number("y")
    find = HOLIDAYS.get(name)
    if find is None:
        return None
    if year is not None:
        return Found(find(year).isoformat(), explicit=True)
    if hit.has("rel"):
        value = _relative(lambda y: Period.of(Unit.DAY, find(y)), int(hit.word("rel")), scene)
        return Found(value) if value else None
    picked = pick_year(lambda y: Period.of(Unit.DAY, find(y)), scene)
    if picked:
        return Found(picked.value)
    one, two = find(2024), find(2025)
    fixed = (one.month, one.day) == (two.month, two.day)
    return Found(f"XXXX-{one.month:02d}-{one.day:02d}") if fixed else None


RULES: tuple[Rule, ...] = (
    # "between March 3 and May 5, 2026": the year belongs to both
    rule(
        "m=MONTH d=DAYNUM (?= (?: TO | AND | OR | MARK ) MONTH DAYNUM COMMA? y=YEAR )", _month_day
    ),
    rule("m=MONTH (?= (?: TO | AND | OR | MARK ) MONTH y=YEAR )", _month),
    rule("iso=ISO", _iso),
    rule("s=SLASHED", _slashed),
    rule("(?: DAYNAME COMMA? )? VAGUELY? m=MONTH d=DAYNUM (?: COMMA? y=YEAR)?", _month_day),
    rule(
        "(?: DAYNAME COMMA?)? VAGUELY? THE? d=DAYNUM HYPHEN? OF? m=MONTH (?: COMMA? y=YEAR)?",
        _month_day,
    ),
    rule("DAYNAME COMMA? THE? d=DAYNUM OF? m=MONTH (?: COMMA? y=YEAR)?", _month_day),
    rule("DAYNAME COMMA? THE? m=MONTH d=ORD (?: COMMA? y=YEAR)?", _month_day),
    rule("m=MONTH d=ORD (?: COMMA? y=YEAR)?", _month_day),
    rule("m=MONTH d=DAYNUM MARK d2=DAYNUM (?: COMMA? y=YEAR)?", _month_day),
    rule("d=DAYNUM MARK d2=DAYNUM OF? m=MONTH (?: COMMA? y=YEAR)?", _month_day),
    rule("m=MONTH d=DAYNUM MARK m2=MONTH d2=DAYNUM (?: COMMA? y=YEAR)?", _month_day),
    rule(
        "(?<= m=MONTH SMALL AND ) d=SMALL (?! HYPHEN | SLASH | UNIT ) (?: COMMA? y=YEAR)?",
        _second_day,
    ),
    rule("EL? (?: DIA COMMA?)? EL? d=DAYNUM DE? m=MES (?: (?: DE | EL )? y=YEAR)?", _month_day),
    rule("m=MES (?: DE | EL )? y=YEAR", _month),
    rule("VAGUELY? m=MONTH (?: OF | COMMA )? y=YEAR", _month),
    rule("VAGUELY? m=MONTH", _month),
    rule("THE (?: o=ORD | LAST ) u=UNIT OF m=MONTH (?: COMMA? y=YEAR)?", _week_of_month),
    rule("VAGUELY? rel=LASTLIKE m=MONTH", _relative_month),
    rule("rel=SHIFT PAST? m=MONTH d=DAYNUM", _relative_month),
    rule("VAGUELY? rel=THIS PAST? m=MONTH", _relative_month),
    rule("VAGUELY? rel=NEXTLIKE m=MONTH", _relative_month),
    rule("VAGUELY? m=MONTH (?: OF )? rel=LTN u=UNIT", _relative_month),
    rule("VAGUELY? y=YEAR", _year),
    rule("y=YEAR MARK y2=YEAR", _years),
    rule("y=YEAR MARK y2=SHORTNUM", _years),
    rule("VAGUELY? FISCAL UNIT? y=YEAR", _fiscal),
    rule("VAGUELY? THE u=UNIT n=NUM", _named_year),
    rule("VAGUELY? THE? d=DECADE", _decade),
    rule("THE (?: early=EARLYLATE HYPHEN? )? word=DECADEWORD", _decade),
    rule("VAGUELY? THE? (?: EARLYLATE HYPHEN? )? o=ORD HYPHEN? u=UNIT", _century),
    rule(
        "VAGUELY? THE? y=YEAR fiscal=FISCAL? o=ORD HYPHEN? (?: QUARTER | half=HALF )", _part_of_year
    ),
    rule(
        "VAGUELY? THE? fiscal=FISCAL? HYPHEN? (?: o=ORD | last=LAST ) HYPHEN?"
        "(?: QUARTER | half=HALF ) (?: OF | COMMA )? FISCAL? y=YEAR",
        _part_of_year,
    ),
    rule(
        "VAGUELY? the=THE? fiscal=FISCAL? HYPHEN? o=ORD HYPHEN? (?: QUARTER | half=HALF )",
        _part_of_year,
    ),
    rule("VAGUELY? rel=LTN u=UNIT POSS? o=ORD HYPHEN?(?: QUARTER | half=HALF )", _part_of_year),
    rule("VAGUELY? THE? o=ORD HYPHEN? (?: QUARTER | half=HALF ) OF?rel=LTN u=UNIT", _part_of_year),
    rule("THE? y=YEAR (?: QUARTER | PERIOD )", _year_period),
    rule("q=QNUM (?: OF | COMMA )? y=YEAR", _part_of_year),
    rule("y=YEAR COMMA? q=QNUM", _part_of_year),
    rule("VAGUELY? THE? s=SEASON (?: OF | COMMA )? y=YEAR", _season),
    rule("VAGUELY? rel=SHIFT PAST? s=SEASON", _season),
    rule("VAGUELY? THE? s=SEASON OF? rel=LTN u=UNIT", _season),
    rule("VAGUELY? the=THE? s=SEASON", _season),
    rule("h=HOLIDAY COMMA? y=YEAR", _holiday),
    rule("rel=SHIFT h=HOLIDAY", _holiday),
    rule("h=HOLIDAY", _holiday),
)
