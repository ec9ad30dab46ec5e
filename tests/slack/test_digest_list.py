"""Digests are managed where they post, by their owner anywhere, and by nobody else."""

import pytest

from bot.policy.model import Person
from bot.slack.digesting import Desks
from tests.slack.forms import WEEKLY, form, id_of, shown, state
from tests.slack.test_digest_made import has_posted, kept
from tests.slack.whole import ANA, BEN, GENERAL, Whole, buttons

ROW = ["Edit", "Pause", "Send now", "Delete", "Log", "New digest"]


async def test_the_list_says_what_when_whose_next_and_what_became_of_the_last(
    whole: Whole,
) -> None:
    card = await whole.asked("digest by tag last week; cost yesterday every monday 9am")
    fresh = await whole.asked("digests")
    await has_posted(whole, id_of(card))

    listed = await whole.asked("digests")

    assert [*buttons(listed)] == ROW
    assert (
        "by tag last week cost yesterday every Monday at 09:00, Europe/Berlin next Mon "
        in shown(listed)
    )
    assert "not due yet" in shown(fresh)
    assert ", 09:00: posted" in shown(listed)
    owners = [
        e
        for b in listed.blocks
        if b["type"] == "rich_text"
        for p in b["elements"]
        for e in p["elements"]
        if e["type"] == "user"
    ]
    assert owners == [{"type": "user", "user_id": ANA}]


async def test_pause_resume_delete_and_their_undo(whole: Whole) -> None:
    await whole.asked(WEEKLY)
    listed = await whole.asked("digests")

    paused = await whole.pressed(listed, "Pause")
    assert "Paused. tag:support last week" in shown(paused)
    assert "paused: by hand" in shown(paused)
    assert [*buttons(await whole.asked("digests"))][1] == "Resume"
    assert "Resumed." in shown(await whole.pressed(paused, "Undo"))

    deleted = await whole.pressed(listed, "Delete")
    assert "Deleted." in shown(deleted)
    assert "No digest posts in this channel" in (await whole.asked("digests")).text
    assert "It is back." in shown(await whole.pressed(deleted, "Undo"))
    assert len(await kept(whole)) == 1


@pytest.mark.parametrize("verb", ["pause", "resume", "send", "test", "delete"])
async def test_to_a_deleted_digest_nothing_can_be_done_but_undo(whole: Whole, verb: str) -> None:
    id_ = id_of(await whole.asked(WEEKLY))
    await whole.asked(f"digest delete {id_}")

    told = await whole.asked(f"digest {verb} {id_}")

    assert "no such digest here" in told.text
    assert [p for p in whole.slack.posted if not p.user] == []


async def test_send_now_posts_in_its_channel_and_uses_no_slot(whole: Whole) -> None:
    await whole.asked(WEEKLY)

    told = await whole.pressed(await whole.asked("digests"), "Send now")

    assert told.text == "Posted."
    [post] = [p for p in whole.slack.posted if p.via == "chat.postMessage"]
    assert (post.channel, post.user) == (GENERAL, "")
    assert "tag support" in shown(post)
    assert "This is a preview" not in shown(post)
    [digest] = await kept(whole)
    assert digest.last == ""


async def test_elsewhere_only_its_owner_and_administrators_find_it(whole: Whole) -> None:
    whole.slack.people["U0EVE0001"] = {"tz": "UTC"}
    whole.slack.people["U0ADM0001"] = {"tz": "UTC", "is_admin": True}
    id_ = id_of(await whole.asked(WEEKLY))
    elsewhere = {"channel_id": "C0OTHER01"}

    stranger = await whole.asked(f"digest pause {id_}", user_id="U0EVE0001", **elsewhere)
    owner = await whole.asked(f"digest pause {id_}", user_id=ANA, **elsewhere)
    admin = await whole.asked(f"digest log {id_}", user_id="U0ADM0001", **elsewhere)
    here = await whole.asked(f"digest pause {id_}", user_id=BEN)

    assert "no such digest here" in stranger.text
    assert "Paused." in owner.text
    assert "No digest has been due" in admin.text
    assert "Paused." in here.text


async def test_all_of_a_workspace_are_for_administrators(whole: Whole) -> None:
    whole.slack.people["U0ADM0001"] = {"tz": "UTC", "is_admin": True}
    await whole.asked(WEEKLY)

    refused = await whole.asked("digests all", channel_id="C0OTHER01")
    listed = await whole.asked("digests all", user_id="U0ADM0001", channel_id="C0OTHER01")

    assert "tag:support" not in shown(refused)
    assert "1 digest in this workspace" in listed.text
    assert {"type": "channel", "channel_id": GENERAL} in [
        e
        for b in listed.blocks
        if b["type"] == "rich_text"
        for p in b["elements"]
        for e in p["elements"]
    ]


async def test_the_rows_of_a_person_are_two_blocks_for_each_of_their_digests(whole: Whole) -> None:
    desks = whole.edge._responder.digests
    assert isinstance(desks, Desks)
    await whole.asked(WEEKLY)
    await whole.asked("digest cost yesterday every day 8am", channel_id="C0OTHER01")
    await whole.asked("digest by key yesterday every day 7am", user_id=BEN)

    rows = await desks.rows_for(Person(ANA, "T0HOME001"))

    assert [row["type"] for row in rows] == ["rich_text", "actions"] * 2
    assert "cost yesterday" in str(rows[0])
    assert "C0OTHER01" in str(rows[0])
    assert "by key" not in str(rows)


async def test_edit_from_a_list_opens_the_form_of_that_digest(whole: Whole) -> None:
    await whole.asked(WEEKLY)

    view = await form(whole, await whole.asked("digests"), "Edit")

    assert state(view)["question"]["question1"]["value"] == "tag:support last week"


async def test_with_many_the_list_stays_a_message_that_slack_takes(whole: Whole) -> None:
    for hour in range(14):
        await whole.asked(f"digest by tag last week every day at {hour:02}:15")

    listed = await whole.asked("digests")

    assert "14 digests in this channel" in listed.text
    assert "And 2 more." in shown(listed)
    assert whole.slack.refused == []
