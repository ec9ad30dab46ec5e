"""What changed, told to every page that looks on."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Change = dict[str, Any]


@dataclass(slots=True)
class Feed:
    """Those who look on, each as somebody, and what they have not seen yet."""

    _looking: dict[asyncio.Queue[Change], str] = field(default_factory=dict)

    @contextmanager
    def looking(self, person: str) -> Iterator[asyncio.Queue[Change]]:
        """What changes for a person from now on, as long as the context lasts."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._looking[queue] = person
        try:
            yield queue
        finally:
            del self._looking[queue]

    def tell(self, change: Change, people: Iterable[str]) -> None:
        """Tells a change to the people whom it is for."""
        wanted = frozenset(people)
        for queue, person in self._looking.items():
            if person in wanted:
                queue.put_nowait(change)
