"""The use case: a question that is no sum becomes a listing."""

from collections.abc import Awaitable, Callable, Mapping

from bot.account import Names
from bot.answer.listing import Listing
from bot.lookup.balance import look_up_balance
from bot.lookup.desk import Desk, Inquiry, Progress, silent
from bot.lookup.key import look_up_key
from bot.lookup.keys import look_up_keys
from bot.lookup.log import look_up_requests
from bot.lookup.models import look_up_models
from bot.lookup.projects import look_up_projects
from bot.lookup.tags import look_up_tags
from bot.question.model import Question, Standpoint, Subject
from bot.trouble import Reason, Trouble

LOOK_UPS: Mapping[Subject, Callable[[Inquiry], Awaitable[Listing]]] = {
    Subject.KEY: look_up_key,
    Subject.KEYS: look_up_keys,
    Subject.REQUESTS: look_up_requests,
    Subject.BALANCE: look_up_balance,
    Subject.TAGS: look_up_tags,
    Subject.MODELS: look_up_models,
    Subject.PROJECTS: look_up_projects,
}


async def look_up(
    question: Question,
    standpoint: Standpoint,
    desk: Desk,
    names: Mapping[str, Names],
    progress: Progress = silent,
) -> Listing:
    """What a question about a key, the keys, the log, the balance or names comes to.

    `progress` is told, for the request log, how many pages were read and how many requests found.
    Raises Trouble; NOT_YET for a subject that is no look-up.
    """
    answering = LOOK_UPS.get(question.subject)
    if answering is None:
        raise Trouble(Reason.NOT_YET, {"what": f"questions about {question.subject.value}"})
    return await answering(Inquiry(question, standpoint, desk, names, progress))
