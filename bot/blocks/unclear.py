"""A text that is not a question: which piece failed, in what way, and what would be one."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.blocks.bounds import keep, size
from bot.blocks.clean import clip, inert, plain, quoted, shorten
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import button, buttons, context, paragraph, rich, run, verbatim
from bot.question.model import Field, Kind, Unclear

PIECE = 120  # characters of what was typed that are shown again
SUGGESTIONS = 3

# What is wrong with the piece; `{piece}` is it, quoted, and `{field}` what it should have named.
SENTENCES: dict[Kind, str] = {
    Kind.UNKNOWN_VALUE: "There is no {field} {piece} here.",
    Kind.AMBIGUOUS_VALUE: "{piece} could mean more than one {field}.",
    Kind.UNKNOWN_FIELD: "{piece} is not something that usage can be narrowed by.",
    Kind.UNKNOWN_WORD: "I do not know what {piece} means here.",
    Kind.IMPOSSIBLE_DATE: "{piece} is not a date that exists.",
    Kind.FUTURE: "{piece} has not happened yet.",
    Kind.BAD_NUMBER: "{piece} is not a number that works here.",
    Kind.MISSING_VALUE: "{piece} needs something after it.",
    Kind.UNCLOSED_QUOTE: "The quotation mark at {piece} is never closed.",
    Kind.TWO_PERIODS: "{piece} is a second period, and a question has one. To compare two, put “vs” between them.",
    Kind.TOO_LONG: "That is too long for a question. It begins {piece}.",
    Kind.NOT_UNDERSTOOD: "I do not understand {piece}.",
}

FIELDS: dict[Field | None, str] = {
    None: "tag, key or model",
    Field.TAG: "tag",
    Field.KEY: "key",
    Field.ENDPOINT: "endpoint",
    Field.METHOD: "method",
    Field.MODEL: "model",
    Field.DEPLOYMENT: "deployment",
    Field.FEATURE: "feature",
    Field.LINE_ITEM: "line item",
    Field.STATUS: "status",
    Field.PROJECT: "project",
}

UNASKED = "Nothing was asked of Deepgram."


def unclear_card(text: str, unclear: Unclear, examples: Sequence[str]) -> Message:
    """What failed of `text`, up to three questions to ask instead as buttons, and one example.

    A button's action_id is "ask:0" to "ask:2", its value the whole question that it asks.
    """
    said = f"{sentence(text, unclear)} {UNASKED}"
    asks = instead(unclear)
    nearest = [plain(word) for word in unclear.suggestions[:SUGGESTIONS]]
    example = next((plain(one) for one in examples if one.strip() != text.strip()), "")
    return fit(
        Message(
            inert(" ".join(_spoken(said, [ask for _, ask in asks] or nearest, example))),
            tuple(_blocks(said, asks, nearest, example)),
        )
    )


def sentence(text: str, unclear: Unclear) -> str:
    """What is wrong and why, with the failing piece in quotation marks; clean, no markup."""
    piece = quoted(shorten(unclear.text or text, PIECE))
    twofold = unclear.kind is Kind.AMBIGUOUS_VALUE and unclear.field is None
    field = "thing" if twofold else FIELDS[unclear.field]
    said = SENTENCES[unclear.kind].format(piece=piece, field=field)
    why = f" {plain(unclear.why)}" if unclear.why else ""
    return f"{said[0].upper()}{said[1:]}{why}"


def instead(unclear: Unclear) -> list[tuple[str, str]]:
    """Up to three (what the button says, what it asks); a question too long to send is left out."""
    room = keep("button.text")
    asked = [ask for ask in unclear.mended if ask.strip() and size(ask) <= keep("button.value")]
    return [(clip(plain(ask), room), ask) for ask in dict.fromkeys(asked)][:SUGGESTIONS]


def _blocks(
    said: str, asks: list[tuple[str, str]], nearest: list[str], example: str
) -> Iterator[Block]:
    yield rich(paragraph(run(said)))
    if asks:
        yield context(verbatim("Did you mean:"))
        yield buttons([button(shown, f"ask:{n}", ask) for n, (shown, ask) in enumerate(asks)])
    elif nearest:
        yield rich(paragraph(run("Nearest: "), *_coded(nearest)))
    if example:
        yield rich(paragraph(run("This works here: "), run(example, code=True)))


def _coded(words: Sequence[str]) -> list[dict[str, Any]]:
    """The words as code, with commas between."""
    runs = [piece for word in words for piece in (run(", "), run(word, code=True))]
    return runs[1:]


def _spoken(said: str, asks: Sequence[str], example: str) -> Iterator[str]:
    yield said
    if asks:
        yield f"Did you mean {' or '.join(quoted(shorten(ask, PIECE)) for ask in asks)}?"
    if example:
        yield f"This works here: {shorten(example, PIECE)}"
