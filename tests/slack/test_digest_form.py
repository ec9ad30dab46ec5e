"""A digest is set up and changed in one form, which tells each fault at its field."""

import json

import pytest

from bot.digest.form import CHOICES, USUAL
from tests.fakes.slack_faults import not_ok
from tests.slack.forms import (
    WEEKLY,
    channel,
    faults,
    filled,
    form,
    id_of,
    made,
    pick,
    shown,
    state,
    submit,
    text,
)
from tests.slack.whole import BEN, GENERAL, Whole, buttons

OTHER = "C0OTHER01"


async def test_schedule_this_opens_the_form_with_the_question_and_where_it_was_asked(
    whole: Whole,
) -> None:
    card = await whole.asked("top 3 hours by tag last week vs previous")

    view = await form(whole, card, "Schedule this")

    loading = whole.slack.views[-1]
    assert "submit" not in loading
    assert loading["blocks"][0]["text"]["text"] == "One moment…"
    found = state(view)
    asked = found["question"]["question1"]["value"]
    assert asked == "hours by tag last week vs previous top 3"
    assert found["ready"]["ready1"]["selected_option"]["value"] == USUAL
    assert found["when"]["when1"]["value"] is None
    assert found["zone"]["zone1"]["selected_option"]["value"] == "Europe/Berlin"
    assert found["channel"]["channel1"]["selected_conversation"] == GENERAL
    (picker,) = [b for b in view["blocks"] if b.get("block_id") == "channel"]
    assert picker["element"]["filter"]["exclude_external_shared_channels"] is True
    assert whole.slack.refused == []
    assert whole.slack.called("views.update")[0]["hash"]


async def test_sent_as_it_was_offered_it_makes_the_digest_and_says_how_it_was_read(
    whole: Whole,
) -> None:
    view = await form(whole, await whole.asked("by tag last week"), "Schedule this")

    card = await made(whole, view)

    assert card.user == "U0ANA0001"
    assert "Digest set up" in shown(card)
    assert "usage by tag last week" in shown(card)
    assert "every Monday at 09:00, Europe/Berlin" in shown(card)
    assert shown(card).count("09:00 Europe/Berlin: ") == 3
    assert [*buttons(card)] == ["Edit", "Test", "Undo"]
    listed = await whole.asked("digests")
    assert "1 digest in this channel" in listed.text


async def test_everything_in_the_form_counts(whole: Whole) -> None:
    whole.slack.members[OTHER] |= {"U0BOT0001", "U0ANA0001"}
    view = await form(whole, await whole.asked("by tag last week"), "Schedule this")

    card = await made(
        whole,
        view,
        question=text("cost by tag yesterday vs previous\n\nhours by key last week"),
        when=text("every 2 weeks on friday at half past four pm"),
        zone=pick("Asia/Tokyo"),
        channel=channel(OTHER),
        change=text("12.5"),
        cost=text("100"),
        zero={"selected_options": [{"value": "zero"}]},
    )

    said = shown(card)
    assert "cost by tag yesterday vs previous" in said
    assert "hours by key last week" in said
    assert "16:30 from" in said
    assert "Asia/Tokyo" in said
    assert "only if change > 12.5 %, only if cost > $100, skip if zero" in said
    assert {"type": "channel", "channel_id": OTHER} in [
        e
        for b in card.blocks
        if b["type"] == "rich_text"
        for p in b["elements"]
        for e in p["elements"]
    ]


