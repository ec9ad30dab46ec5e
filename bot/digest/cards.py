"""How digests are shown: one that was just made, those of a channel, what became of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.clean import clip, inert, plain
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import (
    Json,
    button,
    buttons,
    context,
    header,
    paragraph,
    rich,
    run,
    section,
    verbatim,
    words,
)
from bot.blocks.span import long_day, span
from bot.digest.model import Conditions, Digest, Run, State, Unreadable
from bot.question.model import Period
from bot.question.schedule.model import Slot

MOST = 12  # digests in one message
RUNS = 60  # lines of a log
SHORT = 60

HERE = (
    "It posts here; if I am not in this channel yet: /invite @dgusage. "
    "To change it: /dgusage digest edit {id} and the new question and times."
)
OUTCOMES: dict[State, str] = {
    State.CLAIMED: "being computed",
    State.SENDING: "being posted",
    State.WAITING: "to be tried again",
    State.POSTED: "posted",
    State.SKIPPED: "skipped",
    State.FAILED: "failed",
    State.MISSED: "missed",
}


def made_card(digest: Digest, ahead: Sequence[tuple[Slot, Period | None]], title: str) -> Message:
    """What a person sees who made a digest: how it was read, and when it runs next."""
    lines = [when(slot, digest.zone, period) for slot, period in ahead]
    held = conditions(digest.conditions)
    said = f"{title}: {subject(digest)}, {digest.schedule.say()}{held}."
    blocks = (
        header(title),
        rich(*_described(digest)),
        section(verbatim("Next:\n" + "\n".join(f"• {line}" for line in lines))),
        context(verbatim(HERE.format(id=digest.id))),
        buttons(_ways(digest)),
    )
    return fit(Message(inert(f"{said} Next: {'; '.join(lines)}."), blocks))


def when(slot: Slot, zone: str, period: Period | None) -> str:
    """Mon 30 Nov 2026, 09:00 Europe/Berlin: 23-29 Nov 2026."""
    local = slot.local
    covers = f": {span(period)}" if period else ""
    return f"{long_day(local.date())} {local.year}, {local:%H:%M} {zone}{covers}"


def subject(digest: Digest) -> str:
    """What a digest asks, in one line."""
    return "; ".join(plain(question) for question in digest.questions)


def list_card(known: Sequence[Digest | Unreadable], *, everywhere: bool) -> Message:
    """The digests that post here, or everywhere, each with what can be done."""
    place = "in this workspace" if everywhere else "in this channel"
    if not known:
        example = "/dgusage digest tag:support last week every monday 9am"
        return Message(inert(f"No digest posts {place}. To make one: {example}"))
    blocks: list[Block] = [header(f"Digests {place}")]
    for one in known[:MOST]:
        blocks += _entry(one, everywhere=everywhere)
    if len(known) > MOST:
        blocks.append(context(verbatim(f"And {len(known) - MOST} more.")))
    said = [f"{subject(d)}, {d.schedule.say()}{_state(d)}" for d in known if isinstance(d, Digest)]
    count = f"{len(known)} {'digest' if len(known) == 1 else 'digests'}"
    return fit(Message(inert(f"{count} {place}: {'; '.join(said)}."), tuple(blocks)))


def _entry(one: Digest | Unreadable, *, everywhere: bool) -> Iterator[Block]:
    if isinstance(one, Unreadable):
        yield section(verbatim(f"{one.id}: cannot be read by this release ({one.why})."))
        return
    where = [run(" in "), {"type": "channel", "channel_id": one.channel}] if everywhere else []
    yield rich(*_described(one, where))
    yield buttons(_ways(one))


def _described(digest: Digest, where: Sequence[Json] = ()) -> Iterator[Json]:
    yield paragraph(run(subject(digest), bold=True), *where)
    yield paragraph(run(f"{digest.schedule.say()}{conditions(digest.conditions)}"))
    ahead = f"next {when(digest.next, digest.zone, None)}" if digest.next else "no next run"
    state = f"paused: {digest.paused}" if digest.paused else ahead
    last = f" · last run {digest.last}" if digest.last else ""
    yield paragraph(run(f"{state}{last} · by "), {"type": "user", "user_id": digest.owner})


def conditions(of: Conditions) -> str:
    """The conditions in words, empty where there are none."""
    said = [
        *([f"only if change > {of.change} %"] if of.change is not None else []),
        *([f"only if cost > ${of.cost}"] if of.cost is not None else []),
        *(["skip if zero"] if of.skip_zero else []),
    ]
    return f", {', '.join(said)}" if said else ""


def _state(digest: Digest) -> str:
    return f" (paused: {digest.paused})" if digest.paused else ""


def _ways(digest: Digest) -> list[Json]:
    """The buttons of a digest: each types its order."""
    hold = ("Resume", "resume") if digest.paused else ("Pause", "pause")
    offered = [hold, ("Send now", "send"), ("Test", "test"), ("Delete", "delete")]
    made = [
        button(said, f"ask:{digest.id}:{verb}", f"digest {verb} {digest.id}")
        for said, verb in offered
    ]
    return [*made, button("Log", f"ask:{digest.id}:log", f"digest log {digest.id}")]


def changed_card(said: str, undo: str = "", digest: Digest | None = None) -> Message:
    """What became of an order, with a way back where there is one."""
    blocks: list[Block] = [section(verbatim(said))]
    if digest is not None:
        blocks.append(rich(*_described(digest)))
    if undo:
        blocks.append(buttons([button("Undo", "ask:undo", undo)]))
    return fit(Message(inert(said), tuple(blocks)))


def log_card(runs: Sequence[tuple[Digest | Unreadable | None, Run]], now: datetime) -> Message:
    """What became of the slots, the newest first."""
    if not runs:
        return Message("No digest has been due here yet.")
    shown = runs[:RUNS]
    head = [words(name) for name in ("Due", "Digest", "Outcome", "Late", "Why")]
    rows = [head, *([words(cell) for cell in _line(digest, one)] for digest, one in shown)]
    table: Block = {
        "type": "data_table",
        "caption": "What became of the digests",
        "page_size": 10,
        "row_header_column_index": 0,
        "rows": rows,
    }
    newest = "; ".join(" ".join(_line(digest, one)[:3]) for digest, one in shown[:5])
    text = f"The newest of {len(runs)} runs: {newest}."
    return fit(Message(inert(text), (header("Digests: log"), table, _read_at(now))))


def _read_at(now: datetime) -> Block:
    return context(verbatim(f"as of {now:%H:%M} UTC · only you can see this"))


def _line(digest: Digest | Unreadable | None, one: Run) -> list[str]:
    name = subject(digest) if isinstance(digest, Digest) else one.digest
    late = f"{one.late:.0f} s" if one.late is not None else "—"
    return [
        one.slot.replace("T", " "),
        clip(name, SHORT) or one.digest,
        OUTCOMES[one.state],
        late,
        plain(one.reason) if one.reason else "—",
    ]


def post_foot(digest: Digest, slot: Slot) -> list[Block]:
    """What stands under a digest's figures: what it is, whose, and where to change it."""
    zone = ZoneInfo(digest.zone).key
    due = f"{long_day(slot.local.date())} {slot.local:%H:%M} {zone}"
    line = paragraph(
        run(f"Digest of {due} · {digest.schedule.say()} · set up by "),
        {"type": "user", "user_id": digest.owner},
        run(" · /dgusage digests changes it"),
    )
    ways = [
        button("Details", "ask:details", digest.questions[0]),
        button("Change this digest", "ask:change", "digests"),
    ]
    return [rich(line), buttons(ways)]
