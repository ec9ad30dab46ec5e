"""The Home tab: the place to come back to. What is not to be had says so in its own place. Pure.

Only blocks that surely show on Home are used: no table and no chart of Slack's.
https://docs.slack.dev/surfaces/app-home
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.answer.model import Answer
from bot.blocks.clean import clip, inert, plain, shorten
from bot.blocks.fallback import BARS
from bot.blocks.figures import ZERO, brief, change_word, counted, unit
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.proof import proof, staleness
from bot.blocks.shapes import (
    bullets,
    button,
    buttons,
    context,
    header,
    paragraph,
    rich,
    run,
    section,
    verbatim,
)
from bot.blocks.span import long_day, span, span_beside

# So much of each part that all of them together stay within the limits of a message, which are
# narrower than those of a Home tab (100 blocks).
EXAMPLES = 5
DIGESTS = 6
SAVED = 5
RECENT = 5
FIGURES = 4  # units
QUESTION = 200  # characters of a question
LABEL = 40  # characters on a button

TITLE = "Deepgram usage and cost"
LEAD = (
    "Ask with /dgusage in any channel, with @dgusage in a thread, or in the Messages tab beside this "
    "one. What you press here is answered there, for your eyes only."
)
WELCOME = "Welcome! Press one of these to see what an answer looks like."
READING = "The figures of this month are being read…"
NO_SAVED = "Nothing yet. After a question, type: save weekly-support"
NO_DIGESTS = (
    "None yet. A digest posts an answer by itself; to make one, press the button, or type in the "
    "channel where it is to post: /dgusage digest cost by tag last week every monday 9am"
)
NO_RECENT = "Nothing yet: what you ask is listed here, so that you can ask it again."
NONE = "·"  # a day without any usage
GET_HELP = ("How to ask", "ask:help", "help")
SEE_ACCESS = ("What I may see", "ask:access", "access")


@dataclass(frozen=True, slots=True)
class Glance:
    """This month against the same days of the last one; a text says why there is no answer.

    `cost` is None where somebody is not to see it: then nothing is said of it.
    """

    usage: Answer | str
    cost: Answer | str | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on somebody's Home tab. Where a part is a text, it says why that is not there.

    `refused` says why they get no figures at all: then there is nothing else. `glance` is None
    while it is being read. `notice` is what came of the last press. `digests` are blocks, two for
    each digest.
    """

    now: datetime
    examples: Sequence[str] = ()
    refused: str = ""
    welcome: bool = False
    notice: Sequence[Block] = ()
    glance: Glance | None = None
    digests: Sequence[Block] | str = ()
    more_digests: int = 0
    saved: Mapping[str, str] | str = field(default_factory=dict)
    recent: Sequence[str] = ()


def home_card(page: HomePage) -> Message:
    """The tab as a message: its text says the same, for where the blocks cannot be."""
    if page.refused:
        return _refused(page)
    blocks = [
        header(TITLE, 1),
        *_notice(page),
        *_asking(page),
        *_month(page),
        *_digests(page),
        *_saved(page.saved),
        *_recent(page.recent),
        *_foot(page.now),
    ]
    return fit(Message(inert(f"{TITLE}. {LEAD}"), tuple(blocks)))


def _refused(page: HomePage) -> Message:
    """What somebody sees who gets no figures: why, whom to ask, and what there is all the same."""
    ways = buttons([button(*GET_HELP), button(*SEE_ACCESS)])
    blocks = (header(TITLE, 1), *_notice(page), section(verbatim(page.refused)), ways)
    return fit(Message(inert(f"{TITLE}. {page.refused}"), blocks))


def _notice(page: HomePage) -> list[Block]:
    return [*page.notice, {"type": "divider"}] if page.notice else []


def _asking(page: HomePage) -> Iterator[Block]:
    yield section(verbatim(f"{WELCOME}\n{LEAD}" if page.welcome else LEAD))
    asks = [
        button(clip(plain(text), LABEL), f"ask:example:{place}", text)
        for place, text in enumerate(page.examples[:EXAMPLES])
    ]
    if asks:
        yield buttons(asks)


def _month(page: HomePage) -> Iterator[Block]:
    yield header("This month")
    if page.glance is None:
        yield context(verbatim(READING))
        return
    usage, cost = page.glance.usage, page.glance.cost
    lines = [*_lines(usage, FIGURES), *_lines(cost, 1)]
    yield rich(bullets([paragraph(*line) for line in lines]))
    shown = usage if isinstance(usage, Answer) else cost
    if isinstance(shown, Answer):
        yield from _course(shown)
        said = [staleness(shown, page.now), *proof(shown, page.now)]
        yield context(verbatim(" · ".join(one for one in said if one)))
    yield buttons(_further(cost))


