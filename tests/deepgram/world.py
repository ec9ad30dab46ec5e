"""A Deepgram of ours on a faulty one, and bodies as Deepgram writes them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from pydantic import SecretStr

from bot.books import Book, Grouping, Query
from bot.deepgram.client import Deepgram
from bot.deepgram.exchange import connection
from bot.deepgram.line import Account, Manners
from tests.fakes.deepgram_faults import FaultyDeepgram, Script, faulty

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
PROJECT = "550e8400-e29b-41d4-a716-446655440000"
KEY = "0123456789abcdef0123456789abcdef01234567"
ACCOUNT = Account("main", SecretStr(KEY), PROJECT)
USAGE = Query("main", Book.USAGE)
BY_TAGS = Query("main", Book.USAGE, (Grouping.TAGS,))
BILLING = Query("main", Book.BILLING)

NULLS = dict.fromkeys(
    ("accessor", "endpoint", "feature_set", "models", "method", "tags", "deployment")
)
BILLING_NULLS = dict.fromkeys(("accessor", "deployment", "line_item", "tags"))


def steady() -> float:
    """No jitter: every wait is its longest."""
    return 0.0


def usage_row(day: str, requests: Any = 1, **grouping: Any) -> dict[str, Any]:
    return {
        "hours": 1.5,
        "total_hours": 2.25,
        "agent_hours": 0,
        "tokens_in": 0,
        "tokens_out": 0,
        "tts_characters": 10,
        "requests": requests,
        "grouping": {"start": day, "end": day, **NULLS, **grouping},
    }


def billing_row(day: str, dollars: Any = 0.25, **grouping: Any) -> dict[str, Any]:
    return {
        "dollars": dollars,
        "grouping": {"start": day, "end": day, **BILLING_NULLS, **grouping},
    }


def breakdown(rows: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    return {
        "start": "2026-11-16",
        "end": "2026-11-19",
        "resolution": {"units": "day", "amount": 1},
        "results": list(rows),
    }


@asynccontextmanager
async def calling(
    script: Script, *accounts: Account, manners: Manners | None = None
) -> AsyncIterator[tuple[Deepgram, FaultyDeepgram]]:
    """A client that talks to a server that plays the script, without jitter."""
    async with faulty(script) as fake, connection(fake.url) as http:
        yield (
            Deepgram(
                accounts or (ACCOUNT,),
                fake.url,
                http,
                clock=lambda: NOW,
                manners=manners or Manners(jitter=steady),
            ),
            fake,
        )
