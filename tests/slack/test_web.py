"""What became of a call, who we are, by which proxy we go, and what a Home tab takes."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.message import Message
from bot.slack.home import MOST_BLOCKS, SECTION, home_view
from bot.slack.identity import Identity, identify
from bot.slack.web import Fate, Verdict, judged, proxy_for, web_client, web_session
from tests.fakes.slack import BOT, TEAM, TOKEN, FakeSlack
from tests.fakes.slack_faults import hang, html, not_ok, status
from tests.fakes.slack_rules import refusal


@pytest.mark.parametrize(
    ("code", "error", "fate"),
    [
        (429, "", Fate.AGAIN),
        (200, "ratelimited", Fate.AGAIN),
        (500, "", Fate.UNKNOWN),
        (503, "invalid_blocks", Fate.UNKNOWN),
        (200, "fatal_error", Fate.UNKNOWN),
        (200, "", Fate.UNKNOWN),
        (200, "invalid_blocks", Fate.BLOCKS),
        (400, "http_400", Fate.BLOCKS),
        (200, "channel_not_found", Fate.REFUSED),
        (404, "expired_url", Fate.REFUSED),
    ],
)
def test_only_what_surely_had_no_effect_is_tried_again(code: int, error: str, fate: Fate) -> None:
    assert judged(code, error).fate is fate


@given(st.integers(100, 599), st.text(max_size=20), st.text(max_size=20))
def test_every_answer_has_a_verdict_and_every_wait_an_end(
    code: int, error: str, retry_after: str
) -> None:
    assert 0 <= judged(code, error, retry_after).wait < 1_000_000


async def _identified(slack: FakeSlack) -> Identity | Verdict:
    async with web_session() as session:
        return await identify(web_client(TOKEN, slack.api_url, session))


async def test_who_we_are_comes_with_the_scopes_of_the_token(slack: FakeSlack) -> None:
    found = await _identified(slack)

    assert isinstance(found, Identity)
    assert (found.team_id, found.user_id, found.org_wide) == (TEAM, BOT, False)
    assert set(found.scopes) == slack.scopes
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(not_ok("invalid_auth"), "invalid_auth"), (status(500), "500"), (html(), "no_answer")],
)
async def test_if_slack_does_not_say_there_is_a_word_why(
    slack: FakeSlack, fault: object, error: str
) -> None:
    slack.fail("auth.test", fault)

    assert (await _identified(slack)).error == error


async def test_an_answer_without_ids_is_none(slack: FakeSlack) -> None:
    slack.identity = {"team": "Home"}

    assert await _identified(slack) == Verdict(Fate.UNKNOWN, "not_as_documented")


def test_an_installation_serves_its_workspace_or_its_whole_organisation() -> None:
    here = Identity("T1", "U1", "B1", "x", enterprise_id="E1")
    everywhere = Identity("T1", "U1", "B1", "x", enterprise_id="E1", org_wide=True)

    assert [here.serves(t, "E1") for t in ("T1", "T2", "")] == [True, False, False]
    assert [everywhere.serves("T2", e) for e in ("E1", "E2", "")] == [True, False, False]


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("https_proxy", "http_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "slack.internal.example")
    proxy_for.cache_clear()
    yield
    proxy_for.cache_clear()


@pytest.mark.usefixtures("proxies")
def test_the_proxy_is_used_but_for_this_machine_and_those_that_are_excepted() -> None:
    assert proxy_for("https://slack.com/api/") == "http://proxy.example:3128"
    assert proxy_for("https://slack.internal.example/api/") is None
    assert proxy_for("http://127.0.0.1:8080/api/") is None
    assert proxy_for("http://localhost:8080/api/") is None


@pytest.mark.usefixtures("proxies")
async def test_slack_on_this_machine_is_reached_although_a_proxy_is_set(slack: FakeSlack) -> None:
    assert isinstance(await _identified(slack), Identity)


@given(st.text(max_size=200), st.integers(0, 60))
def test_any_text_makes_a_home_tab_that_slack_takes(text: str, times: int) -> None:
    view = home_view(Message(text * times))

    assert 1 <= len(view["blocks"]) <= MOST_BLOCKS
    assert refusal(_anybody(), "views.publish", {"view": view}, "Bearer xoxb-of-the-fake") is None
    assert all(len(block["text"]["text"]) <= SECTION for block in view["blocks"])


def _anybody() -> FakeSlack:
    return FakeSlack.__new__(FakeSlack)


def test_blocks_that_a_home_tab_does_not_take_are_said_in_words() -> None:
    chart = {"type": "data_visualization", "title": "hours"}
    divider = {"type": "divider"}

    assert (
        home_view(Message("41 hours", (divider, chart)))["blocks"][0]["text"]["text"] == "41 hours"
    )
    assert home_view(Message("41 hours", (divider,)))["blocks"] == [divider]


async def test_a_slack_that_hangs_is_given_up_on(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.web.CALL_SECONDS", 0.05)
    slack.fail("auth.test", hang())

    assert await _identified(slack) == Verdict(Fate.UNKNOWN, "TimeoutError")
