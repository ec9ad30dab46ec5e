"""A button under an answer becomes what was asked by it. Pure, and total, as bot.slack.payload."""

from dataclasses import replace

from bot.blocks.state import parsed
from bot.slack.payload import Asked, Body, How, Place, at, button, flag


def step(body: Body, bot: str) -> Asked | None:
    """A button that leads on from an answer: in place where only its owner sees that."""
    asked = button(body, bot)
    if asked is None:
        return None
    state = parsed(asked.text)
    private = asked.place is Place.DM or flag(at(body, "container", "is_ephemeral")) is True
    return replace(
        asked,
        text=state.text,
        trail=state.trail if private else (),
        how=How.STEP if private else How.ASIDE,
        private=private,
        thread_ts=asked.thread_ts or ("" if private else asked.message_ts),
    )


def changing(body: Body, bot: str) -> Asked | None:
    """A button that opens the modal; whatever is to be said of that is for its presser alone."""
    asked = step(body, bot)
    return replace(asked, how=How.BUTTON) if asked else None


def apart(body: Body, bot: str) -> Asked | None:
    """A button of an answer that leaves it as it is: what comes of it is told beside it."""
    asked = step(body, bot)
    return replace(asked, how=How.BUTTON) if asked and asked.private else asked
