"""Digests that ask the same in the same slot share an answer, where it is the same answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from time import monotonic

import pytest

from bot.demo.people import ACME, LABS
from bot.digest.memo import Memo
from bot.digest.model import Digest, Draft
from bot.digest.ways import DIGEST_SECONDS, Times
from bot.question.schedule import Slot, read_schedule
from bot.slack.composing import due_soon
from bot.slack.people import Defaults
from tests.slack.test_digest_made import kept
from tests.slack.test_digest_post import posting
from tests.slack.whole import ANA, GENERAL, NOW, Whole, whole

OTHER, THIRD = "C0OTHER001", "C0THIRD001"


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Whole]:
    """A bot for two projects; one channel is about one of them."""
    over = {
        "projects": {"acme": ACME, "labs": LABS},
        "dgusage_channel_projects": {GENERAL: "labs"},
    }
    async with whole(tmp_path / "data", **over) as found:
        yield found


@pytest.mark.parametrize("order", list(permutations([GENERAL, OTHER, THIRD])))
async def test_a_channel_of_its_own_project_never_gets_another_channels_answer(
    two: Whole, order: tuple[str, ...]
) -> None:
    composer = posting(two).composer
    memo = Memo(composer.answers, 60, monotonic, composer.permitted)
    schedule = read_schedule("every monday 9am", Defaults().zone, NOW)
    slot = Slot(NOW.replace(tzinfo=None), NOW)
    read = {}
    for channel in order:
        draft = Draft(("last week",), schedule, channel, "T0HOME001", ANA)
        [found] = await memo.answers(Digest(channel, draft, NOW, NOW), slot)
        read[channel] = found.reading
    await memo.close()

    assert read[GENERAL].startswith("project labs")
    assert "project" not in read[OTHER]
    assert read[OTHER] == read[THIRD]
    assert memo.asked == 2


def test_a_digest_has_as_long_to_be_computed_as_its_questions_have() -> None:
    assert Times().compose == DIGEST_SECONDS == 120


async def test_what_digests_will_ask_within_a_day_is_known_ahead(whole: Whole) -> None:
    for order in ("by tag yesterday every day at 09:30", "by key last week every friday 9am"):
        await whole.asked(f"digest {order}")
    paused = await whole.asked("digest by model yesterday every day at 09:30")
    assert paused.text
    [id_] = [one.id for one in await kept(whole) if one.questions == ("by model yesterday",)]
    await whole.asked(f"digest pause {id_}")

    async def every() -> list[Digest]:
        return await kept(whole)

    desk = posting(whole).composer.desk
    found = await due_soon(every, desk, Defaults(), lambda: NOW)

    assert [(one.group_by[0].value, one.period.first) for one in found] == [
        ("tag", NOW.date()),  # the yesterday of tomorrow's slot
    ]
    assert NOW.date() + timedelta(days=1) > found[0].period.last
