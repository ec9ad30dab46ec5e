"""Listings lead on as answers do: by buttons under them and in their rows, to what the presser may see."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.people import ACME, LABS
from bot.policy.read import read as policy
from tests.slack.whole import ANA, BEN, GENERAL, Whole, buttons, reading, whole

THREAD = "1795100000.1"


@pytest.mark.parametrize(
    ("text", "label", "read"),
    [
        ("tags", "Usage by tag", "usage · 25 Oct – 23 Nov 2026 · by tag"),
        ("tags last week", "Open support", "tag support · 16–22 Nov 2026"),
        ("models", "Usage by model", "usage · 25 Oct – 23 Nov 2026 · by model"),
        ("balance", "Cost by key this month", "cost · 1–23 Nov 2026 · by key"),
        ("balance", "Where the month will end", "forecast · cost · this month"),
        ("keys", "Expired", "keys · expired"),
        ("keys", "Open prod gateway", "key prod gateway"),
        ("key prod gateway", "Usage by tag", "key prod gateway · 25 Oct – 23 Nov 2026 · by tag"),
        ("key prod gateway", "Requests today", "requests · key prod gateway · 23 Nov 2026"),
        (
            "requests failed today",
            "Failed by key",
            "requests · status failed · 23 Nov 2026 · by key",
        ),
        ("projects", "Usage by project", "usage · 25 Oct – 23 Nov 2026 · by project"),
    ],
)
async def test_a_listing_leads_on_in_place_and_back(
    whole: Whole, text: str, label: str, read: str
) -> None:
    card = await whole.asked(text)
    answer = await whole.pressed(card, label)

    assert answer.args["replace_original"] is True
    assert reading(answer).replace("usage · ", "") == read.replace("usage · ", "")
    again = await whole.pressed(answer, "‹ Back")
    assert reading(again) == reading(card)
    assert whole.slack.refused == []


async def test_a_listing_is_handed_over_as_a_file(whole: Whole) -> None:
    card = await whole.asked("tags last week")
    await whole.press(card, "CSV")
    files = await whole.slack.until(lambda: whole.slack.files, 30)

    content = next(iter(files.values() if isinstance(files, dict) else files))
    assert "tag,hours,requests,share" in str(content)


async def test_names_can_be_shared_and_keys_the_log_and_the_balance_cannot(whole: Whole) -> None:
    shown = {
        text: buttons(await whole.asked(text)) for text in ("tags", "models", "keys", "balance")
    }

    assert {text: "Share" in labels for text, labels in shown.items()} == {
        "tags": True,
        "models": True,
        "keys": False,
        "balance": False,
    }
    assert "confirm" in shown["tags"]["Share"]  # it names the keys that send no tag


RULES = {
    "may": {"cost": [BEN], "keys": [BEN], "requests": [BEN], "balance": [ANA], "digests": [BEN]},
    "sees": {},
}


@pytest.fixture
async def ruled(tmp_path: Path) -> AsyncIterator[Whole]:
    """Cost, keys, requests and digests are for Ben alone."""
    async with whole_with(tmp_path, dgusage_policy=policy(RULES)) as found:
        yield found


def whole_with(place: Path, **over: object):
    return whole(place / "data", **over)


async def test_nobody_is_offered_what_they_would_be_refused(ruled: Whole) -> None:
    ana = buttons(await ruled.asked("by tag last week", user_id=ANA))
    ben = buttons(await ruled.asked("by tag last week", user_id=BEN))

    assert not {"By key", "Cost by line item", "Schedule this"} & ana.keys()
    assert {"By key", "Cost by line item", "Schedule this"} <= ben.keys()
    assert {"By model", "By day"} <= ana.keys()


async def test_nor_by_the_row_of_a_table(ruled: Whole) -> None:
    """A row opens to what its reader may see: by model, where by key is not for them."""
    ana = await ruled.asked("by tag last week", user_id=ANA)

    opened = await ruled.pressed(ana, "Open support", user={"id": ANA, "team_id": "T0HOME001"})

    assert reading(opened).endswith("by model")


async def test_nor_by_a_listing(ruled: Whole) -> None:
    tags = buttons(await ruled.asked("tags", user_id=ANA))
    balance = buttons(await ruled.asked("balance", user_id=ANA))

    assert "Usage by tag" in tags
    assert not {"Cost by tag", "Untagged by key"} & tags.keys()
    assert not [label for label in balance if label.startswith("Cost")]


async def test_a_listing_of_one_project_leads_on_within_it(tmp_path: Path) -> None:
    over = {
        "projects": {"acme": ACME, "labs": LABS},
        "dgusage_channel_projects": {GENERAL: "labs"},
    }
    async with whole_with(tmp_path, **over) as two:
        here = await two.asked("tags project:acme last week", channel_id=GENERAL)
        every = await two.asked("tags of all projects last week", channel_id=GENERAL)
        key = await two.asked("key prod gateway", channel_id=GENERAL)

        assert "project acme ·" in reading(await two.pressed(here, "Usage by tag"))
        assert "project acme or labs ·" in reading(await two.pressed(every, "Usage by tag"))
        assert "project acme or labs ·" in reading(await two.pressed(key, "Usage by tag"))
