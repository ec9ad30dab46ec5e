"""Under every post of a digest stand one button for its details in its thread and one to change it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.marks import Marks, marked
from bot.digest.model import Digest
from bot.digest.ways import Composed
from bot.posting import Posting
from bot.question.schedule import Slot
from bot.trouble import Reason, Trouble
from tests.fakes.slack import Posted
from tests.slack.forms import form, id_of, shown, state
from tests.slack.test_digest_made import kept
from tests.slack.whole import BEN, GENERAL, NOW, Whole, buttons, reading, sound

WEEK_AGO = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # a Monday, 09:00 in Berlin
FOOT = ["Details", "Change this digest"]


def posting(whole: Whole) -> Posting:
    found = whole.edge._around.employ
    assert found is not None
    return found.__self__


async def composed(
    whole: Whole, order: str, at: datetime = WEEK_AGO
) -> tuple[Digest, Slot, Composed]:
    """The post of a digest for the slot of a moment."""
    id_ = id_of(await whole.asked(order))
    [digest] = [one for one in await kept(whole) if one.id == id_]
    slot = Slot(at.astimezone(digest.schedule.zone).replace(tzinfo=None), at)
    composer = posting(whole).composer
    asked = await composer.permitted(digest, slot)
    found = composer.draw(asked, slot, await composer.answers(asked, slot))
    return digest, slot, found


async def put(whole: Whole, post: Composed) -> Posted:
    """The post in its channel."""
    await posting(whole).engine.channels.post(GENERAL, post.message, "dgusage_digest", "x:1")
    return sound([p for p in whole.slack.posted if p.via == "chat.postMessage"][-1])


async def details(whole: Whole, post: Posted, count: int = 1, **over: object) -> list[Posted]:
    """What is in the thread of a post after its button was pressed."""
    before = len(whole.slack.posted)
    await whole.press(post, "Details", **over)
    await whole.slack.until(lambda: len(whole.slack.posted) >= before + count, 30)
    return [sound(p) for p in whole.slack.posted[before:]]


async def test_details_are_those_of_the_posts_own_days_in_its_thread_for_all(whole: Whole) -> None:
    _, _, post = await composed(whole, "digest tag:support yesterday by model every monday 9am")
    there = await put(whole, post)

    whole.sender.user = BEN
    [found] = await details(whole, there)

    assert (found.via, found.channel, found.thread_ts) == ("chat.postMessage", GENERAL, there.ts)
    assert reading(found) == reading(there)
    assert "15 Nov 2026" in reading(found)  # the day before the slot, not before the press
    assert "Change…" in buttons(found)
    assert "Change…" not in buttons(there)


async def test_with_several_questions_each_has_its_details(whole: Whole) -> None:
    order = (
        "digest by tag last week; cost by line item last week; by key yesterday every monday 9am"
    )
    _, _, post = await composed(whole, order)
    there = await put(whole, post)

    found = await details(whole, there, 3)

    assert [*buttons(there)][-2:] == FOOT
    assert {p.thread_ts for p in found} == {there.ts}
    assert [reading(p).split(" · ")[-1] for p in found] == ["by tag", "by line item", "by key"]
    assert all("table" in str([b["type"] for b in p.blocks]) for p in found)


@pytest.mark.parametrize(
    "marks", [Marks(late=timedelta(hours=2)), Marks(repeat=True), Marks(unchecked=("so",))]
)
async def test_a_post_that_is_late_or_may_be_a_repeat_has_both(whole: Whole, marks: Marks) -> None:
    digest, slot, post = await composed(whole, "digest by tag last week every monday 9am")
    there = await put(whole, marked(post, slot, digest.zone, marks))

    [found] = await details(whole, there)

    assert [*buttons(there)][-2:] == FOOT
    assert reading(found) == reading(there)


async def test_a_note_in_its_place_has_both_and_its_details_are_the_figures(whole: Whole) -> None:
    digest, slot, _ = await composed(whole, "digest by tag last week every monday 9am")
    note = posting(whole).composer.note(digest, slot, Trouble(Reason.DEEPGRAM_DOWN))
    there = await put(whole, note)

    [found] = await details(whole, there)

    assert [*buttons(there)] == FOOT
    assert "9–15 Nov 2026" in reading(found)


async def test_an_empty_post_has_both(whole: Whole) -> None:
    _, _, post = await composed(
        whole, "digest tag:support last week every monday 9am", NOW - timedelta(days=3000)
    )
    there = await put(whole, post)

    [found] = await details(whole, there)

    assert [*buttons(there)][-2:] == FOOT
    assert "2018" in shown(found)


async def test_change_this_digest_opens_its_form(whole: Whole) -> None:
    digest, _, post = await composed(whole, "digest by tag last week every monday 9am")
    there = await put(whole, post)

    view = await form(whole, there, "Change this digest")

    assert state(view)["question"]["question1"]["value"] == "by tag last week"
    assert digest.id in view["private_metadata"]


async def test_details_outlast_a_change_of_the_digest(whole: Whole) -> None:
    digest, _, post = await composed(whole, "digest by tag last week every monday 9am")
    there = await put(whole, post)
    await whole.asked(f"digest edit {digest.id} cost yesterday every day 9am")

    [found] = await details(whole, there)

    assert reading(found) == reading(there)


async def test_details_are_refused_to_whoever_gets_no_figures(whole: Whole) -> None:
    whole.slack.people["U0GIL0001"] = {"tz": "UTC", "is_restricted": True}
    _, _, post = await composed(whole, "digest by tag last week every monday 9am")
    there = await put(whole, post)

    whole.sender.user = "U0GIL0001"
    [told] = await details(whole, there)

    assert told.user == "U0GIL0001"
    assert "support" not in shown(told)


async def test_details_of_a_preview_are_for_its_presser(whole: Whole) -> None:
    card = await whole.asked("digest by tag last week every monday 9am")
    tried = await whole.pressed(card, "Test")

    found = await whole.pressed(tried, "Details")

    assert (found.via, found.user) == ("response_url", "U0ANA0001")
    assert reading(found) == reading(tried)


async def test_what_an_older_release_posted_still_answers(whole: Whole) -> None:
    _, _, post = await composed(whole, "digest by tag last week every monday 9am")
    there = await put(whole, post)
    old = {**buttons(there)["Details"], "action_id": "ask:details", "value": "by tag last week"}
    shown_before = replace(there, blocks=({"type": "actions", "elements": [old]},))

    assert "by tag" in reading(await whole.pressed(shown_before, "Details"))
    odd = {**old, "action_id": "digest1:details", "value": "what is this"}
    strange = replace(there, blocks=({"type": "actions", "elements": [odd]},))
    [told] = await details(whole, strange)
    assert "no longer known" in told.text
