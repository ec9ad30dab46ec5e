"""The whole pipeline against the ledger: a short form of `python -m tests.programs.oracle`."""

from tests.programs.oracle import main


async def test_every_figure_of_generated_questions_is_what_the_ledger_adds_up_to() -> None:
    outcome = await main(150, 11)

    assert set(outcome) <= {"right", "refused"}
    assert outcome["right"] > 100
