"""How digests are shown: one that was just made or changed, those of a place, and under a post."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.blocks.bounds import keep, size
from bot.blocks.clean import inert, plain
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
)
from bot.blocks.span import long_day, span
from bot.digest.decide import LATE, spoken
from bot.digest.errors import MEANINGS
from bot.digest.model import Conditions, Digest, Run, State, Unreadable
from bot.question.model import Period
from bot.question.schedule.model import Slot

MOST = 12  # digests in one message

EDIT, DETAILS, ADOPT = "digest1:edit", "digest1:details", "digest1:adopt"  # what buttons do
HOW = "To change it without the form: /dgusage digest edit {id} and the new question or times."
OUTCOMES: dict[State, str] = {
    State.CLAIMED: "being computed",
    State.SENDING: "being posted",
    State.WAITING: "to be tried again",
    State.POSTED: "posted",
    State.SKIPPED: "skipped",
    State.FAILED: "failed",
    State.MISSED: "missed",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A digest, and what became of its latest slot; None where none was due yet."""

    digest: Digest | Unreadable
    last: Run | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A digest that was set up or changed: its next runs, and why it could not be posted now.

    `new` says that it was made just now, so that it can be taken back.
    """

    digest: Digest
    ahead: Sequence[tuple[Slot, Period | None]]
    title: str
    new: bool = False
    hindrance: str = ""


def made_card(made: Made) -> Message:
    """What a person sees who made a digest: how it was read, and when it runs next."""
    digest = made.digest
    lines = [when(slot, digest.zone, period) for slot, period in made.ahead]
    terms = f"{digest.schedule.say()}{conditions(digest.conditions)}"
    said = f"{made.title}: {subject(digest)}, {terms}."
    undo = [button("Undo", f"ask:{digest.id}:withdraw", f"digest withdraw {digest.id}")]
    ways = [edit_button(digest), _typed(digest, "Test"), *(undo if made.new else [])]
    blocks = (
        header(made.title),
        _lines(*_asked(digest, _where(digest)), [run(terms)]),
        section(verbatim("Next:\n" + "\n".join(f"• {line}" for line in lines))),
        *([section(verbatim(made.hindrance))] if made.hindrance else []),
        context(verbatim(HOW.format(id=digest.id))),
        buttons(ways),
    )
    hindered = f" {made.hindrance}" if made.hindrance else ""
    return fit(Message(inert(f"{said} Next: {'; '.join(lines)}.{hindered}"), blocks))


def when(slot: Slot, zone: str, period: Period | None) -> str:
    """Mon 30 Nov 2026, 09:00 Europe/Berlin: 23-29 Nov 2026."""
    covers = f": {span(period)}" if period else ""
    return f"{moment(slot.local)} {zone}{covers}"


def moment(local: datetime) -> str:
    """Mon 30 Nov 2026, 09:00."""
    return f"{long_day(local.date())} {local.year}, {local:%H:%M}"


def subject(digest: Digest) -> str:
    """What a digest asks, in one line."""
    return "; ".join(plain(question) for question in digest.questions)


def list_card(known: Sequence[Listed], *, everywhere: bool) -> Message:
    """The digests that post here, or everywhere, each with what can be done."""
    place = "in this workspace" if everywhere else "in this channel"
    new = buttons([new_button()])
    if not known:
        example = "/dgusage digest tag:support last week every monday 9am"
        said = f"No digest posts {place}. To make one, press the button or type: {example}"
        return fit(Message(inert(said), (section(verbatim(said)), new)))
    blocks: list[Block] = [header(f"Digests {place}")]
    for one in known[:MOST]:
        blocks += entry(one.digest, one.last, everywhere=everywhere)
    if len(known) > MOST:
        blocks.append(context(verbatim(f"And {len(known) - MOST} more.")))
    found = [each.digest for each in known]
    said = "; ".join(f"{subject(d)}, {d.schedule.say()}{_state(d)}" for d in _readable(found))
    count = f"{len(known)} {'digest' if len(known) == 1 else 'digests'}"
    return fit(Message(inert(f"{count} {place}: {said}."), (*blocks, new)))


def entry(
    digest: Digest | Unreadable, last: Run | None = None, *, everywhere: bool
) -> tuple[Block, ...]:
    """Two blocks: what a digest is and how it stands, and its buttons."""
    if isinstance(digest, Unreadable):
        said = f"{digest.id}: cannot be read by this release ({digest.why})."
        return (section(verbatim(said)),)
    where = _where(digest) if everywhere else []
    return _lines(*_described(digest, last, where)), buttons(_ways(digest))


def _readable(known: Sequence[Digest | Unreadable]) -> Iterator[Digest]:
    yield from (one for one in known if isinstance(one, Digest))


def _lines(*rows: Iterable[Json]) -> Block:
    """Rich text of several lines: Slack puts nothing between two paragraphs of its own accord."""
    runs = [piece for row in rows for piece in (run("\n"), *row)]
    return rich(paragraph(*runs[1:]))


Rows = Iterator[Iterable[Json]]


def _described(digest: Digest, last: Run | None, where: Sequence[Json] = ()) -> Rows:
    yield from _asked(digest, where)
    yield [run(f"{digest.schedule.say()}{conditions(digest.conditions)}")]
    ahead = f"next {when(digest.next, digest.zone, None)}" if digest.next else "no next run"
    state = f"paused: {digest.paused.rstrip('.')}" if digest.paused else ahead
    yield [run(f"{state} · by "), {"type": "user", "user_id": digest.owner}]
    yield _result(last, digest.last)


def _asked(digest: Digest, where: Sequence[Json]) -> Rows:
    """The questions, one a line, and where they are answered."""
    *first, latest = [run(plain(question), bold=True) for question in digest.questions]
    yield from ([one] for one in first)
    yield [latest, *where]


def _where(digest: Digest) -> list[Json]:
    if digest.channel.startswith("D"):
        return [run(" in direct messages")]
    return [run(" in "), {"type": "channel", "channel_id": digest.channel}]


def _result(last: Run | None, name: str) -> Iterator[Json]:
    """What became of the latest slot, with the way to its post; else which slot that was."""
    if last is None:
        yield run(f"last run {moment(datetime.fromisoformat(name))}" if name else "not due yet")
        return
    due = moment(datetime.fromisoformat(last.slot))
    late = timedelta(seconds=last.late or 0)
    worded = f", {spoken(late)} late" if late > LATE else ""
    yield run(f"last {due}: {OUTCOMES[last.state]}{worded}")
    if last.link:
        yield from (run(" · "), {"type": "link", "url": last.link, "text": "see it"})
    elif last.reason:
        yield run(f": {because(last.reason)}")


def because(reason: str) -> str:
    """Why a slot ended as it did, in words also where it was one of Slack's."""
    return MEANINGS[reason].happened if reason in MEANINGS else plain(reason)


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
    """The buttons of a digest; all but the first type their order."""
    hold = "Resume" if digest.paused else "Pause"
    typed = (_typed(digest, label) for label in (hold, "Send now", "Delete", "Log"))
    return [edit_button(digest), *typed]


