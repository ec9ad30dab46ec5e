"""Whoever is here for the first time is welcomed: once, privately, beside the answer."""

import asyncio

import pytest

from bot.slack.greeting import WELCOME
from bot.store import keys
from bot.store.connection import absent
from bot.store.welcomed import Welcomed
from tests.fakes.slack import Posted
from tests.slack.test_home import opened, text_of
from tests.slack.whole import ANA, GENERAL, Whole, passing

SAID = WELCOME[:40]


def welcomes(whole: Whole) -> list[Posted]:
    return [p for p in whole.slack.posted if SAID in text_of(p) or "Welcome! Press" in text_of(p)]


async def test_a_command_is_answered_with_a_welcome_under_it_once(whole: Whole) -> None:
    first = await whole.asked("hours last week")
    second = await whole.asked("hours last week")

    assert SAID in text_of(first)
    assert SAID in first.text
    assert "16–22 Nov 2026" in first.text
    assert SAID not in text_of(second)
    assert len([p for p in whole.slack.posted if not passing(p)]) == 2


async def test_each_person_has_their_own(whole: Whole) -> None:
    await whole.asked("help")

    assert SAID in text_of(await whole.asked("help", user_id="U0BEN0001"))


async def test_beside_a_public_answer_it_is_seen_by_its_asker_only(whole: Whole) -> None:
    await whole.sender.mention("hours last week")

    answer = await whole.seen("chat.postMessage")
    (welcome,) = await whole.slack.until(lambda: welcomes(whole))
    assert SAID not in text_of(answer)
    assert (welcome.user, welcome.channel) == (ANA, GENERAL)
    assert welcome.thread_ts == answer.thread_ts
    assert SAID in text_of(welcome)


async def test_a_direct_message_is_answered_with_it(whole: Whole) -> None:
    await whole.sender.message("hours last week")

    assert SAID in text_of(await whole.seen("chat.postMessage"))


async def test_the_home_tab_welcomes_whoever_opens_it_first(whole: Whole) -> None:
    first = await opened(whole)
    second = await opened(whole)

    assert "Welcome! Press one of these" in text_of(first)
    assert "Welcome" not in text_of(second)
    assert SAID not in text_of(await whole.asked("help"))


async def test_many_questions_at_once_bring_one_welcome(whole: Whole) -> None:
    await asyncio.gather(*(whole.asked(f"hours last {n} days") for n in range(2, 6)))

    assert len(welcomes(whole)) == 1


@pytest.mark.parametrize("record", [{"is_restricted": True}, {"team_id": "T0OTHER01"}])
async def test_who_gets_nothing_here_is_not_welcomed(
    whole: Whole, record: dict[str, object]
) -> None:
    whole.slack.people[ANA] |= record

    await whole.asked("hours last week")
    await whole.asked("help")

    assert welcomes(whole) == []


async def test_without_the_store_nobody_is_welcomed_again_and_again() -> None:
    welcomed = Welcomed(absent())

    assert [await welcomed.first("T0HOME001", ANA) for _ in range(2)] == [False, False]


async def test_it_is_kept_for_400_days_and_for_all_replicas(whole: Whole) -> None:
    state = whole.bot.state

    assert await Welcomed(state).first("T0HOME001", "U0NEW00001")
    assert not await Welcomed(state).first("T0HOME001", "U0NEW00001")
    assert await Welcomed(state).first("T0OTHER01", "U0NEW00001")
    key = keys.remembered(keys.WELCOME, "T0HOME001", "U0NEW00001")
    assert await state.do(lambda redis: redis.ttl(key)) == 400 * 86_400
