"""Any question answered: sums from the books, everything else looked up."""

from collections.abc import Mapping

from bot.account import Names
from bot.answer.listing import Listing
from bot.answer.model import Answer
from bot.ask import Desk, answer
from bot.lookup.desk import Progress, silent
from bot.lookup.look_up import look_up
from bot.question.model import SUMS, Question, Standpoint


async def inquire(
    question: Question,
    standpoint: Standpoint,
    desk: Desk,
    names: Mapping[str, Names],
    progress: Progress = silent,
) -> Answer | Listing:
    """The answer to a question about anything but help; raises Trouble."""
    if question.subject in SUMS:
        return await answer(question, standpoint, desk, names)
    return await look_up(question, standpoint, desk, names, progress)
