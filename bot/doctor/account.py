"""Every part of a Deepgram project that a question may need, looked at by trying it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date, timedelta

from bot.books import Book, Query
from bot.deadline import within
from bot.deepgram.client import Deepgram
from bot.doctor import shapes
from bot.doctor.finding import Finding, todo, well
from bot.trouble import Reason, Trouble

CALL_SECONDS = 10.0

Attempt = Callable[[], Awaitable[object]]


async def examine(deepgram: Deepgram, name: str, today: date) -> AsyncIterator[Finding]:
    """One finding for each part; the first alone where nothing else can be had without it."""
    for what, attempt in _attempts(deepgram, name, today):
        trouble = await _tried(attempt)
        label = labelled(deepgram, what, name)
        yield well(label) if trouble is None else todo(label, trouble.sentence)
        if trouble and what == "project" and trouble.reason is not Reason.SCOPE_MISSING:
            return  # the same would be said of every other part
    found = await shapes.looked_at(deepgram, name, today - timedelta(days=1))
    yield well(
        labelled(deepgram, "shapes", name), "; ".join(found) or "nothing to tell them by yet"
    )


def labelled(deepgram: Deepgram, what: str, name: str) -> str:
    """What a finding about an account is called."""
    return f"deepgram {what} ({name})" if len(deepgram.accounts) > 1 else f"deepgram {what}"


def _attempts(deepgram: Deepgram, name: str, today: date) -> Sequence[tuple[str, Attempt]]:
    def pages(book: Book) -> Awaitable[object]:
        return deepgram.pages(Query(name, book), today, today)

    return (
        ("project", lambda: deepgram.project(name)),
        ("usage", lambda: pages(Book.USAGE)),
        ("tags", lambda: deepgram.usage_fields(name, today, today)),
        ("keys", lambda: deepgram.keys(name)),
        ("members", lambda: deepgram.members(name)),
        ("models", lambda: deepgram.models(name)),
        ("cost", lambda: pages(Book.BILLING)),
        ("balance", lambda: deepgram.balances(name)),
    )


async def _tried(attempt: Attempt) -> Trouble | None:
    try:
        with within(CALL_SECONDS):
            await attempt()
    except Trouble as trouble:
        return trouble
    return None
