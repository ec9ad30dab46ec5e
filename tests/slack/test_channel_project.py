"""A channel of its own project: whatever is asked there is about that, however it is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.blocks.state import parsed
from bot.demo.people import ACME, LABS
from tests.slack.whole import ANA, GENERAL, Whole, buttons, reading, whole

OTHER = "C0OTHER001"
THREAD = "1795100000.1"


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Whole]:
    """A bot for two projects; one channel is about one of them."""
    over = {
        "projects": {"acme": ACME, "labs": LABS},
        "dgusage_channel_projects": {GENERAL: "labs"},
    }
    async with whole(tmp_path / "data", **over) as found:
        yield found


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("last week", "project labs · 16–22 Nov 2026"),
        ("tags", "tags · project labs"),
        ("last week project:acme", "project acme · 16–22 Nov 2026"),
        ("cost by project last week", "cost · project acme or labs · 16–22 Nov 2026 · by project"),
    ],
)
async def test_a_command_is_about_the_channels_project_unless_it_names_another(
    two: Whole, text: str, read: str
) -> None:
    assert reading(await two.asked(text, channel_id=GENERAL)).startswith(read)


async def test_in_another_channel_it_is_about_all_projects(two: Whole) -> None:
    card = await two.asked("last week", channel_id=OTHER)

    assert "project labs" not in reading(card)


async def test_a_button_of_such_an_answer_asks_about_that_project_wherever_it_is(
    two: Whole,
) -> None:
    card = await two.asked("last week", channel_id=GENERAL)

    assert all("project:labs" in parsed(b["value"]).text for b in buttons(card).values())
    again = await two.pressed(card, "By model")
    assert reading(again) == "project labs · 16–22 Nov 2026 · by model"


async def test_a_breakdown_by_project_leads_on_over_all_of_them(two: Whole) -> None:
    card = await two.asked("usage by project last week", channel_id=GENERAL)

    again = await two.pressed(card, "By model")

    assert reading(again) == "project acme or labs · 16–22 Nov 2026 · by model"


async def test_a_mention_and_its_thread_are_about_it_too(two: Whole) -> None:
    await two.sender.mention("how much did we use last week?", ts=THREAD, channel=GENERAL)
    first = await two.seen("chat.postMessage")
    before = len(two.slack.posted)
    await two.sender.mention("same for last month", thread_ts=THREAD, channel=GENERAL)
    second = await two.next(before)

    assert reading(first) == "project labs · 16–22 Nov 2026"
    assert reading(second) == "project labs · 1–31 Oct 2026"


async def test_a_digest_made_there_posts_that_project(two: Whole) -> None:
    two.slack.members[GENERAL] |= {ANA}
    made = await two.asked("digest last week every monday at 09:00", channel_id=GENERAL)
    digest = buttons(made)["Undo"]["value"].split()[-1]
    before = len(two.slack.posted)
    await two.asked(f"digest send {digest}", channel_id=GENERAL)
    posted = next(p for p in two.slack.posted[before:] if p.via == "chat.postMessage")

    assert reading(posted) == "project labs · 16–22 Nov 2026"
