"""The card of the balance. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from bot.account import Balance, Purchase
from bot.answer.listing import Cell, Column, Fact, Listing
from bot.answer.runway import Credit, End, Runway, pace, runway
from bot.blocks.figures import exact
from bot.books import EXACT, ZERO
from bot.lookup.desk import Inquiry
from bot.lookup.each import missing
from bot.lookup.said import amount, days_until, in_days, listed, on, sentence
from bot.lookup.sums import Sums, days, grounds
from bot.question.model import Period
from bot.trouble import Trouble

PACES = (7, 28)  # complete UTC days
UNITS = {"usd": "cost", "hour": "hours", "hours": "hours"}  # of a credit → a column of ours

NO_SPENDING = (
    "Nothing was billed on the last 28 days, so there is no pace to say how long the credits last."
)
NO_CREDITS = "Deepgram lists no credits (a contract project has none)."
OTHER_UNITS = "How long credits in {units} last cannot be said: Deepgram bills in dollars only."
ORDER = "Reckoned as if the credits that end first were used first; Deepgram does not say."
OF_LATE = "The pace is that of complete UTC days, from what Deepgram billed; today is not in it."


def dollars(units: str) -> bool:
    """Whether a credit is in dollars."""
    return UNITS.get(units.lower()) == "cost"


@dataclass(frozen=True, slots=True)
class Purse:
    """One project's credits; `spent` is what was billed on the complete days of `period`."""

    balances: tuple[Balance, ...]
    purchases: Sequence[Purchase] | Trouble
    spent: Sums | Trouble
    period: Period

    def bought(self) -> Mapping[str, Purchase]:
        """The purchases by their id; none where they could not be read."""
        return {} if isinstance(self.purchases, Trouble) else {p.id: p for p in self.purchases}

    def left(self) -> Mapping[str, Decimal]:
        """What is left by unit, exactly."""
        sums: dict[str, Decimal] = {}
        with localcontext(EXACT):
            for each in self.balances:
                sums[each.units] = sums.get(each.units, ZERO) + each.amount
        return sums

    def dollars(self) -> tuple[Credit, ...]:
        """The credits in dollars, with their ends as far as they are known."""
        return tuple(
            Credit(each.id, each.amount, self.expiry(each))
            for each in self.balances
            if dollars(each.units)
        )

    def expiry(self, balance: Balance) -> datetime | None:
        """When a credit ends, as far as its purchase is known."""
        bought = self.bought().get(balance.purchase_id or "")
        return bought.expires if bought else None

    def paces(self, inquiry: Inquiry) -> Mapping[int, Decimal]:
        """What a day cost, by the number of days it is the mean of; none where it is not known."""
        if isinstance(self.spent, Trouble):
            return {}
        by_day = dict(days(self.spent.tally(), "cost", self.period))
        found = {length: pace(by_day, inquiry.today, length) for length in PACES}
        return {length: each for length, each in found.items() if each is not None}

    def runways(self, inquiry: Inquiry) -> Mapping[int, Runway]:
        """How the dollars end at each pace."""
        credits_ = self.dollars()
        if not credits_:
            return {}
        paces = self.paces(inquiry)
        return {
            n: runway(credits_, each, inquiry.now)
            for n, each in paces.items()
            if any(paces.values())
        }


def balance_card(inquiry: Inquiry, purses: Mapping[str, Purse], notes: Sequence[str]) -> Listing:
    """What is left by unit, the purchases with their ends, and how long it lasts."""
    shown = [c for c in COLUMNS if c.name != "project" or len(inquiry.projects) > 1]
    rows = [row for project, purse in purses.items() for row in _rows(inquiry, project, purse)]
    rests = grounds(inquiry, [p.spent for p in purses.values() if isinstance(p.spent, Sums)])
    return Listing(
        question=inquiry.question,
        title="Balance",
        headline=" ".join(_headline(inquiry, p, purse) for p, purse in purses.items()),
        facts=tuple(f for p, purse in purses.items() for f in _facts(inquiry, p, purse)),
        columns=tuple(shown),
        rows=tuple(tuple(row[c.name] for c in shown) for row in rows),
        asks=("",) * len(rows),
        follow=FOLLOW,
        notes=tuple(dict.fromkeys((*notes, *_all_notes(inquiry, purses), *rests.notes))),
        as_of=rests.as_of,
        source=rests.source,
        stale=rests.stale,
        private=True,
        project=inquiry.titles(),
        reading=inquiry.reading,
    )


COLUMNS = (
    Column("kind", "Credit"),
    Column("left", "Left", "balance"),
    Column("units", "Unit"),
    Column("expires", "Expires"),
    Column("state", "State"),
    Column("bought", "Bought", "balance"),
    Column("created", "Created"),
    Column("project", "Project"),
    Column("id", "Id"),
)
FOLLOW = (
    ("Cost by key this month", "cost by key this month"),
    ("Cost by line item", "cost by line_item last 28 days"),
    ("Cost by day", "cost by day last 28 days"),
    ("Where the month will end", "forecast cost this month"),
)


def _rows(inquiry: Inquiry, project: str, purse: Purse) -> Iterator[dict[str, Cell]]:
    """A row for each credit that is left, then for each that is not, the newest first."""
    bought = purse.bought()
    for each in sorted(purse.balances, key=lambda b: (b.units, -b.amount)):
        of = bought.get(each.purchase_id or "")
        yield _row(inquiry, project, each, of)
    with_balance = {b.purchase_id for b in purse.balances}
    for of in bought.values():
        if of.id not in with_balance:
            yield _row(inquiry, project, None, of)


