"""The models: what each used in a period, and those that could be used and were not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.account import Model
from bot.answer.columns import columns_of
from bot.answer.label import NAMELESS
from bot.answer.listing import Cell, Column, Fact, Listing
from bot.answer.model import Amounts
from bot.answer.parts import share
from bot.blocks.figures import counted, unit
from bot.blocks.figures import share as share_in_words
from bot.books import COLUMNS, Book
from bot.lookup.desk import Inquiry
from bot.lookup.each import each_project
from bot.lookup.said import during, listed, many, sentence
from bot.lookup.sums import Sums, grounds, named, sums, together
from bot.lookup.tag_table import LEADING, typed_period
from bot.question.model import Dimension, Field, Subject
from bot.question.values import quoted

BY_MODEL = (Dimension.MODEL,)
KINDS = {"stt": "speech to text", "tts": "text to speech"}

UNNAMED = "Models that were not used are not listed, because their names could not be read: {why}"
TOGETHER = "A request that used several models counts once, in a row of all of them."

Together = tuple[str, ...]  # the canonical names that a request used: none, one or several


async def look_up_models(inquiry: Inquiry) -> Listing:
    """The models of every project that the question is about; raises Trouble."""

    async def read(project: str) -> Sums:
        filters = inquiry.question.filters
        return await sums(inquiry, project, Subject.USAGE, BY_MODEL, inquiry.period, filters)

    found = await each_project(inquiry, read)
    return model_table(inquiry, found.of, found.notes)


@dataclass(frozen=True, slots=True)
class Family:
    """Everything that shares a canonical name: what it is for, its languages, its versions."""

    name: str
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    versions: int = 0


def families(models: Sequence[Model]) -> Mapping[str, Family]:
    """Models by their canonical names. Pure."""
    by_name: dict[str, dict[str, Model]] = {}
    for each in models:
        by_name.setdefault(each.name, {})[each.uuid] = each
    return {name: _family(name, tuple(of.values())) for name, of in by_name.items()}


def _family(name: str, of: Sequence[Model]) -> Family:
    kinds = sorted({KINDS.get(m.kind, m.kind) for m in of})
    languages = sorted({language for m in of for language in m.languages})
    return Family(name, tuple(kinds), tuple(languages), len(of))


@dataclass(frozen=True, slots=True)
class Used:
    """What was used of each model, or of several together, and what is known of any."""

    amounts: Mapping[Together, Amounts]
    total: Amounts
    known: Mapping[str, Family]

    @property
    def columns(self) -> tuple[str, ...]:
        """What was used, the leading column first."""
        return columns_of(Book.USAGE, None, [self.total[c] for c in COLUMNS[Book.USAGE]])

    @property
    def ranked(self) -> list[Together]:
        """What was used, the most first."""
        lead = self.columns[0]
        return sorted(self.amounts, key=lambda of: (-self.amounts[of][lead], of))

    @property
    def names(self) -> list[str]:
        """Every model that was used, the most used first, each once."""
        return list(dict.fromkeys(name for of in self.ranked for name in of))

    @property
    def idle(self) -> list[Together]:
        """The known models that were not used."""
        return [(name,) for name in sorted(self.known) if name not in self.names]


def used_of(inquiry: Inquiry, found: Mapping[str, Sums]) -> Used:
    """What the pages of all projects say of the models. Pure."""
    tally = together(each.tally() for each in found.values())
    return Used(
        {tuple(of or ()): named(vector, Book.USAGE) for (of,), vector in tally.cells.items()},
        named(tally.total(), Book.USAGE),
        families([m for p in found for m in inquiry.known(p).models.values()]),
    )


def model_table(inquiry: Inquiry, found: Mapping[str, Sums], notes: Sequence[str]) -> Listing:
    """Each model with what it used and what is known of it, the most used first. Pure."""
    used = used_of(inquiry, found)
    every = (*used.ranked, *used.idle)
    rests = grounds(inquiry, found.values())
    return Listing(
        question=inquiry.question,
        title="Models",
        headline=_headline(inquiry, used),
        facts=(Fact("used", "Used", counted(len(used.names))), _known(used)),
        columns=(
            Column("model", "Model"),
            *(Column(c, unit(c).header, c) for c in used.columns[:LEADING]),
            Column("share", "Share"),
            Column("kind", "Kind"),
            Column("languages", "Languages"),
            *(Column(c, unit(c).header, c) for c in used.columns[LEADING:]),
        ),
        rows=tuple(_row(used, of) for of in every),
        asks=tuple(_ask(inquiry, of) for of in every),
        follow=_follow(inquiry),
        notes=(*notes, *_notes(inquiry, found, used), *rests.notes),
        as_of=rests.as_of,
        source=rests.source,
        stale=rests.stale,
        project=inquiry.titles(),
        reading=inquiry.reading,
    )


def _known(used: Used) -> Fact:
    return Fact("known", "Known", counted(len(used.known)))


def _row(used: Used, of: Together) -> tuple[Cell, ...]:
    values = used.amounts.get(of) or dict.fromkeys(used.columns, Decimal(0))
    lead = used.columns[0]
    part = share(values[lead], used.total[lead])
    families_ = [used.known[name] for name in of if name in used.known]
    name: Cell = of if len(of) > 1 else of[0] if of else NAMELESS[Dimension.MODEL]
    kinds = tuple(dict.fromkeys(kind for f in families_ for kind in f.kinds))
    languages = {language for f in families_ for language in f.languages}
    amounts = [values[c] for c in used.columns]
    return (
        name,
        *amounts[:LEADING],
        share_in_words(part, values[lead]),
        kinds or None,
        counted(len(languages)) if languages else None,
        *amounts[LEADING:],
    )


def _ask(inquiry: Inquiry, of: Together) -> str:
    if len(of) != 1 or not inquiry.nameable(Field.MODEL, of[0]):
        return ""
    return f"usage model:{quoted(of[0])} {typed_period(inquiry.period)}"


def _follow(inquiry: Inquiry) -> tuple[tuple[str, str], ...]:
    span = typed_period(inquiry.period)
    return (
        ("Usage by model", f"usage by model {span}"),
        ("Usage by model and day", f"usage by model,day {span}"),
        ("Cost by line item", f"cost by line_item {span}"),
    )


def _headline(inquiry: Inquiry, used: Used) -> str:
    when = during(inquiry.period)
    if not any(used.total.values()):
        return sentence(f"nothing was used {when}")
    most = f", most of all {listed(used.names[:1])}" if used.names else ""
    return sentence(f"{many(len(used.names), 'model')} used {when}{most}")


def _notes(inquiry: Inquiry, found: Mapping[str, Sums], used: Used) -> Iterator[str]:
    if any(len(of) > 1 for of in used.amounts):
        yield TOGETHER
    why = {inquiry.known(p).missing.get("models") for p in found} - {None}
    yield from (UNNAMED.format(why=each) for each in sorted(map(str, why)))
