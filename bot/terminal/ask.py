"""`dgusage ask`: one question, answered here through the same pipeline and cache as in Slack.

Exit 0: answered; 2: unclear, with what to type instead; 1: could not be answered, with why.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from bot.answer.listing import Listing
from bot.answer.model import Answer
from bot.ask import Understood, understand
from bot.blocks.figures import ENGLISH, written
from bot.clock import Clock
from bot.deadline import within
from bot.inquire import inquire
from bot.log import logger
from bot.policy.redact import ADVICE, redacted
from bot.question.model import Question, Standpoint, Subject, Unclear
from bot.settings import SettingsFault
from bot.terminal.session import Session, session
from bot.trouble import Reason, Trouble

ANSWERED, FAILED, UNCLEAR = 0, 1, 2
QUESTION_SECONDS = 20.0  # for everything that Deepgram is asked
IN_SLACK = (
    "Saved questions and digests belong to people and channels: type it in Slack after /dgusage. "
    "Here, `dgusage digests` lists, exports and imports digests."
)
LONGEST = 32.0  # and for the whole command, whatever happens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the whole answer, exact, as JSON")
    form.add_argument("--csv", action="store_true", help="every row, exact, as CSV")
    parser.add_argument("--demo", action="store_true", help="ask a simulated Deepgram")
    parser.add_argument(
        "--now", type=moment, help="the present moment, instead of the clock's (ISO 8601)"
    )
    parser.add_argument("--tz", type=zone, help="your time zone (IANA), for words such as today")
    parser.add_argument("text", nargs="+", help='for example "tag:support last week"')


def moment(text: str) -> datetime:
    """A moment from ISO 8601; UTC where it names no offset."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def zone(text: str) -> ZoneInfo:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"no such time zone: {text}") from None


def run(options: argparse.Namespace) -> int:
    """Asks the question and prints what comes of it."""
    try:
        return asyncio.run(_run(options))
    except SettingsFault as fault:
        complain("cannot start:", *fault.lines)
    except Trouble as trouble:
        complain(trouble.sentence)
    except TimeoutError:
        complain(Trouble(Reason.TOO_SLOW, {"seconds": f"{LONGEST:g}"}).sentence)
    except Exception:  # noqa: BLE001 (the outermost boundary: logged, and said in words)
        ref = token_hex(4)
        logger(__name__).exception("broken", ref=ref)
        complain(Trouble(Reason.BROKEN, {"ref": ref}).sentence)
    return FAILED


async def _run(options: argparse.Namespace) -> int:
    async with asyncio.timeout(LONGEST):
        async with session(demo=options.demo, now=options.now, zone=options.tz) as opened:
            with within(QUESTION_SECONDS):
                return await ask(" ".join(options.text), opened, form_of(options))


Found = Answer | Listing
Form = Callable[[Found, Clock], None]


def form_of(options: argparse.Namespace) -> Form:
    """How answers are to be printed."""
    return _json if options.json else _csv if options.csv else _card


async def ask(text: str, opened: Session, form: Form) -> int:
    """Answers one text; the exit status. Raises Trouble."""
    if redacted(text).found:  # it is neither read nor said again
        complain(ADVICE)
        return FAILED
    standpoint = opened.standpoint()
    understood = await understand(text, standpoint, opened.bot.desk)
    question = understood.question
    if isinstance(question, Unclear):
        if _of_slack(text, standpoint):
            complain(IN_SLACK)
        else:
            _unclear(text, understood, question)
        return UNCLEAR
    if question.subject is Subject.HELP:
        (_help_json if form is _json else _help)(question, understood)
        return ANSWERED
    with written(opened.settings.notation if form is _card else ENGLISH):
        found = await inquire(question, standpoint, opened.bot.desk, understood.names)
        form(found, opened.clock)
    return ANSWERED


def _of_slack(text: str, standpoint: Standpoint) -> bool:
    """Whether the text is about what only a person or a channel of Slack has."""
    from bot.digest import order
    from bot.question import saved

    return saved.ordered(text) is not None or (
        order.ordered(text, standpoint.zone, standpoint.now) is not None
    )


def complain(*lines: str) -> None:
    """Says on stderr what went wrong, in plain lines."""
    print(*lines, sep="\n  ", file=sys.stderr)


def _foretold(found: Answer) -> list[str]:
    """What is foretold, for scripts: always in the same digits."""
    from bot.blocks.ahead import foretold

    return [foretold(found)] if found.ahead else []


def _json(found: Found, _: Clock) -> None:
    import orjson

    from bot.answer import contract, listing_contract

    if isinstance(found, Listing):
        body = listing_contract.to_json(found)
    else:
        body = contract.to_json(found, _foretold(found))
    print(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())


def _csv(found: Found, _: Clock) -> None:
    from bot.answer import csv, listing_csv

    if isinstance(found, Listing):
        sys.stdout.writelines(listing_csv.lines(found))
    else:
        sys.stdout.writelines(csv.lines(found, _foretold(found)))


def _card(found: Found, clock: Clock) -> None:
    from rich.console import Console

    from bot.terminal.show import show, show_listing

    console = Console(highlight=False)
    if isinstance(found, Listing):
        show_listing(found, console, clock)
    else:
        show(found, console, clock)


def _unclear(text: str, understood: Understood, unclear: Unclear) -> None:
    from bot.blocks.unclear import instead, sentence
    from bot.question.help import examples

    complain(sentence(text, unclear))
    asks = [ask for _, ask in instead(unclear)] or list(unclear.suggestions[:3])
    if asks:
        complain("Did you mean:", *asks)
    for example in examples(understood.vocabulary)[:1]:
        complain(f"This works here: {example}")


def _help_json(question: Question, understood: Understood) -> None:
    import json

    from bot.question.contract import to_json
    from bot.question.help import examples, help_topics

    sections = [
        {"title": t.title, "rows": [list(r) for r in t.rows]} for t in help_topics(question.topic)
    ]
    found = examples(understood.vocabulary)
    print(json.dumps({"question": to_json(question), "help": sections, "examples": list(found)}))


def _help(question: Question, understood: Understood) -> None:
    from rich.console import Console

    from bot.terminal.show import show_help

    show_help(question.topic, understood.vocabulary, Console(highlight=False))
