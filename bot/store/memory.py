"""Pages lately looked at, unpacked: a small memory of this process, in front of Redis.

Redis decides what is so; this only spares unpacking the same rows again, and stands in for a
store that is down.
"""

import gc
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from typing import overload

from bot.books import Page
from bot.store.codec import Kept, unpack
from bot.trouble import Reason, Trouble

ROOM = 40_000  # rows; about 20 MB
BIG = 2_000  # rows; more than that is work for a thread

Held = Page | Kept  # a page at hand, unpacked or not


class Memory:
    """A bounded number of rows, the least lately used pages dropped first. Safe between threads."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, date], tuple[Page, int | None]] = OrderedDict()
        self._filled = 0

    def pages(self, family: str, days: Iterable[date]) -> dict[date, Held]:
        """What is remembered of these days."""
        with self._lock:
            found = {day: self._pages.get((family, day)) for day in days}
        return {day: entry[0] for day, entry in found.items() if entry}

    def page(self, family: str, held: Held) -> Page:
        """The page unpacked, by way of the memory. Raises Trouble(BROKEN) where that cannot be.

        A damaged blob never comes so far: its checksum gave it away.
        """
        if isinstance(held, Page):
            return held
        page = self._recalled(family, held) or _unpacked(held)
        if page.read_at != held.read_at:  # the same rows, read again
            page = replace(page, read_at=held.read_at)
        self.hold(family, page, held.mark)
        return page

    def hold(self, family: str, page: Page, mark: int | None = None) -> None:
        """Remembers a page; `mark` is that of its rows in the store, where it is known."""
        size = len(page.rows) + 1
        if size > self.room:
            return
        with self._lock:
            self._drop((family, page.day))
            self._pages[family, page.day] = page, mark
            self._filled += size
            while self._filled > self.room:
                self._drop(next(iter(self._pages)))

    def _recalled(self, family: str, kept: Kept) -> Page | None:
        with self._lock:
            page, mark = self._pages.get((family, kept.day), (None, None))
        alike = page is not None and mark == kept.mark and len(page.rows) == kept.count
        return page if alike else None

    def _drop(self, key: tuple[str, date]) -> None:
        dropped = self._pages.pop(key, None)
        if dropped is not None:
            self._filled -= len(dropped[0].rows) + 1


class Pages(Sequence[Page]):
    """The pages of a reading, each unpacked when it is looked at.

    More rows than the memory has room for are unpacked anew each time: go through them once, and
    in a thread.
    """

    def __init__(self, family: str, held: Sequence[Held], memory: Memory) -> None:
        self._family = family
        self._held = held
        self._memory = memory

    @property
    def rows(self) -> int:
        """How many rows there are in all, known without unpacking any."""
        return sum(count(held) for held in self._held)

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, place: int) -> Page: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Page]: ...
    def __getitem__(self, place: int | slice) -> Page | Sequence[Page]:
        if isinstance(place, slice):
            return Pages(self._family, self._held[place], self._memory)
        return self._memory.page(self._family, self._held[place])

    def __iter__(self) -> Iterator[Page]:
        return (self._memory.page(self._family, held) for held in self._held)


def count(held: Held) -> int:
    """How many rows a page has."""
    return held.count if isinstance(held, Kept) else len(held.rows)


def heavy(pages: Sequence[Page]) -> bool:
    """Whether going through these pages is work for a thread rather than for the event loop."""
    rows = pages.rows if isinstance(pages, Pages) else sum(len(page.rows) for page in pages)
    return rows > BIG


def _unpacked(kept: Kept) -> Page:
    with _undisturbed() if kept.count > BIG else nullcontext():
        rows = unpack(kept)
    if rows is None:
        raise Trouble(Reason.BROKEN)
    return Page(kept.day, rows, kept.read_at)


@contextmanager
def _undisturbed() -> Iterator[None]:
    # Unpacking makes many small tuples, none of them garbage; looking for some halves the speed.
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