def _further(cost: Answer | str | None) -> list[dict[str, Any]]:
    """The questions behind the figures."""
    asks = [("By tag", "by tag this month vs last month"), ("By day", "by day this month")]
    if cost is not None:
        asks.append(("Cost by tag", "cost by tag this month vs last month"))
    return [button(says, f"ask:month:{place}", text) for place, (says, text) in enumerate(asks)]


def _lines(found: Answer | str | None, most: int) -> Iterator[list[dict[str, Any]]]:
    """A line for each unit: the figure, and how it moved."""
    if isinstance(found, str):
        yield [run(plain(found))]
    elif found is not None and not any(found.total.values()):
        yield [run(f"Nothing was used in {span(found.period)}.")]
    elif found is not None:
        columns = [c for c in found.columns if found.total[c]][:most]
        yield from (_line(found, column) for column in columns)
        if found.question.subject.value == "cost" and "cost" not in columns and found.notes:
            yield [run(plain(found.notes[0]))]


def _line(found: Answer, column: str) -> list[dict[str, Any]]:
    amount = found.total[column]
    figure = brief(amount, column) if column != "cost" else f"{brief(amount, column)} of cost"
    said = run(figure, bold=True)
    if found.compare is None:
        return [said]
    before = found.compare.total.get(column, ZERO)
    when = span_beside(found.compare.period, found.period)
    return [said, run(f"  {_against(amount, before, column)} in {when}")]


def _against(now: Decimal, before: Decimal, column: str) -> str:
    """-8.9 % against 2,281.88 h, as much as, none."""
    if now == before:
        return "as much as"
    return f"{change_word(now, before)} against {brief(before, column)}" if before else "none"


def _course(found: Answer) -> Iterator[Block]:
    """The days so far as bars of letters, and in words the largest one."""
    days = [(day, amounts.get(found.lead, ZERO)) for day, amounts in found.series]
    if len(days) < 2 or not any(amount for _, amount in days):  # noqa: PLR2004 (one bar says nothing)
        return
    top, most = max(days, key=lambda pair: pair[1])
    what = unit(found.lead).header.lower()
    words = f"{what} by day; most on {long_day(top)}: {brief(most, found.lead)}"
    bars = "".join(bar(amount, most) for _, amount in days)
    yield rich(paragraph(run(bars, code=True), run(f"  {words}")))


def bar(amount: Decimal, most: Decimal) -> str:
    """One letter, as high as the amount is of the most; a dot where there is nothing."""
    if amount <= 0 or most <= 0:
        return NONE
    return BARS[min(len(BARS) - 1, int(amount * len(BARS) / most))]


def _digests(page: HomePage) -> Iterator[Block]:
    yield header("My digests")
    if isinstance(page.digests, str):
        yield context(verbatim(page.digests))
        return
    yield from page.digests or [context(verbatim(NO_DIGESTS))]
    if page.more_digests:
        yield context(
            verbatim(f"and {counted(page.more_digests)} more: /dgusage digests in their channels")
        )


def _saved(saved: Mapping[str, str] | str) -> Iterator[Block]:
    yield header("Saved questions")
    if isinstance(saved, str) or not saved:
        yield context(verbatim(saved if isinstance(saved, str) and saved else NO_SAVED))
        return
    for name, text in [*saved.items()][:SAVED]:
        yield section(verbatim(f"{plain(name)}\n{shorten(plain(text), QUESTION)}"))
        yield buttons(
            [
                button("Ask", f"ask:saved:{name}", text),
                button("Forget", f"ask:forget:{name}", f"forget {name}"),
            ]
        )
    if len(saved) > SAVED:
        yield context(verbatim(f"and {counted(len(saved) - SAVED)} more: /dgusage saved"))


def _recent(recent: Sequence[str]) -> Iterator[Block]:
    yield header("Asked lately")
    if not recent:
        yield context(verbatim(NO_RECENT))
    for place, text in enumerate(recent[:RECENT]):
        line = section(verbatim(shorten(plain(text), QUESTION)))
        yield {**line, "accessory": button("Ask again", f"ask:recent:{place}", text)}


def _foot(now: datetime) -> Iterator[Block]:
    yield buttons([button(*GET_HELP), button(*SEE_ACCESS)])
    yield context(verbatim(f"Opened {now:%H:%M} UTC; it is made anew each time you come here."))
