"""Where a running month or quarter will end, in words: no finer than it is known. Pure."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN

from bot.answer.model import Answer, Outlook
from bot.blocks.figures import about
from bot.blocks.span import short_day


def foretold(answer: Answer) -> str:
    """At this pace November ends at about $1,230 ($1,150–$1,320), a fair estimate.

    Empty where nothing is foretold.
    """
    ahead = answer.ahead
    if ahead is None:
        return ""
    low = about(ahead.low, ahead.column, ROUND_FLOOR)
    high = about(ahead.high, ahead.column, ROUND_CEILING)
    mid = middle(ahead)
    return f"At this pace {ahead.name} ends at about {mid} ({low}–{high}), {ahead.words}."


def ending(answer: Answer) -> str:
    """About $1,230 by 30 Nov: the headline where that was asked for and can be told, else empty."""
    ahead = answer.ahead
    if ahead is None or answer.question.forecast is None:
        return ""
    return f"About {middle(ahead)} by {short_day(ahead.end)}"


def middle(ahead: Outlook) -> str:
    """The likeliest end: $1,230."""
    return about(ahead.mid, ahead.column, ROUND_HALF_EVEN)
