"""Which of two versions of an article is the newer one, by what they say of their own times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

__all__ = ["earlier"]

#: What is written without a zone may be this far from UTC (the zones go from -12 to +14).
_BEHIND, _AHEAD = timedelta(hours=14), timedelta(hours=12)
_DAY = timedelta(days=1)


def earlier(one: str | None, other: str | None) -> bool:
    """Whether a time is surely before another: ISO 8601 both, at any precision.

    A day is as long as it lasts, and a time without a zone is compared with one that has a zone as
    if it could be in any. False where either is None or cannot be read.

    >>> earlier("2026-01-05", "2026-01-06T09:00"), earlier("2026-01-06", "2026-01-06T09:00")
    (True, False)
    """
    first, second = _bounds(one), _bounds(other)
    if first is None or second is None:
        return False
    margin = timedelta(0)
    if first[2] and not second[2]:
        margin = _BEHIND
    elif second[2] and not first[2]:
        margin = _AHEAD
    try:
        return first[1] + margin <= second[0]
    except OverflowError:
        return False


def _bounds(text: str | None) -> tuple[datetime, datetime, bool] | None:
    """When a time begins and ends (without a zone, or in UTC), and whether a zone is given."""
    if not text:
        return None
    try:
        if len(text) > 10:
            moment = datetime.fromisoformat(text.replace(" ", "T"))
            zoned = moment.tzinfo is not None
            plain = moment.astimezone(UTC).replace(tzinfo=None) if zoned else moment
            return plain, plain + datetime.resolution, zoned
        start = date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text)
        begin = datetime(start.year, start.month, start.day)
        if len(text) == 10:
            return begin, begin + _DAY, False
        if len(text) == 7:
            return begin, (begin + 32 * _DAY).replace(day=1), False
        return begin, begin.replace(year=begin.year + 1), False
    except (ValueError, OverflowError):
        return None
