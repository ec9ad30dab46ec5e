"""The trail as the book that deeds are written in."""

from bot.audit.chain import Entry
from bot.audit.trail import Trail
from bot.clock import Clock
from bot.policy.gate import Book, Deed


def book(trail: Trail, clock: Clock) -> Book:
    """A book whose pages are the trail's records."""

    def entry(deed: Deed) -> Entry:
        return Entry(clock(), deed.event, deed.who, deed.where, deed.facts)

    async def surely(deed: Deed) -> None:
        await trail.record(entry(deed))

    return Book(surely, lambda deed: trail.note(entry(deed)))
