"""What is said of a digest that was made: how it was read, a try, and the way back."""

import asyncio

import pytest

from bot.digest.model import Digest
from bot.store.digests import Digests
from bot.store.slots import Scripts
from tests.slack.forms import WEEKLY, id_of, shown
from tests.slack.whole import BEN, GENERAL, Whole, buttons


async def kept(whole: Whole) -> list[Digest]:
    """The digests of the channel as they are kept."""
    found = await Digests(Scripts(whole.bot.state)).here("T0HOME001", GENERAL)
    return [one for one in found if isinstance(one, Digest)]


async def test_the_reply_has_the_reading_the_next_three_runs_and_three_buttons(
    whole: Whole,
) -> None:
    card = await whole.asked(WEEKLY)

    said = shown(card)
    assert "Digest set up tag:support last week" in said
    assert "every Monday at 09:00, Europe/Berlin" in said
    assert said.count("• Mon ") == 3
    assert said.count(", 09:00 Europe/Berlin: ") == 3  # and the days that each is about
    assert [*buttons(card)] == ["Edit", "Test", "Undo"]


async def test_the_same_again_makes_no_second_one_and_says_so(whole: Whole) -> None:
    first = await whole.asked(WEEKLY)
    again = await whole.asked("digest tag:support last week every  monday at 09:00")

    assert "This digest is there already" in shown(again)
    assert id_of(again) == id_of(first)
    assert "Undo" not in buttons(again)  # which would take away what somebody made before
    assert len(await kept(whole)) == 1


async def test_typed_three_times_at_once_it_is_one(whole: Whole) -> None:
    cards = await asyncio.gather(*(whole.asked(WEEKLY, user_id=f"U0ANA000{n}") for n in (1, 1, 1)))

    assert len({id_of(card) for card in cards}) == 1
    assert sorted("Digest set up" in shown(card) for card in cards) == [False, False, True]


async def test_a_test_is_seen_by_its_presser_alone_and_uses_no_slot(whole: Whole) -> None:
    card = await whole.asked(WEEKLY)
    [before] = await kept(whole)

    tried = await whole.pressed(card, "Test")

    assert (tried.via, tried.user) == ("response_url", "U0ANA0001")
    assert "This is a preview" in shown(tried)
    assert "tag support" in shown(tried)
    assert [p for p in whole.slack.posted if not p.user] == []
    [after] = await kept(whole)
    assert (after.next, after.last) == (before.next, "")
    log = await whole.asked(f"digest log {id_of(card)}")
    assert "No digest has been due" in log.text


async def test_a_test_asked_for_in_the_open_is_still_for_one(whole: Whole) -> None:
    card = await whole.asked(WEEKLY)

    await whole.sender.mention(f"digest test {id_of(card)}", ts="1795100000.1")
    tried = await whole.seen("chat.postEphemeral")

    assert tried.user == "U0ANA0001"
    assert "This is a preview" in shown(tried)


async def test_a_test_says_where_conditions_would_hold_the_digest_back(whole: Whole) -> None:
    card = await whole.asked("digest cost last week every monday 9am only if cost > 999999999")

    tried = await whole.pressed(card, "Test")

    assert "By its conditions it would not be posted now: the cost is not more" in shown(tried)


async def test_undo_takes_it_back_and_says_so_when_pressed_again(whole: Whole) -> None:
    card = await whole.asked(WEEKLY)

    first = await whole.pressed(card, "Undo")
    second = await whole.pressed(card, "Undo", container={"type": "message", "message_ts": "1.1"})

    assert first.text == "Taken back: it posts nothing."
    assert second.text == "It was taken back already: it posts nothing."
    assert await kept(whole) == []
    back = await whole.pressed(first, "Undo")
    assert "It is back." in shown(back)
    assert len(await kept(whole)) == 1


async def test_undo_after_a_post_takes_nothing_back_and_offers_delete(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await whole.asked(WEEKLY)
    await has_posted(whole, id_of(card))

    told = await whole.pressed(card, "Undo")

    assert "Not taken back: it has posted since" in told.text
    assert [*buttons(told)] == ["Edit", "Delete"]
    assert len(await kept(whole)) == 1


async def has_posted(whole: Whole, id_: str) -> None:
    """Has a slot of it come to its end as posted, as the engine would."""
    from bot.digest.decide import Plan
    from bot.digest.model import State
    from bot.digest.ways import Closing
    from bot.store.slots import RedisSlots

    slots = RedisSlots(Scripts(whole.bot.state))
    digest = await slots.get(id_)
    assert isinstance(digest, Digest)
    assert digest.next is not None
    claim = await slots.begin(digest, Plan(digest.next, (), digest.next), "token")
    await slots.end(claim, Closing(State.POSTED, ts="1795000000.7"))


async def test_what_stands_in_the_way_of_the_first_post_is_said_at_once(whole: Whole) -> None:
    outside = "C0OUTSIDE"

    card = await whole.asked(WEEKLY, channel_id=outside)

    assert "I am not in that channel yet: type /invite @dgusage" in shown(card)
    whole.slack.members[GENERAL].add("U0BOT0001")
    assert "/invite" not in shown(await whole.asked(WEEKLY))


async def test_somebody_else_edits_it_in_one_line_and_only_what_is_said_changes(
    whole: Whole,
) -> None:
    card = await whole.asked(f"{WEEKLY} skip if zero")
    id_ = id_of(card)

    when = await whole.asked(f"digest edit {id_} every friday 4pm", user_id=BEN)
    what = await whole.asked(f"digest edit {id_} cost yesterday; by key yesterday", user_id=BEN)
    form = await whole.asked(f"digest edit {id_}")

    assert "tag:support last week" in shown(when)
    assert "every Friday at 16:00, Europe/Berlin, skip if zero" in shown(when)
    assert "cost yesterday by key yesterday" in shown(what)
    assert "every Friday at 16:00" in shown(what)
    assert [*buttons(form)] == ["Edit"]
    [now] = await kept(whole)
    assert (now.owner, now.version) == ("U0ANA0001", 3)
