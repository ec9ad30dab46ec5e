"""Commands of every kind of nonsense, and names that mean harm, at the real process.

Every command that was acked must be answered once, in blocks that Slack takes and that do nothing
to whoever reads them, and the process must meet no fault that nobody foresaw.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import httpx

from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import simulate
from tests.blocks.harm import harm
from tests.blocks.strategies import HARM
from tests.fakes.slack import Posted
from tests.fakes.slack_sender import Sender
from tests.fuzz.fuzz_read import text_of
from tests.question.known import BAD, QUESTIONS
from tests.soak import names
from tests.soak.replica import replicas
from tests.soak.tally import Tally, asked

AT_ONCE = 16
PEOPLE = [f"U0FUZZ{n:03d}" for n in range(40)]
CHECKERS = Path(__file__).parents[3] / "shared" / "blocks"
CHECKED = 1000  # messages, of different shapes, that other people's checkers look at
SAID = ("broken", "untold", "unanswered", "content_refused", "digest_failed", "check_failed")
HEAD = ("fuzzed", "sent", "acked", "answered", "unanswered", "twice", "faults", "invalid", "harmful",
        "seen by others")  # fmt: skip

ODD = (
    *("", " ", "\t", "?", "x" * 20_000, "\x00", "\x1b[2J", "\u202e tag", "e" + "\u0301" * 50),
    *("“last week”", "last\u00a0week", "last \uff11\uff12 days", "last 99999999d", "0000-01-01", "9999-12-31"),
    *("last 1e9 days", "last -1 days", "last NaN days", "usage –days 7", "👩‍👩‍👧‍👦 last week", "tag:"),
    *('tag:"', "tag:()", "()" * 200, "tag:a " * 400, "by by by", "top 0", "top 99999999999"),
    *("29 feb 2023", "31 feb", "week 54", "q5", "from 2026-01-05 to 2026-01-01", "%s%n {0} ${x}"),
    *("'; DROP TABLE usage; --", "<!channel>", "<@U0ANA0001>", "`rm -rf`", "../../etc/passwd"),
    *("access", "keys", "balance", "models", "tags", "projects", "saved", "digests", "help help"),
    *("digest by tag every day at 25:00", "digest every", "save", "save x: by tag last week", "csv"),
)  # fmt: skip


@dataclass
class Result:
    """What became of them."""

    what: str
    sent: int = 0
    acked: int = 0
    answered: int = 0
    unanswered: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # lines of the log
    invalid: list[str] = field(default_factory=list)
    harmful: list[str] = field(default_factory=list)
    others: str = "absent"  # what other people's checkers say
    shapes: dict[str, Posted] = field(default_factory=dict, repr=False)

    @property
    def row(self) -> tuple[object, ...]:
        lists = (self.unanswered, self.twice, self.broken, self.invalid, self.harmful)
        return (self.what, self.sent, self.acked, self.answered, *map(len, lists), self.others)

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        named = {"unanswered": self.unanswered, "twice": self.twice, "broken": self.broken}
        named |= {"invalid": self.invalid, "harmful": self.harmful}
        found = [f"{what}: {one!r}" for what, some in named.items() for one in some[:3]]
        seen = self.others == "absent" or self.others.endswith(" in order")
        return found if seen else [*found, self.others]


def texts(count: int, seed: int) -> Iterator[str]:
    """So many commands: real ones, mistyped ones, broken ones, words by chance, any characters."""
    dice = random.Random(seed)
    real = (*QUESTIONS, *BAD, *ODD)
    kinds = (
        lambda: dice.choice(real),
        lambda: _cut(dice, dice.choice(real)),
        lambda: f"{dice.choice(real)} {dice.choice(ODD)}"[:3000],
        lambda: text_of(bytes([0]) + dice.randbytes(2 * dice.randint(1, 12))),
        lambda: "".join(chr(dice.randrange(0x11_0000)) for _ in range(dice.randint(1, 40))),
        lambda: f"tag:{json.dumps(dice.choice(HARM))} {dice.choice(real)}",
    )
    for number in range(count):
        text = ODD[number] if number < len(ODD) else dice.choice(kinds)()
        yield text.encode("utf-8", "replace").decode()


def _cut(dice: random.Random, text: str) -> str:
    """A text without a piece of it, or with one twice."""
    start, end = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    return text[:start] + text[end:] if dice.random() < 0.5 else text[:end] + text[start:]


async def commands(count: int, seed: int, place: Path) -> Result:
    """So many fuzzed commands."""
    found = Result("commands")
    await _lived(simulate(wall), texts(count, seed), found, place)
    found.others = await asyncio.to_thread(seen_by_others, [*found.shapes.values()], place)
    return found


async def hostile_names(count: int, seed: int, place: Path) -> Result:
    """So many names that mean harm, each of them in an answer, a few hundred in one account."""
    found = Result(f"names ({count:,})")
    for number, some in enumerate(names.accounts(count, seed)):
        await _lived(names.simulated(some), names.questions(some), found, place / f"n{number}")
    found.others = await asyncio.to_thread(seen_by_others, [*found.shapes.values()], place)
    return found


async def _lived(app: object, texts: Iterable[str], found: Result, place: Path) -> None:
    left = iter([*texts])
    async with running(app) as deepgram, Tally() as slack, httpx.AsyncClient(timeout=30) as http:
        slack.populate(PEOPLE)
        async with replicas(1, deepgram, slack, place) as (bot,):
            sender = Sender(slack, bot.url, http)

            async def work(who: Sequence[str]) -> None:
                for number, text in enumerate(left):
                    one = await asked(sender, text, who[number % len(who)])
                    found.sent += 1
                    found.acked += one.acked
                    if one.acked and await slack.answer(one.key) is None:
                        found.unanswered.append(text)

            await asyncio.gather(*(work(PEOPLE[n::AT_ONCE]) for n in range(AT_ONCE)))
        _judged(slack, bot.log, found)


def _judged(slack: Tally, log: str, found: Result) -> None:
    found.answered += sum(bool(came) for came in slack.came.values())
    found.twice += [key for key, came in slack.came.items() if len(came) > 1]
    found.invalid += [str(refusal) for refusal in slack.refused]
    found.broken += [line for line in log.splitlines() if any(f'"{s}"' in line for s in SAID)]
    found.broken += ["Traceback"] * log.count("Traceback")
    for posted in slack.posted:
        message = Message(posted.text or "a file", posted.blocks)
        found.invalid += map(str, violations(message))
        found.harmful += harm(message)
        shape = json.dumps([_shape(block) for block in posted.blocks])
        found.shapes.setdefault(f"{found.what} {shape}", posted)


def _shape(value: object) -> object:
    """What a block is made of, whatever it says."""
    if isinstance(value, dict):
        kind = value.get("type")
        return {k: kind if k == "type" else _shape(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_shape(one) for one in value]
    return min(len(value) // 500, 5) if isinstance(value, str) else type(value).__name__


def seen_by_others(some: Sequence[Posted], place: Path) -> str:
    """What the checkers that nobody here wrote say of the messages, as far as they are here."""
    whole = [one for one in some if one.blocks][:CHECKED]
    folder = Path(tempfile.mkdtemp(dir=place))
    files = [folder / f"{number}.json" for number in range(len(whole))]
    for file, one in zip(files, whole, strict=True):
        file.write_text(json.dumps({"text": one.text, "blocks": one.blocks}))
    programs = []
    if (CHECKERS / "node_modules").is_dir():
        programs.append(("node", str(CHECKERS / "check_blocks.mjs")))
    if (CHECKERS / "check_blocks_limits.py").is_file() and find_spec("slackblocks") is not None:
        programs.append((sys.executable, str(CHECKERS / "check_blocks_limits.py")))
    for program in programs:
        done = subprocess.run((*program, *map(str, files)), capture_output=True, text=True,
                              check=False, timeout=600)  # fmt: skip
        if done.returncode:
            return (done.stdout + done.stderr)[:2000]
    return f"{len(files)} in order" if programs else "absent"


def reasons(slack: Tally) -> Counter[str]:
    """What people were told, by its first words."""
    return Counter(came[0].posted.text[:30] for came in slack.came.values() if came)


async def long(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """10,000 commands and 20,000 names: the rows, and what is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        both = [
            await commands(10_000, seed, Path(place) / "commands"),
            await hostile_names(20_000, seed, Path(place) / "names"),
        ]
    return [each.row for each in both], [fault for each in both for fault in each.faults]