def edit_button(digest: Digest, label: str = "Edit") -> Json:
    """A button that opens the form about a digest."""
    return button(label, EDIT, f"digest edit {digest.id}")


def new_button(question: str = "", label: str = "New digest") -> Json:
    """A button that opens the form for a new one, about a question where there is one."""
    value = f"digest {question}".strip()
    return button(label, "digest1:new", value if size(value) <= keep("button.value") else "digest")


def _typed(digest: Digest, label: str) -> Json:
    verb = label.split(maxsplit=1)[0].lower()
    return button(label, f"ask:{digest.id}:{verb}", f"digest {verb} {digest.id}")


def changed_card(said: str, undo: str = "", digest: Listed | None = None) -> Message:
    """What became of an order, with a way back where there is one."""
    blocks: list[Block] = [section(verbatim(said))]
    if digest is not None and isinstance(digest.digest, Digest):
        blocks.append(_lines(*_described(digest.digest, digest.last, _where(digest.digest))))
    if undo:
        blocks.append(buttons([button("Undo", "ask:undo", undo)]))
    return fit(Message(inert(said), tuple(blocks)))


def not_resumed_card(digest: Digest, why: str) -> Message:
    """That a digest stays paused, what is still in the way, and what can be done."""
    said = f"Not resumed: it would fail again. {why}"
    ways = [edit_button(digest), _typed(digest, "Resume"), _typed(digest, "Delete")]
    blocks = (section(verbatim(said)), _lines(*_asked(digest, _where(digest))), buttons(ways))
    return fit(Message(inert(said), blocks))


