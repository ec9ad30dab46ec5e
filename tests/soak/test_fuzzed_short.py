"""The short form of the fuzzed commands and hostile names, and that they are what they should be."""

from pathlib import Path

from tests.blocks.strategies import HARM
from tests.soak import fuzzed, names


async def test_every_fuzzed_command_is_answered_once_in_blocks_that_slack_takes(
    tmp_path: Path,
) -> None:
    found = await fuzzed.commands(250, 3, tmp_path)

    assert (found.sent, found.acked, found.answered) == (250, 250, 250)
    assert found.faults == []


async def test_no_name_of_deepgram_s_does_anything_to_whoever_reads_it(tmp_path: Path) -> None:
    found = await fuzzed.hostile_names(names.EACH, 3, tmp_path)

    assert found.answered == found.acked == found.sent >= 40
    assert found.faults == []


def test_the_same_seed_makes_the_same_commands_and_another_one_others() -> None:
    first, same, other = ([*fuzzed.texts(300, seed)] for seed in (1, 1, 2))

    assert first == same != other
    assert set(fuzzed.ODD) & set(first)


def test_hostile_names_are_all_different_and_mostly_mean_harm() -> None:
    [account] = names.accounts(names.EACH, 1)
    every = [name for day in account.tags for name in day] + [*account.keys]

    assert len(set(every)) == names.EACH
    assert sum(any(harm.strip() and harm in name for harm in HARM) for name in every) > 400
