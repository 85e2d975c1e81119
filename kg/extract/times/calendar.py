"""Calendar periods (a day, an ISO week, a quarter, a decade ...) and the holidays that news names.

Pure arithmetic on `datetime.date`. A `Period` is a unit and the day it begins on; it can say its
TIMEX3 value, its bounds, and the period that lies some steps before or after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

__all__ = ["HOLIDAYS", "Period", "Unit", "add_months", "easter", "safe_date"]


class Unit(StrEnum):
    """Calendar units by the letter that TIMEX3 durations write (``P3W``); two are our own."""

    DAY = "D"
    WEEK = "W"
    WEEKEND = "WE"
    MONTH = "M"
    QUARTER = "Q"
    HALF = "H"
    SEASON = "S"
    YEAR = "Y"
    DECADE = "E"
    CENTURY = "C"


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.SEASON: 3, Unit.HALF: 6, Unit.YEAR: 12}
_MONTHS |= {Unit.DECADE: 120, Unit.CENTURY: 1200}
_SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def add_months(day: date, months: int) -> date | None:
    """The day so many months on, moved to the month's end where it is shorter; None out of range.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    for last in (day.day, 30, 29, 28):
        found = safe_date(year, month + 1, min(day.day, last))
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Period:
    """One calendar period: its unit and first day. Make one with `Period.of`."""

    unit: Unit
    first: date

    @classmethod
    def of(cls, unit: Unit, day: date) -> Period:
        """The period of that unit which holds the day (weekend: that of the day's ISO week)."""
        year, month = day.year, day.month
        if unit is Unit.DAY:
            return cls(unit, day)
        if unit in (Unit.WEEK, Unit.WEEKEND):
            monday = max(day.toordinal() - day.weekday(), 1)
            return cls(unit, date.fromordinal(monday))
        if unit is Unit.SEASON:
            # Meteorological seasons; January and February belong to the winter that began before.
            start = month // 3 * 3
            return cls(unit, date(max(year - 1, 1), 12, 1) if start == 0 else date(year, start, 1))
        if unit in (Unit.DECADE, Unit.CENTURY):
            size = 10 if unit is Unit.DECADE else 100
            return cls(unit, date(max(year // size * size, 1), 1, 1))
        size = _MONTHS[unit]
        return cls(unit, date(year, (month - 1) // size * size + 1, 1))

    def shift(self, steps: int) -> Period | None:
        """The period so many steps later (earlier when negative); None outside years 1 to 9999."""
        if abs(steps) > 4_000_000:
            return None
        if self.unit in (Unit.DAY, Unit.WEEK, Unit.WEEKEND):
            days = steps * (1 if self.unit is Unit.DAY else 7)
            ordinal = self.first.toordinal() + days
            if not 1 <= ordinal <= date.max.toordinal():
                return None
            return Period(self.unit, date.fromordinal(ordinal))
        moved = add_months(self.first, steps * _MONTHS[self.unit])
        return None if moved is None else Period.of(self.unit, moved)

    @property
    def last(self) -> date:
        """The last day of the period."""
        if self.unit is Unit.DAY:
            return self.first
        if self.unit in (Unit.WEEK, Unit.WEEKEND):
            return date.fromordinal(min(self.first.toordinal() + 6, date.max.toordinal()))
        following = add_months(self.first, _MONTHS[self.unit])
        return date.max if following is None else following - timedelta(days=1)

    @property
    def value(self) -> str:
        """The TIMEX3 value: ``2026-01-03``, ``2026-W02``, ``2026-Q1``, ``2026-SP``, ``199X``."""
        year, month = f"{self.first.year:04d}", self.first.month
        if self.unit is Unit.DAY:
            return self.first.isoformat()
        if self.unit in (Unit.WEEK, Unit.WEEKEND):
            iso = self.first.isocalendar()
            return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if self.unit is Unit.WEEKEND else "")
        named = {
            Unit.MONTH: f"{year}-{month:02d}",
            Unit.QUARTER: f"{year}-Q{(month + 2) // 3}",
            Unit.HALF: f"{year}-H{1 if month < 7 else 2}",
            Unit.SEASON: f"{year}-{_SEASONS.get(month, 'WI')}",
            Unit.YEAR: year,
            Unit.DECADE: year[:3] + "X",
            Unit.CENTURY: year[:2] + "XX",
        }
        return named[self.unit]


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher algorithm)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date]:
    """The nth (1 to 4; -1 last) such weekday (Monday 0) of the month, as a function of the year."""

    def find(year: int) -> date:
        if nth > 0:
            first = date(year, month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        last = date(year, month, 31)  # only asked of May, which has 31 days
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return find


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _around_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _election(year: int) -> date:
    return _nth(11, 0, 1)(year) + timedelta(days=1)


#: Holidays that have one date a year, by their name in lower case without apostrophes.
HOLIDAYS: dict[str, Callable[[int], date]] = {
    "new years day": _fixed(1, 1),
    "new years eve": _fixed(12, 31),
    "martin luther king jr day": _nth(1, 0, 3),
    "martin luther king day": _nth(1, 0, 3),
    "valentines day": _fixed(2, 14),
    "presidents day": _nth(2, 0, 3),
    "st patricks day": _fixed(3, 17),
    "april fools day": _fixed(4, 1),
    "ash wednesday": _around_easter(-46),
    "palm sunday": _around_easter(-7),
    "good friday": _around_easter(-2),
    "easter sunday": _around_easter(0),
    "easter monday": _around_easter(1),
    "easter": _around_easter(0),
    "pentecost": _around_easter(49),
    "earth day": _fixed(4, 22),
    "may day": _fixed(5, 1),
    "memorial day": _nth(5, 0, -1),
    "juneteenth": _fixed(6, 19),
    "fourth of july": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "labor day": _nth(9, 0, 1),
    "columbus day": _nth(10, 0, 2),
    "halloween": _fixed(10, 31),
    "all saints day": _fixed(11, 1),
    "election day": _election,
    "guy fawkes night": _fixed(11, 5),
    "veterans day": _fixed(11, 11),
    "armistice day": _fixed(11, 11),
    "thanksgiving day": _nth(11, 3, 4),
    "thanksgiving": _nth(11, 3, 4),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
}
