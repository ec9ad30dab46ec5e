"""Whether the clauses of a text fit together and fit the subject."""

from bot.question.dated import DATED
from bot.question.draft import Draft, Fault
from bot.question.faults import fault, missing
from bot.question.foretold import unforeseen
from bot.question.grammar import Role
from bot.question.model import Field, Kind, Subject, Unclear
from bot.question.page import Page
from bot.question.subject import asks_figures

# The subjects beside which a word has a part; where none is named, it has one beside all.
_FITS: dict[Role, tuple[Subject, ...]] = {
    Role.UNUSED: (Subject.KEYS, Subject.KEY),
    Role.EXPIRING: (Subject.KEYS, Subject.KEY, Subject.BALANCE),
    Role.LOOKUP: (Subject.KEY, Subject.KEYS),
    Role.BALANCE: (Subject.BALANCE,),
    Role.LEFT: (Subject.BALANCE,),
    Role.LOG: (Subject.REQUESTS,),
    Role.REQUESTS: (Subject.REQUESTS, Subject.USAGE),
    Role.REQUEST: (Subject.REQUESTS,),
    Role.MONEY: (Subject.COST, Subject.BALANCE),
    Role.BREAKDOWN: DATED,
    Role.COMPARE: DATED,
    Role.MOST: DATED,
    Role.SORT: DATED,
}
_OWN_FIELD = {
    Subject.TAGS: Field.TAG,
    Subject.MODELS: Field.MODEL,
    Subject.KEYS: Field.KEY,
    Subject.PROJECTS: Field.PROJECT,
}


def ill_fitting(page: Page, draft: Draft, subject: Subject) -> Fault | None:
    """The first thing that does not fit; None where all of it does."""
    checks = (_out_of_place, unforeseen, _not_known, _badly_ranked, _several_forms, _badly_listed)
    return next(filter(None, (check(page, draft, subject) for check in checks)), None)


def _out_of_place(page: Page, draft: Draft, subject: Subject) -> Fault | None:
    """A word that has no part in a question about this subject."""
    for role, at in draft.marks.items():
        if role in _FITS and subject not in _FITS[role]:
            return fault(page, Kind.NOT_UNDERSTOOD, at, at + page.count(at))
    if draft.conditions and subject is not Subject.KEYS:
        return _whole(page, "Only a list of keys can be narrowed like that.")
    return None


def _not_known(page: Page, draft: Draft, _subject: Subject) -> Fault | None:
    """What a list says is not what was spent; `more` needs something to compare with."""
    if draft.has(Role.PRICE, Role.HOW_MUCH_IS) and not (draft.periods or draft.compared):
        return _priced(page, draft)
    if draft.has(Role.MORE) and not draft.compared and not draft.has(Role.COMPARE):
        return _word(page, draft, Role.MORE, "More or less than when?")
    return None


def _priced(page: Page, draft: Draft) -> Fault | None:
    """`price of nova-3`, `how much is nova-3`: what a list says is not what was spent."""
    why = "Price lists are not known here, only what was spent."
    if draft.has(Role.PRICE):
        at = draft.where(Role.PRICE)
        return fault(page, Kind.UNKNOWN_WORD, at, at + page.count(at), ("cost",), why)
    model = any(piece.field in (Field.MODEL, Field.LINE_ITEM) for piece in draft.pieces)
    if not model or asks_figures(draft) or draft.has(Role.LEFT, Role.BALANCE):
        return None
    at = draft.where(Role.HOW_MUCH_IS)
    return fault(page, Kind.UNKNOWN_WORD, at, at + page.count(at), ("cost of",), why)


def _badly_ranked(page: Page, draft: Draft, subject: Subject) -> Fault | None:
    """`top 5` of what? `the most` of what?"""
    if len({number for number, _ in draft.tops}) > 1:
        at = draft.tops[-1][1]
        return fault(page, Kind.BAD_NUMBER, at, min(at + 2, len(page)))
    if draft.groups or subject is Subject.REQUESTS:
        return None
    if draft.tops:
        number, at = draft.tops[0]
        choices = (f"top {number} {kind}" for kind in ("tags", "keys", "models"))
        return missing(page, at, min(at + 2, len(page)), *choices)
    if draft.has(Role.MOST, Role.BREAKDOWN):
        at = draft.where(Role.MOST, Role.BREAKDOWN)
        found = missing(page, at, at + page.count(at), "by tag", "by key", "by model")
        return found._replace(start=len(page.text), end=len(page.text))
    return None


def _several_forms(page: Page, draft: Draft, _subject: Subject) -> Fault | None:
    """`csv chart`."""
    if len({output for output, _ in draft.outputs}) < 2:  # noqa: PLR2004 (several)
        return None
    at = draft.outputs[-1][1]
    return fault(page, Kind.NOT_UNDERSTOOD, at, at + page.count(at), (), "One form at a time.")


def _badly_listed(page: Page, draft: Draft, subject: Subject) -> Fault | None:
    """A list of names has no figures; one request has nothing to narrow."""
    if draft.request_id and (draft.pieces or draft.groups or draft.compared):
        return _whole(page, "That is one request: nothing narrows it.")
    if subject in DATED:
        return None
    if draft.groups or draft.compared or draft.metrics:
        why = "A list has no figures to break down or to compare."
        return _whole(page, why, f"usage {page.text}")
    if any(piece.field is _OWN_FIELD.get(subject) for piece in draft.pieces):
        why = "A list cannot be narrowed by what it lists: ask for usage instead."
        return _whole(page, why, f"usage {page.text}")
    return None


def _word(page: Page, draft: Draft, role: Role, why: str) -> Fault:
    at = draft.where(role)
    return fault(page, Kind.UNKNOWN_WORD, at, at + page.count(at), (), why)


def _whole(page: Page, why: str, *choices: str) -> Fault:
    return Fault(Unclear(Kind.NOT_UNDERSTOOD, page.text, choices, why=why), 0, len(page.text))
