"""Which shapes an account shows, against a simulated Deepgram that can show each of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from pydantic import SecretStr

from bot.app import Wiring, opened
from bot.demo.access import FULL
from bot.demo.ask import Manner
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.doctor import account, shapes
from bot.settings import ProjectSetting

NOW = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
LAST = date(2026, 11, 22)


@asynccontextmanager
async def deepgram(manner: Manner, key: str = FULL) -> AsyncIterator[object]:
    app = simulate(lambda: NOW)
    app.manner = manner
    async with running(app) as url:
        projects = {"acme": ProjectSetting(key=SecretStr(key), project_id=ACME)}
        async with opened(Wiring(projects, url, lambda: NOW)) as bot:
            yield bot.upstream.deepgram


@pytest.mark.parametrize(
    ("manner", "says"),
    [
        (Manner(untagged="null"), "untagged usage comes with null"),
        (Manner(untagged="empty"), "untagged usage comes with an empty list"),
        (Manner(untagged="absent"), "untagged usage comes with no tags"),
        (Manner(end_included=True), "the end day of a breakdown is included"),
        (Manner(marked_tags=True), 'tags are listed with "tag="'),
        (Manner(marked_tags=False), "tags are listed bare"),
        (Manner(key_details=False), "the key list has no tags"),
        (Manner(key_details=True), "the key list has tags and expiration_date"),
        (Manner(flat_key=True), "one key comes bare"),
        (Manner(flat_key=False), "one key comes inside an item"),
    ],
)
async def test_each_shape_is_recognised(manner: Manner, says: str) -> None:
    async with deepgram(manner) as found:
        assert says in await shapes.looked_at(found, "acme", LAST)


async def test_what_cannot_be_told_is_not_claimed() -> None:
    async with deepgram(replace(Manner(), end_included=False)) as found:
        said = await shapes.looked_at(found, "acme", LAST)

    assert not any("end day" in each for each in said)


async def test_no_value_of_the_account_is_told() -> None:
    async with deepgram(Manner()) as found:
        said = " ".join(await shapes.looked_at(found, "acme", LAST))

    assert "support" not in said
    assert ACME not in said


async def test_a_refused_key_is_said_once() -> None:
    async with deepgram(Manner(), key="0" * 40) as found:
        findings = [each async for each in account.examine(found, "acme", LAST)]

    assert [each.name for each in findings] == ["deepgram project"]
    assert "DEEPGRAM_API_KEY" in findings[0].says


@pytest.mark.parametrize("body", [None, [], {}, {"results": 3}, {"results": [None, {"x": 1}]}])
def test_a_body_of_no_known_shape_says_nothing(body: object) -> None:
    assert shapes.end(body, LAST) == []
    assert shapes.tags(body) == []
    assert shapes.keys(body) == []
    assert shapes.first_key(body) == ""
