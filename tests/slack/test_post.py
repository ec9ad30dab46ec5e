"""How answers are sent: one for each question, by the best way that Slack takes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.blocks.message import Message
from bot.slack.payload import Asked, How, Place
from bot.slack.post import Post, trusted
from bot.slack.seam import Reply
from bot.slack.web import Fate, web_client, web_session
from tests.fakes.slack import BOT, TOKEN, FakeSlack
from tests.fakes.slack_faults import Fault, dropped, html, limited, not_ok, status

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*41.02 hours*"}}
TOO_LONG = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
ANSWER = Reply(Message("41.02 hours", (SECTION,)), Message("41.02 hours"))


@dataclass
class Sending:
    """A Post whose waits are noted instead of waited."""

    post: Post
    slack: FakeSlack
    waits: list[float] = field(default_factory=list)

    def command(self) -> Asked:
        url = self.slack.response_url("t1", "C0GENERAL", "U0ANA0001")
        return Asked(
            "hours", How.COMMAND, "U0ANA0001", "T1", channel_id="C0GENERAL", response_url=url
        )

    def mention(self) -> Asked:
        return Asked(
            "hours",
            How.MENTION,
            "U0ANA0001",
            "T1",
            place=Place.CHANNEL,
            channel_id="C0GENERAL",
            thread_ts="1.5",
        )

    async def send(self, asked: Asked, reply: Reply = ANSWER, patience: float = 20) -> Fate:
        until = asyncio.get_running_loop().time() + patience
        return (await self.post.send(asked, reply, until)).fate

    @property
    def seen(self) -> list[str]:
        return [posted.via for posted in self.slack.posted]


@pytest.fixture
async def sending(slack: FakeSlack) -> AsyncIterator[Sending]:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    async with web_session() as session:
        client = web_client(TOKEN, slack.api_url, session)
        yield Sending(Post(client, session, slack.api_url, pause), slack, waits)


async def test_refused_blocks_are_sent_again_as_text_with_the_same_numbers(
    sending: Sending,
) -> None:
    reply = Reply(Message("41.02 hours", (TOO_LONG,)), Message("41.02 hours, in words"))

    assert await sending.send(sending.command(), reply) is Fate.DONE
    assert await sending.send(sending.mention(), reply) is Fate.DONE
    assert [p.text for p in sending.slack.posted] == ["41.02 hours, in words"] * 2
    assert not any(p.blocks for p in sending.slack.posted)


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "only_one_table_allowed"])
async def test_whatever_slack_calls_it_the_text_goes_instead(sending: Sending, error: str) -> None:
    sending.slack.fail("chat.postMessage", not_ok(error))

    assert await sending.send(sending.mention()) is Fate.DONE
    assert [p.blocks for p in sending.slack.posted] == [()]


async def test_a_limit_is_waited_out_as_long_as_slack_says(sending: Sending) -> None:
    sending.slack.fail("chat.postMessage", limited(3), limited(2))
    sending.slack.fail("response_url", limited(4))

    assert await sending.send(sending.mention()) is Fate.DONE
    assert await sending.send(sending.command()) is Fate.DONE
    assert sending.waits == [3, 2, 4]
    assert sending.seen == ["chat.postMessage", "response_url"]


@pytest.mark.parametrize("said", ["soon", "", "1.5", "-3", "\u0661"])
async def test_a_wait_that_is_no_number_is_a_short_one(sending: Sending, said: str) -> None:
    sending.slack.fail("chat.postMessage", limited(said.encode("utf-8").decode("latin-1")))

    assert await sending.send(sending.mention()) is Fate.DONE
    assert sending.waits == [2]


async def test_a_limit_longer_than_the_time_left_leads_to_the_next_way(sending: Sending) -> None:
    sending.slack.fail("chat.postMessage", limited(600))

    assert await sending.send(sending.mention()) is Fate.DONE
    assert sending.waits == []
    assert sending.seen == ["chat.postEphemeral"]


async def test_a_limit_without_end_is_not_waited_for_for_ever(sending: Sending) -> None:
    for method in ("chat.postMessage", "chat.postEphemeral"):
        sending.slack.fail(method, *[limited(1)] * 20)

    assert await sending.send(sending.mention()) is Fate.AGAIN
    assert len(sending.waits) <= 15


@pytest.mark.parametrize("how_spent", ["expired", "used"])
async def test_a_spent_response_url_leads_to_the_asker_in_the_channel(
    sending: Sending, how_spent: str
) -> None:
    asked = sending.command()
    (hook,) = sending.slack.hooks.values()
    hook.expired, hook.uses = how_spent == "expired", 5 if how_spent == "used" else 0

    assert await sending.send(asked) is Fate.DONE
    (posted,) = sending.slack.posted
    assert (posted.via, posted.user) == ("chat.postEphemeral", "U0ANA0001")


async def test_where_the_bot_is_not_in_the_channel_a_direct_message_goes(sending: Sending) -> None:
    asked = sending.command()
    sending.slack.hooks.clear()
    sending.slack.members["C0GENERAL"].remove(BOT)

    assert await sending.send(asked) is Fate.DONE
    (posted,) = sending.slack.posted
    assert (posted.via, posted.channel) == ("chat.postMessage", "U0ANA0001")


MAYBE = [
    status(500, commit=True),
    status(503),
    dropped(commit=True),
    dropped(),
    html(commit=True),
    not_ok("internal_error"),
    Fault(200, "", "application/json", commit=True),
]


@pytest.mark.parametrize("fault", MAYBE)
@pytest.mark.parametrize("method", ["chat.postMessage", "response_url"])
async def test_a_send_that_may_have_arrived_is_never_made_again(
    sending: Sending, method: str, fault: Fault
) -> None:
    sending.slack.fail(method, fault)
    asked = sending.mention() if method == "chat.postMessage" else sending.command()

    assert await sending.send(asked) in {Fate.UNKNOWN, Fate.DONE}
    assert len(sending.slack.calls) == 1
    assert len(sending.slack.posted) <= 1


async def test_a_send_that_never_left_is_made_again(sending: Sending) -> None:
    nobody = web_client(TOKEN, "http://127.0.0.1:1/api/", sending.post.client.session)
    post = Post(nobody, sending.post.session, "http://127.0.0.1:1/api/", sending.post.pause)
    now = asyncio.get_running_loop().time()

    assert (await post.send(sending.mention(), ANSWER, now + 20)).fate is Fate.AGAIN
    assert len(sending.waits) == 15  # five tries on each of the three ways


TRUSTED = [
    "https://hooks.slack.com/commands/T1/2/abc",
    "https://hooks.slack.com/actions/T1/2/abc",
    "https://hooks.slack-gov.com/app/T1/2/abc",
]
UNTRUSTED = [
    "http://hooks.slack.com/commands/T1/2/abc",
    "https://hooks.slack.com.evil.example/commands/T1/2/abc",
    "https://evil.example/commands/hooks.slack.com",
    "https://hooks.slack.com@evil.example/commands/T1",
    "https://user:pass@hooks.slack.com/commands/T1",
    "https://hooks.slack.com:8443/commands/T1",
    "https://hooks.slack.com/api/chat.postMessage",
    "https://hooks.slack.com\\@evil.example/commands/T1",
    "https://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:6379/",
    "http://localhost/commands/T1",
    "file:///etc/passwd",
    "//hooks.slack.com/commands/T1",
    "https://[::1",
    "",
]


@pytest.mark.parametrize("url", TRUSTED)
def test_slack_s_own_addresses_are_trusted(url: str) -> None:
    assert trusted(url, "https://slack.com/api/") == url


@pytest.mark.parametrize("url", UNTRUSTED)
def test_no_other_address_is(url: str) -> None:
    assert trusted(url, "https://slack.com/api/") is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]/x"])
def test_this_machine_is_trusted_where_slack_s_api_is_on_it(url: str) -> None:
    assert trusted(url, "http://127.0.0.1:8765/api/") is not None
    assert trusted("https://evil.example/x", "http://127.0.0.1:8765/api/") is None


async def test_a_forged_response_url_is_never_visited(sending: Sending) -> None:
    """Slack's API is not on this machine here, so the fake's own address is as good as forged."""
    post = Post(sending.post.client, sending.post.session, "https://slack.com/api/")
    asked = sending.command()

    assert (await post.send(asked, ANSWER, 0)).fate is Fate.DONE
    assert not sending.slack.called("response_url")
    assert sending.seen == ["chat.postEphemeral"]


async def test_a_redirect_is_not_followed(sending: Sending) -> None:
    elsewhere = sending.slack.response_url("t2", "C0GENERAL", "U0MALLORY")
    sending.slack.fail("response_url", Fault(307, "", headers={"Location": elsewhere}))

    assert await sending.send(sending.command()) is Fate.DONE
    assert len(sending.slack.called("response_url")) == 1
    assert sending.seen == ["chat.postEphemeral"]
