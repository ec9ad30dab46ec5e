"""The agent view: off unless it is asked for; then it offers questions and shows that it thinks."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.slack.agent import Agent
from bot.slack.payload import Asked
from tests.fakes.slack import FakeSlack
from tests.slack.world import World, known, served, surroundings

PROMPTS, STATUS = "assistant.threads.setSuggestedPrompts", "agents.sessions.setStatus"
EXAMPLES = ("by tag last week", "cost this month", "hours today", "help", "one too many")
DM = {"channel": "D0ANA0001", "channel_type": "im"}


async def examples(asked: Asked) -> tuple[str, ...]:
    return EXAMPLES if asked.user_id == "U0ANA0001" else ()


@pytest.fixture
async def agent(slack: FakeSlack) -> AsyncIterator[World]:
    slack.scopes |= {"assistant:write"}
    async with served(slack, around=surroundings(agent=Agent(examples))) as found:
        yield await known(found)


def begun(**over: Any) -> dict[str, Any]:
    """A conversation, as the older view says that it begins."""
    thread = {"user_id": "U0ANA0001", "channel_id": "D0ANA0001", "thread_ts": "1795100000.1"}
    return {"type": "assistant_thread_started", "assistant_thread": {**thread, **over}}


async def test_off_nothing_is_offered_and_nothing_is_shown(world: World) -> None:
    for event in (begun(), {"type": "app_home_opened", "user": "U0ANA0001", "tab": "messages"}):
        assert (await world.sender.event(event)).status == 200
    await world.sender.message("hours today")

    await world.slack.until(lambda: world.slack.posted)

    assert not world.slack.called(PROMPTS)
    assert not world.slack.called(STATUS)


async def test_where_the_conversation_is_opened_questions_are_offered(agent: World) -> None:
    opened = {"type": "app_home_opened", "user": "U0ANA0001", "tab": "messages", **DM}
    await agent.sender.event(opened)

    (call,) = await agent.slack.until(lambda: agent.slack.called(PROMPTS))
    assert call["channel_id"] == "D0ANA0001"
    assert "thread_ts" not in call
    assert [prompt["message"] for prompt in call["prompts"]] == [*EXAMPLES[:4]]
    assert not agent.slack.refused


async def test_the_older_view_has_them_in_its_thread(agent: World) -> None:
    await agent.sender.event(begun())

    (call,) = await agent.slack.until(lambda: agent.slack.called(PROMPTS))
    assert call["thread_ts"] == "1795100000.1"


async def test_a_message_is_answered_in_its_thread_while_a_status_is_shown(agent: World) -> None:
    await agent.sender.message("hours today", thread_ts="1795100000.1")

    def ended() -> list[dict[str, Any]]:
        shown = agent.slack.called(STATUS)
        return shown if len(shown) == 2 and agent.slack.posted else []

    shown = await agent.slack.until(ended)
    assert [each["status"] for each in shown] == ["processing", "active"]
    assert {each["thread_ts"] for each in shown} == {"1795100000.1"}
    (answer,) = agent.slack.posted
    assert (answer.text, answer.thread_ts) == ("you asked: hours today", "1795100000.1")


async def test_a_status_that_is_refused_holds_nobody_up(agent: World) -> None:
    agent.slack.scopes -= {"assistant:write"}

    await agent.sender.message("hours today")

    (answer,) = await agent.slack.until(lambda: agent.slack.posted)
    assert answer.text == "you asked: hours today"


async def test_commands_show_no_status(agent: World) -> None:
    done = await agent.sender.command("hours today")

    await agent.slack.until(lambda: agent.slack.answers(done.key))
    assert not agent.slack.called(STATUS)


async def test_the_status_ends_where_there_is_no_answer(agent: World) -> None:
    async def broken(asked: Asked) -> Any:
        raise RuntimeError(asked.text)

    agent.responder.answer = broken
    await agent.sender.message("hours today")

    shown = await agent.slack.until(lambda: len(found := agent.slack.called(STATUS)) == 2 and found)
    assert shown[-1]["status"] == "active"


async def test_who_may_see_nothing_is_offered_nothing(agent: World) -> None:
    agent.slack.people["U0BEN0001"] = {}
    await agent.sender.event(begun(user_id="U0BEN0001"))
    await agent.sender.message("hours today")

    await agent.slack.until(lambda: agent.slack.posted)
    assert not agent.slack.called(PROMPTS)
