"""What is asked once more, or typed elsewhere than in a conversation: held against what there is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.ask import Desk, understand, vocabulary
from bot.blocks.asking import QUESTION
from bot.blocks.unclear import sentence
from bot.digest.order import ordered as digest_order
from bot.question.model import Standpoint, Unclear
from bot.question.read import read
from bot.question.saved import lasting
from bot.question.saved import ordered as saved_order
from bot.slack.payload import Asked


async def anew(asked: Asked, standpoint: Standpoint, desk: Desk) -> Asked:
    """The question of an answer as it is to be asked now; raises Trouble.

    What was "last week" when it was answered is last week again, and not that same week.
    """
    then = _moment(asked.message_ts)
    if then is None:
        return asked
    known = vocabulary(await desk.names(standpoint.now))
    before = replace(standpoint, now=then)
    found = read(asked.text, before, known)
    if isinstance(found, Unclear):
        return asked
    return replace(asked, text=lasting(found, before, known))


def _moment(ts: str) -> datetime | None:
    """When a message was posted, by its ts."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_order(text: str, standpoint: Standpoint) -> bool:
    """Whether a text is no question but an order, about digests or saved questions."""
    about_digests = digest_order(text, standpoint.zone, standpoint.now)
    return about_digests is not None or saved_order(text) is not None


async def unclear(asked: Asked, standpoint: Standpoint, desk: Desk) -> Mapping[str, str]:
    """Why the question cannot be read, at its field; empty where it can; raises Trouble."""
    found = (await understand(asked.text, standpoint, desk)).question
    return {QUESTION: sentence(asked.text, found)} if isinstance(found, Unclear) else {}
