"""The instant at which a zone's clocks show a local time, through every change of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


def instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The aware UTC instant of a naive local time: the first of two, where clocks show it twice.

    Where they skip it, the next minute that they do show. None where the whole local date is
    skipped, as 30 December 2011 was in Samoa.
    """
    first = local.replace(tzinfo=zone).astimezone(UTC)
    if _shown(first, zone) == local:
        return first
    after = _gap_end(local, zone)
    return None if _date_is_skipped(local, after, zone) else after


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of the zone show, naive."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _gap_end(local: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute after the clocks jumped over `local`.

    PEP 495: in a gap, fold=1 gives the offset after it and so an instant before it, fold=0 the
    other way round. https://peps.python.org/pep-0495/#mind-the-gap
    """
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)


def _date_is_skipped(local: datetime, after: datetime, zone: ZoneInfo) -> bool:
    """Whether no clock of the zone ever shows the date of `local`, which lies in a gap."""
    last_shown = _shown(after - _MINUTE, zone)
    return last_shown.date() < local.date() < _shown(after, zone).date()
