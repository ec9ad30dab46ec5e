"""Where a running month or quarter will end, in words: no finer than it is known. Pure."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from bot.answer.model import Answer, Outlook
from bot.blocks.figures import brief, in_force
from bot.blocks.span import short_day

FIGURES = 3  # of an amount: nothing finer is known


def foretold(answer: Answer) -> str:
    """At this pace November ends at about $1,230 ($1,150–$1,320), a fair estimate.

    Empty where nothing is foretold.
    """
    ahead = answer.ahead
    if ahead is None:
        return ""
    low = _about(ROUND_FLOOR, ahead.low, ahead)
    high = _about(ROUND_CEILING, ahead.high, ahead)
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
    return _about(ROUND_HALF_EVEN, ahead.mid, ahead)


def _about(rounding: str, amount: Decimal, ahead: Outlook) -> str:
    """Three figures of an amount, without cents where they are none."""
    three = Context(prec=FIGURES, rounding=rounding).plus(amount)
    return brief(three, ahead.column).removesuffix(f"{in_force().point}00")
