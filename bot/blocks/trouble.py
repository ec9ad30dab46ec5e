"""A question that could not be answered: which way it failed and what to do; never a number."""

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks.clean import inert, plain, shorten
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import Json, context, paragraph, rich, run, verbatim
from bot.trouble import Reason, Trouble

WARNING, HOURGLASS, NOTE = "⚠️ ", "⏳ ", ""
ASKED = 200  # characters of the question that are shown again
FACT = 300

# What stands over the sentence: whether it is broken, comes later or is not to be had.
TITLES: dict[Reason, tuple[str, str]] = {
    Reason.KEY_REFUSED: (WARNING, "No answer: the key is refused"),
    Reason.SCOPE_MISSING: (WARNING, "No answer: not allowed"),
    Reason.PROJECT_NOT_FOUND: (WARNING, "No answer: project not found"),
    Reason.NO_PROJECT: (WARNING, "No answer: no project"),
    Reason.SEVERAL_PROJECTS: (WARNING, "No answer: which project?"),
    Reason.QUERY_REFUSED: (WARNING, "No answer: the query is refused"),
    Reason.LIMITED: (HOURGLASS, "No answer yet: too many calls"),
    Reason.DEEPGRAM_DOWN: (WARNING, "No answer: Deepgram is in trouble"),
    Reason.UNREACHABLE: (WARNING, "No answer: Deepgram cannot be reached"),
    Reason.TOO_SLOW: (WARNING, "No answer: Deepgram is too slow"),
    Reason.NOT_TRUSTED: (WARNING, "No answer: not to be trusted"),
    Reason.TOO_LARGE: (WARNING, "No answer: too much at once"),
    Reason.TOO_OLD: (WARNING, "No answer: only old figures"),
    Reason.CANNOT_SPLIT: (NOTE, "Not in one answer"),
    Reason.TOO_MANY_CALLS: (NOTE, "Too much for one question"),
    Reason.FIGURES_DISAGREE: (WARNING, "No answer: figures disagree"),
    Reason.NAMES_UNREAD: (WARNING, "No answer: names are missing"),
    Reason.NOT_FOUND: (NOTE, "Not found"),
    Reason.NOT_ALLOWED: (NOTE, "Not for you to see here"),
    Reason.SLACK_SILENT: (HOURGLASS, "No answer yet: Slack does not say who is there"),
    Reason.OWNER_GONE: (NOTE, "This digest needs a new owner"),
    Reason.NOT_YET: (NOTE, "Not yet"),
    Reason.BUSY: (HOURGLASS, "No answer yet: busy"),
    Reason.STOPPING: (HOURGLASS, "No answer yet: restarting"),
    Reason.STORE_DOWN: (WARNING, "Not possible now"),
    Reason.SEALED: (WARNING, "Not possible now"),
    Reason.BROKEN: (WARNING, "No answer: a fault of the bot"),
}


def trouble_card(trouble: Trouble, asked: str = "", actions: Sequence[Block] = ()) -> Message:
    """Why there is no answer and what to do; `asked` is the question as read or as typed."""
    icon, title = TITLES[trouble.reason]
    icons = [run(icon)] if icon else []
    said = sentence(trouble)
    question = shorten(plain(asked), ASKED) if asked.strip() else ""
    blocks = [rich(paragraph(*icons, run(title, bold=True), run("\n"), *_runs(said)))]
    if question:
        blocks.append(context(verbatim(f"You asked: {question}")))
    text = f"{title}. {said.replace('`', '')}"
    text += f" You asked: {question}" if question else ""
    return fit(Message(inert(text), (*blocks, *actions)))


def sentence(trouble: Trouble) -> str:
    """The reason's sentence, whose facts come from outside; what is to be typed is in backticks."""
    facts = {
        name: plain(shorten(fact, FACT)).replace("`", "'") for name, fact in trouble.facts.items()
    }
    return replace(trouble, facts=facts).sentence


def _runs(said: str) -> list[Json]:
    """The sentence as rich text, in which what is to be typed looks like code."""
    pieces = enumerate(said.split("`"))
    return [run(piece, code=True) if n % 2 else run(piece) for n, piece in pieces if piece]