def kept_card(digest: Digest, said: str) -> Message:
    """Why a digest is not taken back, and how it can be removed all the same."""
    ways = [edit_button(digest), _typed(digest, "Delete")]
    return fit(Message(inert(said), (section(verbatim(said)), buttons(ways))))


def offer_card(question: str, example: str) -> Message:
    """How a digest is made of a question, or of none yet: by the form, or in one line."""
    said = (
        f"When should “{plain(question)}” be posted?"
        if question
        else "A digest posts an answer in a channel, again and again."
    )
    typed = f"In one line: /dgusage digest {example}"
    way = new_button(question, "Choose when…" if question else "Set up a digest…")
    blocks = (section(verbatim(said)), buttons([way]), context(verbatim(typed)))
    return fit(Message(inert(f"{said} {typed}"), blocks))


def edit_card(digest: Digest) -> Message:
    """What can be changed of a digest, and how."""
    said = f"Change it in the form, or type: /dgusage digest edit {digest.id} every monday 9am"
    shown = _lines(*_described(digest, None, _where(digest)))
    return fit(
        Message(inert(said), (section(verbatim(said)), shown, buttons([edit_button(digest)])))
    )


def orphan_card(digest: Digest, why: str) -> Message:
    """Asks a channel to adopt a digest whose owner is gone; `why` says so in a sentence."""
    said = f"{why} Whoever may set up digests here can adopt it; nothing is posted until then."
    adopt = {**button("Adopt", ADOPT, f"{digest.id} {digest.owner}"), "style": "primary"}
    shown = _lines(*_asked(digest, []), [run(digest.schedule.say())])
    text = f"{said} {subject(digest)}, {digest.schedule.say()}."
    return fit(Message(inert(text), (section(verbatim(said)), shown, buttons([adopt]))))


def adopted_card(digest: Digest) -> Message:
    """What takes the place of that, for all in the channel."""
    ahead = f" Next {when(digest.next, digest.zone, None)}." if digest.next else ""
    line = [run("Adopted by "), {"type": "user", "user_id": digest.owner}, run(f".{ahead}")]
    shown = _lines(line, *_asked(digest, []), [run(digest.schedule.say())])
    text = inert(f"{subject(digest)}: this digest was adopted.{ahead}")
    return fit(Message(text, (shown, buttons([edit_button(digest, "Change this digest")]))))


def post_foot(digest: Digest, slot: Slot) -> list[Block]:
    """What stands under a digest's figures: what it is, whose, and where to change it."""
    zone = ZoneInfo(digest.zone).key
    line = paragraph(
        run(f"Digest of {moment(slot.local)} {zone} · {digest.schedule.say()} · set up by "),
        {"type": "user", "user_id": digest.owner},
    )
    ways = [
        button("Details", DETAILS, detailed(digest, slot)),
        edit_button(digest, "Change this digest"),
    ]
    return [rich(line), buttons(ways)]


def detailed(digest: Digest, slot: Slot) -> str:
    """What the button for details remembers: what was asked, a line each, and its moment and zone.

    So the details are those of the post, whatever becomes of the digest. Questions that find no
    room are left out, the last first.
    """
    moment_line = f"{slot.at.isoformat()} {digest.zone}"
    lines: list[str] = []
    for question in digest.questions:
        line = " ".join(question.split())
        if size("\n".join([*lines, line, moment_line])) <= keep("button.value"):
            lines.append(line)
    return "\n".join([*lines, moment_line])


def undetailed(value: str) -> tuple[list[str], datetime, ZoneInfo] | None:
    """The questions, the moment and the zone of such a button; None where it has none."""
    *asked, last = value.split("\n")
    at, _, zone = last.partition(" ")
    try:
        found = datetime.fromisoformat(at), ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
    return (asked, *found) if asked and found[0].tzinfo else None