def _row(
    inquiry: Inquiry, project: str, balance: Balance | None, of: Purchase | None
) -> dict[str, Cell]:
    return {
        "kind": of.kind if of else "credit",
        "left": balance.amount if balance else None,
        "bought": of.amount if of else None,
        "units": balance.units if balance else of.units if of else None,
        "expires": of.expires if of else None,
        "state": _state(inquiry.now, balance, of),
        "created": of.created if of else None,
        "project": inquiry.title(project),
        "id": of.id if of else balance.id if balance else None,
    }


def _state(now: datetime, balance: Balance | None, of: Purchase | None) -> str:
    if of and of.expires and of.expires <= now:
        return "expired"
    if balance is None:
        return "ended"
    if balance.amount <= 0:
        return "used up"
    return f"expires {in_days(days_until(of.expires, now))}" if of and of.expires else "open"


# ---- the words ---------------------------------------------------------------------------------


def said(value: Decimal, units: str) -> str:
    """An amount of a credit: $1,204.50, 37.5 hours of audio, 12 of another unit."""
    column = UNITS.get(units.lower())
    return amount(value, column) if column else f"{exact(value)} {units}"


def _headline(inquiry: Inquiry, project: str, purse: Purse) -> str:
    where = f"{listed([inquiry.title(project)])}: " if len(inquiry.projects) > 1 else ""
    left = purse.left()
    if not left:
        return where + NO_CREDITS
    of = " and ".join(said(left[u], u) for u in sorted(left, key=lambda u: (not dollars(u), u)))
    return sentence(f"{where}{of} left") + _lasting(purse.runways(inquiry))


def _lasting(runways: Mapping[int, Runway]) -> str:
    """How long the credits last at each pace: once where that is the same."""
    if not runways:
        return ""
    if len({(r.end, r.day) for r in runways.values()}) == 1:
        paces = " and ".join(str(n) for n in runways)
        return " " + sentence(
            f"at the pace of the last {paces} days {_lasts(next(iter(runways.values())))}"
        )
    each = (f"at the pace of the last {n} days {_lasts(r)}" for n, r in runways.items())
    return " " + sentence("; ".join(each))


def _lasts(found: Runway) -> str:
    day = f"about {on(found.day)}" if found.day else ""
    return {
        End.SPENT: f"the credits last until {day}",
        End.EXPIRED: f"the credits last until they expire on {day.removeprefix('about ')}",
        End.EMPTY: "nothing is left to spend",
        End.NO_PACE: "nothing is being spent",
        End.FAR: "the credits last for more than ten years",
    }[found.end]


def _facts(inquiry: Inquiry, project: str, purse: Purse) -> Iterator[Fact]:
    several = len(inquiry.projects) > 1
    name, where = (f"{project}_", f"{inquiry.title(project)}: ") if several else ("", "")
    for units, left in purse.left().items():
        column = UNITS.get(units.lower(), "balance")
        heading = "Left" if column != "balance" else f"Left ({units})"
        yield Fact(f"{name}left_{units}", where + heading, left, column)
    for length, each in purse.paces(inquiry).items():
        yield Fact(f"{name}pace_{length}", f"{where}Spent a day, last {length} days", each, "cost")
    for length, found in purse.runways(inquiry).items():
        heading = f"{where}Lasts until, at {length} days' pace"
        yield Fact(f"{name}until_{length}", heading, found.day or _lasts(found))


def _all_notes(inquiry: Inquiry, purses: Mapping[str, Purse]) -> Iterator[str]:
    """What to know of each purse: said of its project where there are several."""
    for project, purse in purses.items():
        where = f"{inquiry.title(project)}: " if len(inquiry.projects) > 1 else ""
        yield from (f"{where}{note}" for note in _of_this(inquiry, purse))
    yield from dict.fromkeys(note for purse in purses.values() for note in _of_any(inquiry, purse))


def _of_this(inquiry: Inquiry, purse: Purse) -> Iterator[str]:
    if isinstance(purse.purchases, Trouble):
        yield missing("Purchases, and when credits expire", purse.purchases)
    if isinstance(purse.spent, Trouble):
        yield missing("How long the credits last", purse.spent)
    elif purse.balances and not any(purse.paces(inquiry).values()):
        yield NO_SPENDING
    yield from _lost(inquiry, purse)


def _of_any(inquiry: Inquiry, purse: Purse) -> Iterator[str]:
    others = sorted({b.units for b in purse.balances if not dollars(b.units)})
    if others:
        yield OTHER_UNITS.format(units=listed([f"{u.removesuffix('s')}s" for u in others]))
    if purse.runways(inquiry):
        yield OF_LATE
        yield ORDER


def _lost(inquiry: Inquiry, purse: Purse) -> Iterator[str]:
    """That credits expire before they are used up, at the slower and at the faster pace."""
    found = purse.runways(inquiry)
    amounts = [sum((rest for _, rest in r.lost), ZERO) for r in found.values()]
    soonest = min((c.expires for r in found.values() for c, _ in r.lost if c.expires), default=None)
    if soonest is None:
        return
    least, most = amount(min(amounts), "cost"), amount(max(amounts), "cost")
    about = f"about {most}" if least == most else f"between {least} and {most}"
    yield (
        f"At this pace {about} of the credits expire before they are used up, "
        f"the first on {on(soonest)}."
    )
