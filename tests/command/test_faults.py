"""`dgusage ask` against a Deepgram that fails: one sentence that says which and what to do."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from bot.demo.access import FULL, LIMITED
from bot.demo.faults import Fault, down, limited
from bot.demo.people import ACME, LABS
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from tests.command.ledger import NOW
from tests.command.process import Ran, dgusage

QUESTION = "by tag last week"


@dataclass
class Place:
    """A simulated Deepgram, and a terminal that asks it."""

    app: Simulation
    url: str
    data: Path
    key: str = FULL
    project: str | None = ACME

    async def ask(self, *words: str, now: str = NOW.isoformat()) -> Ran:
        env = {
            "DEEPGRAM_API_KEY": self.key,
            "DEEPGRAM_API_URL": self.url,
            "DGUSAGE_DATA_DIR": str(self.data),
            **({"DEEPGRAM_PROJECT_ID": self.project} if self.project else {}),
        }
        arguments = ("ask", "--json", "--now", now, *(words or (QUESTION,)))
        return await asyncio.to_thread(dgusage, *arguments, env=env)

    async def answer(self, *words: str, now: str = NOW.isoformat()) -> dict:
        ran = await self.ask(*words, now=now)
        assert ran.status == 0, ran.err
        return json.loads(ran.out)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    app = simulate(lambda: NOW)
    async with running(app) as url:
        yield Place(app, url, tmp_path)


def plain(err: str) -> list[str]:
    """The lines for a person, without JSON logs."""
    return [line for line in err.splitlines() if not line.startswith("{")]


def refused(ran: Ran, said: str) -> None:
    assert (ran.status, ran.out) == (1, "")
    assert 1 <= len(plain(ran.err)) <= 3
    assert re.search(said, "\n".join(plain(ran.err)))
    assert "Traceback" not in ran.err
    assert "<html" not in ran.err.lower()


async def test_a_wrong_key_is_said_to_be_refused(place: Place) -> None:
    place.key = "0" * 40

    refused(await place.ask(), "DEEPGRAM_API_KEY")


async def test_a_missing_scope_is_named(place: Place) -> None:
    place.app.keys = {FULL: place.app.keys[LIMITED]}
    place.app.faults.set("*", Fault(status=403, body=SCOPE))

    refused(await place.ask(), "usage:read")


SCOPE = json.dumps(
    {
        "category": "INSUFFICIENT_PERMISSIONS",
        "message": "Your account does not have the required scope.",
        "details": "Check that your account has the 'usage:read' scope for this project.",
    }
).encode()


async def test_without_billing_scope_the_usage_is_shown_and_the_scope_named(place: Place) -> None:
    place.key = LIMITED

    body = await place.answer("cost by tag last week")

    assert "cost" not in body["columns"]
    assert any("billing:read" in note for note in body["notes"])
    assert Decimal(body["total"]["hours"]) > 0


async def test_an_unknown_project_is_said(place: Place) -> None:
    place.project = "00000000-0000-4000-8000-000000000000"

    refused(await place.ask(), "DEEPGRAM_PROJECT_ID")


async def test_one_429_is_waited_out(place: Place) -> None:
    place.app.faults.set("*/usage/breakdown", limited(1, times=1))

    body = await place.answer()

    assert Decimal(body["total"]["requests"]) > 0
    assert place.app.asked("/usage/breakdown") == 2


async def test_a_deepgram_that_is_down_gives_no_number(place: Place) -> None:
    place.app.faults.set("*", down())

    refused(await place.ask(), "error of its own")


@pytest.mark.parametrize(
    "body", [b"<html>502</html>", b"", b'{"results": [}', b'{"results": 3}', b"null"]
)
async def test_nonsense_gives_no_number(place: Place, body: bytes) -> None:
    place.app.faults.set("*/usage/breakdown", Fault(status=200, body=body))

    refused(await place.ask(), "cannot be trusted")


async def test_an_html_502_is_no_html_for_a_person(place: Place) -> None:
    place.app.faults.set("*", Fault(status=502, body=b"<html><h1>Bad gateway</h1></html>"))

    refused(await place.ask(), "502")


async def test_nobody_there_is_said_with_the_address(tmp_path: Path) -> None:
    place = Place(simulate(lambda: NOW), "http://127.0.0.1:9", tmp_path)

    refused(await place.ask(), "127.0.0.1:9")


async def test_older_figures_stand_in_and_are_marked_stale(place: Place) -> None:
    fresh = await place.answer("last 7 days")
    place.app.faults.set("*", down())

    later = await place.answer("last 7 days", now="2026-11-23T16:00:00+00:00")

    assert fresh["stale"] is False
    assert later["stale"] is True
    assert later["as_of"] == "2026-11-23T10:00:00Z"
    assert later["total"] == fresh["total"]
    assert later["project"] == "Acme Voice"
    assert any("could not be read again" in note for note in later["notes"])


async def test_a_running_day_is_read_again_six_hours_later(place: Place) -> None:
    fresh = await place.answer("today")
    place.app.clock = lambda: NOW.replace(hour=16)

    later = await place.answer("today", now="2026-11-23T16:00:00+00:00")

    assert later["stale"] is False
    assert later["as_of"] == "2026-11-23T16:00:00Z"
    assert Decimal(later["total"]["requests"]) > Decimal(fresh["total"]["requests"])


async def test_the_second_asking_costs_no_call(place: Place) -> None:
    first = await place.answer("by key last month")
    calls = len(place.app.seen)

    second = await place.answer("by key last month")

    assert len(place.app.seen) == calls
    assert (first["source"], second["source"]) == ("deepgram", "cache")
    assert second["total"] == first["total"]
    assert second["rows"] == first["rows"]


async def test_without_a_project_id_the_only_one_is_found(place: Place) -> None:
    place.project = None

    body = await place.answer()

    assert body["project"] == "Acme Voice"


async def test_of_two_projects_the_one_that_cannot_be_read_is_named(place: Place) -> None:
    projects = {
        "acme": {"key": FULL, "project_id": ACME},
        "labs": {"key": "0" * 40, "project_id": LABS},
    }
    env = {
        "DEEPGRAM_PROJECTS": json.dumps(projects),
        "DEEPGRAM_API_URL": place.url,
        "DGUSAGE_DATA_DIR": str(place.data),
    }

    ran = await asyncio.to_thread(
        dgusage, "ask", "--json", "--now", NOW.isoformat(), "by project last week", env=env
    )

    body = json.loads(ran.out)
    assert [row["group"]["project"] for row in body["rows"]] == ["acme"]
    assert any("labs" in note and "DEEPGRAM_API_KEY" in note for note in body["notes"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("*/models", "model:nova-3 last week"),
        ("*/models", "usage -model:nova-3 last week"),
        ("*/keys", 'key:"prod gateway" last week'),
        ("*/usage/fields", "tag:suport last week"),
    ],
)
async def test_a_name_that_could_not_be_looked_up_gives_no_number(
    place: Place, path: str, text: str
) -> None:
    place.app.faults.set(path, down())

    refused(await place.ask(text), "could not be read")

    place.app.faults.clear()
    later = await place.ask(text, now="2026-11-23T10:01:00+00:00")
    assert later.status == (2 if "suport" in text else 0), "once they can be read again"


async def test_by_model_without_their_names_says_so(place: Place) -> None:
    place.app.faults.set("*/models", down())

    body = await place.answer("by model last week")

    assert any("as Deepgram's books spell them" in note for note in body["notes"])