@pytest.mark.parametrize(
    ("field", "says", "over"),
    [
        (
            "when",
            "I do not know what “mondya” means here. Did you mean",
            {"when": text("every mondya 9am")},
        ),
        ("when", "is not a number that works here", {"when": text("every monday 25:00")}),
        ("when", "Choose when", {"ready": pick(None)}),
        ("when", "Two times", {"ready": pick(CHOICES[2]), "when": text("every friday")}),
        ("zone", "Asia/Tokyo", {"when": text("every monday 9am Tokyo"), "zone": pick("UTC")}),
        ("question", "no tag", {"question": text("hours tag:suport last week")}),
        ("question", "something after it", {"question": text(" \n ")}),
        ("question", "room for 5", {"question": text("\n".join(["by tag last week"] * 6))}),
        ("question", "shown only to whoever asks", {"question": text("balance")}),
        ("change", "Add “vs previous”", {"change": text("20")}),
        ("cost", "needs a question about cost", {"cost": text("5")}),
        ("cost", "not a number of 0 or more", {"cost": text("-5")}),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(
    whole: Whole, field: str, says: str, over: dict[str, object]
) -> None:
    view = await form(whole, await whole.asked("by tag last week"), "Schedule this")

    said = await faults(whole, view, **over)

    assert [*said] == [field]
    assert says in said[field]
    assert "No digest posts" in (await whole.asked("digests")).text


async def test_the_form_says_what_the_typed_order_says(whole: Whole) -> None:
    typed = await whole.asked("digest hours tag:suport last week every monday 9am")
    view = await form(whole, await whole.asked("by tag last week"), "Schedule this")

    said = await faults(whole, view, question=text("hours tag:suport last week"))

    first = said["question"].split(" Did you mean")[0]
    assert first in typed.text
    assert "“hours tag:support last week”" in said["question"]


async def test_a_channel_with_other_companies_is_refused_at_its_field(whole: Whole) -> None:
    whole.slack.channels[OTHER] = {"is_channel": True, "is_ext_shared": True}
    view = await form(whole, await whole.asked("by tag last week"), "Schedule this")

    said = await faults(whole, view, channel=channel(OTHER))

    assert [*said] == ["channel"]
    assert "Other companies" in said["channel"]


@pytest.mark.parametrize("words", ["digest", "  Digest ", "schedule"])
async def test_the_command_without_words_opens_an_empty_form(whole: Whole, words: str) -> None:
    await whole.sender.command(words)

    view = await filled(whole)

    assert state(view)["question"]["question1"]["value"] is None
    assert state(view)["channel"]["channel1"]["selected_conversation"] == GENERAL
    assert whole.slack.posted == []
    card = await made(whole, view, question=text("by tag last week"))
    assert "Digest set up" in shown(card)


async def test_a_question_without_a_time_is_asked_for_one_by_the_form(whole: Whole) -> None:
    card = await whole.asked("digest by tag last week skip if zero")

    assert "When should “by tag last week, skip if zero” be posted?" in card.text
    assert [*buttons(card)] == ["Choose when…"]
    view = await form(whole, card, "Choose when…")
    assert state(view)["question"]["question1"]["value"] == "by tag last week"
    assert [o["value"] for o in state(view)["zero"]["zero1"]["selected_options"]] == ["zero"]


async def test_edit_opens_the_form_as_the_digest_stands_and_changes_it(whole: Whole) -> None:
    card = await whole.asked(
        "digest cost last week vs previous every 2 weeks on friday 16:00 only if change > 20%"
    )

    view = await form(whole, card, "Edit")

    found = state(view)
    assert view["title"]["text"] == "Change the digest"
    assert found["question"]["question1"]["value"] == "cost last week vs previous"
    assert found["when"]["when1"]["value"].startswith("every 2 weeks on Friday at 16:00 from ")
    assert found["ready"]["ready1"]["selected_option"] is None
    assert found["change"]["change1"]["value"] == "20"
    edited = await made(whole, view, ready=pick(CHOICES[1]), change=text(None))
    assert "Digest changed" in shown(edited)
    assert "every weekday at 09:00" in shown(edited)
    assert "only if" not in shown(edited)
    assert [*buttons(edited)] == ["Edit", "Test"]
    assert id_of(edited) == id_of(card)


async def test_what_nobody_touched_stays_as_it_was_to_the_day(whole: Whole) -> None:
    card = await whole.asked("digest by tag last week every 2 weeks on friday 16:00")
    before = shown(card).split("•")[1:]

    view = await form(whole, card, "Edit")
    edited = await made(whole, view, question=text("by key last week"))

    assert shown(edited).split("•")[1:3] == before[:2]


async def test_a_digest_that_somebody_changed_meanwhile_is_not_changed_again(whole: Whole) -> None:
    card = await whole.asked(WEEKLY)
    view = await form(whole, card, "Edit")
    await whole.asked(f"digest edit {id_of(card)} by key last week every friday 9am", user_id=BEN)

    said = await faults(whole, view, question=text("by tag yesterday"))

    assert "somebody else changed it meanwhile" in said["question"]
    assert "by key last week" in (await whole.asked("digests")).text


async def test_a_form_sent_twice_makes_one_digest(whole: Whole) -> None:
    view = {**await form(whole, await whole.asked("by tag last week"), "Schedule this"), "id": "V7"}

    await made(whole, view)
    again = await submit(whole, view)

    assert again.body == ""
    assert "1 digest in" in (await whole.asked("digests")).text


async def test_a_form_of_another_version_says_so(whole: Whole) -> None:
    view = await form(whole, await whole.asked("by tag last week"), "Schedule this")

    said = await faults(whole, {**view, "private_metadata": '{"v":0}'})

    assert "older version" in said["question"]


async def test_where_the_form_cannot_be_opened_the_presser_is_told(whole: Whole) -> None:
    card = await whole.asked("by tag last week")

    before = len(whole.slack.posted)
    await whole.press(card, "Schedule this", trigger_id="")
    told = await whole.next(before)

    assert "could not be opened" in told.text


async def test_a_form_that_was_closed_meanwhile_is_no_fault(whole: Whole) -> None:
    card = await whole.asked("by tag last week")
    whole.slack.fail("views.update", not_ok("not_found"))

    await whole.press(card, "Schedule this")
    await whole.slack.until(lambda: whole.slack.called("views.update"))
    again = await whole.asked("usage today")

    assert [p for p in whole.slack.posted if p is not card] == [again]


async def test_whatever_is_typed_finds_zones_and_nothing_the_usual_ones(whole: Whole) -> None:
    async def options(typed: str) -> list[str]:
        found = json.loads((await whole.sender.type(typed, "zone1")).body)["options"]
        return [one["value"] for one in found]

    assert (await options("tok"))[0] == "Asia/Tokyo"
    assert (await options(""))[:2] == ["Europe/Berlin", "UTC"]
    assert await options("no such place") == []
    assert len(await options("a")) <= 100
