"""One line of the ledger: what one kind of use came to on one UTC day."""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from bot.demo.pace import WHOLE

NIL = Decimal(0)
HOURS = -9  # decimal places of hours, as a power of ten: at most 15 digits, so doubles are exact
DOLLARS = -8


class Entry(NamedTuple):
    """Usage of one UTC day that agrees in everything Deepgram can tell apart, and its cost.

    Hours are of audio submitted, audio processed (each channel counts) and agent connections.
    `key` is the id that Deepgram calls accessor, `models` are uuids, `dollars` is by line item
    (empty where the use is not billed).
    """

    day: date
    key: str
    tags: frozenset[str]
    endpoint: str
    method: str
    models: tuple[str, ...]
    deployment: str
    features: frozenset[str]
    hours: Decimal = NIL
    total_hours: Decimal = NIL
    agent_hours: Decimal = NIL
    tokens_in: int = 0
    tokens_out: int = 0
    characters: int = 0
    requests: int = 0
    dollars: tuple[tuple[str, Decimal], ...] = ()


def so_far(entry: Entry, done: int) -> Entry:
    """The part of a whole day's entry that `done` (of pace.WHOLE) of the day has brought."""

    def part(amount: Decimal, places: int) -> Decimal:
        return (amount * done / WHOLE).quantize(Decimal(1).scaleb(places), ROUND_DOWN)

    return entry._replace(
        hours=part(entry.hours, HOURS),
        total_hours=part(entry.total_hours, HOURS),
        agent_hours=part(entry.agent_hours, HOURS),
        tokens_in=entry.tokens_in * done // WHOLE,
        tokens_out=entry.tokens_out * done // WHOLE,
        characters=entry.characters * done // WHOLE,
        requests=entry.requests * done // WHOLE,
        dollars=tuple((item, part(usd, DOLLARS)) for item, usd in entry.dollars),
    )
