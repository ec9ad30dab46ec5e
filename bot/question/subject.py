"""What a draft is about, and what the words in it mean whose part depends on the rest."""

from dataclasses import replace

from bot.question.draft import Draft, Fault, Join, Soft
from bot.question.faults import fault, missing
from bot.question.grammar import Role
from bot.question.lexicon import FIELD_OF
from bot.question.model import UNTAGGED, Dimension, Field, KeyState, Kind, Metric, Output, Subject
from bot.question.page import Page
from bot.question.words import FIXED, Noun, spaced

_LISTS = {
    Dimension.KEY: Subject.KEYS,
    Dimension.TAG: Subject.TAGS,
    Dimension.MODEL: Subject.MODELS,
    Dimension.PROJECT: Subject.PROJECTS,
}
_ONE_KEY = Noun(Dimension.KEY, plural=False)
_PROJECTS = Noun(Dimension.PROJECT, plural=True)
_RANKING = (Role.MOST, Role.SORT)
_FIGURES = (Role.USE, Role.MONEY, Role.REQUESTS)
_SHOWN = frozenset(spaced("show list find see display view"))
_CREDITS = "The balance is what is left now; what was used of it is the cost."
_MAKING = frozenset(spaced("make made making generate generated"))
_BEHIND_NOUN = (*_FIGURES, Role.METRIC, Role.BREAKDOWN, Role.OUTPUT)


def asks_figures(draft: Draft) -> bool:
    """Whether the text asks for amounts, and so not for a list of names."""
    return bool(draft.has(*_FIGURES) or draft.metrics)


def settle_nouns(page: Page, draft: Draft) -> Subject | Fault | None:
    """Make breakdowns of the nouns that mean one; the list that is asked for, if one is."""
    listed: Subject | None = None
    for soft in draft.nouns:
        if soft.noun.dimension is Dimension.DAY and draft.has(Role.LEFT):
            continue  # "how many days of credit are left"
        if _everywhere(page, draft, soft):
            draft.mark(Role.EVERYWHERE, soft.at)
            continue
        if _is_breakdown(page, draft, soft):
            draft.groups.append((soft.noun.dimension, soft.at))
            continue
        subject = _LISTS.get(soft.noun.dimension)
        if subject is None or not (soft.noun.plural or soft.asked) or listed not in (None, subject):
            return _noun_alone(page, soft)
        listed = subject
    return listed


def _everywhere(page: Page, draft: Draft, soft: Soft) -> bool:
    """`tags of all projects`, `balance of all projects`: where the rest is looked for, no list."""
    if soft.noun != _PROJECTS or "all" not in page.low[max(0, soft.at - 3) : soft.at]:
        return False
    others = any(each.noun.dimension is not Dimension.PROJECT for each in draft.nouns)
    return others or bool(draft.conditions) or _about_one_thing(draft)


def _about_one_thing(draft: Draft) -> bool:
    """Whether it is about the balance or the request log, which have no breakdown by project."""
    status = any(piece.field is Field.STATUS for piece in draft.pieces)
    return status or draft.has(Role.BALANCE, Role.LEFT, Role.LOG)


def settle_people(page: Page, draft: Draft) -> Fault | None:
    """`who used the most` is by key, `when did we spend the most` by day."""
    if draft.has(Role.WHO) and _asks_whose(draft):
        draft.mark(Role.LOOKUP, draft.where(Role.WHO))
    elif draft.has(Role.WHO) and draft.pieces and _asks_maker(page, draft):
        return _meaningless(page, draft, Role.WHO)
    elif draft.has(Role.WHO) and not draft.groups and (asks_figures(draft) or draft.has(Role.MOST)):
        draft.groups.append((Dimension.KEY, draft.where(Role.WHO)))
    elif draft.has(Role.WHO) and not draft.groups:
        return _meaningless(page, draft, Role.WHO)
    if draft.has(Role.WHEN) and draft.has(Role.MOST) and not draft.groups:
        draft.groups.append((Dimension.DAY, draft.where(Role.WHEN)))
    elif draft.has(Role.WHEN) and not draft.has(
        Role.BALANCE, Role.LEFT, Role.EXPIRING, Role.LOOKUP, Role.MOST
    ):
        return _meaningless(page, draft, Role.WHEN)
    return None


def subject_of(page: Page, draft: Draft, listed: Subject | None) -> Subject | Fault:
    """The subject, or a word that does not fit any."""
    for decide in (_about_untagged, _about_money_left, _about_requests, _about_keys):
        found = decide(page, draft, listed)
        if found is not None:
            return found
    if draft.has(Role.LOOKUP) and listed is Subject.KEYS and not draft.pieces:
        return listed
    if draft.has(Role.LOOKUP):
        return _meaningless(page, draft, Role.LOOKUP)
    if listed is not None:
        return listed
    return _about_figures(page, draft)


def one_key(draft: Draft) -> bool:
    """Whether the only thing that narrows is one key."""
    pieces = draft.pieces
    return len(pieces) == 1 and pieces[0].field is Field.KEY and pieces[0].join is Join.ONE


def _asks_whose(draft: Draft) -> bool:
    """`who made key x`, `who uses key x`: of one key, whose it is; no figure is asked for."""
    figures = draft.metrics or draft.has(Role.MONEY, Role.REQUESTS, Role.LOG, Role.MOST)
    more = draft.periods or draft.compared or draft.tops or draft.groups or draft.outputs
    return one_key(draft) and not figures and not more


def _asks_maker(page: Page, draft: Draft) -> bool:
    """`who made tag x`: nobody knows; `who made the most requests` is another thing."""
    figures = draft.metrics or draft.has(Role.MONEY, Role.REQUESTS, Role.MOST)
    return not figures and draft.has(Role.USE) and page.word(draft.where(Role.USE)) in _MAKING


def _is_breakdown(page: Page, draft: Draft, soft: Soft) -> bool:
    """Whether a noun means a row for each: `top tags`, `which model did we use`, `tag usage`."""
    if draft.conditions and soft.noun.dimension is Dimension.KEY:
        return False
    if draft.has(*_RANKING, Role.BREAKDOWN) or draft.tops:
        return True
    if soft.noun.plural or soft.asked:
        plain = not asks_figures(draft) and soft.noun.dimension in _LISTS
        return not plain or draft.has(Role.COMPARE)
    behind = page.term(soft.at)
    return behind is not None and page.role(soft.at + behind.size) in _BEHIND_NOUN


def _noun_alone(page: Page, soft: Soft) -> Fault:
    """`usage tag last week`: no name follows; where not all are known, one may."""
    term = page.term(soft.at)
    end = soft.at + (term.size if term else 1)
    field = FIELD_OF.get(soft.noun.dimension)
    if field is not None and field not in FIXED and not page.knows(field):
        return fault(page, Kind.UNKNOWN_WORD, soft.at, end)
    return missing(page, soft.at, end, f"by {page.piece(soft.at, end)}")


def _about_untagged(page: Page, draft: Draft, listed: Subject | None) -> Subject | Fault | None:
    """`share of untagged`: the table of tags says it; broken down, the rows have their shares."""
    if not draft.has(Role.SHARE) or draft.groups:
        return None
    untagged = [piece for piece in draft.pieces if piece.values == (UNTAGGED,)]
    turned = any(piece.join is Join.NONE for piece in untagged)
    if listed not in (None, Subject.TAGS) or draft.compared or draft.tops or turned:
        return _meaningless(page, draft, Role.SHARE)
    draft.pieces = [piece for piece in draft.pieces if piece not in untagged]
    for role in (Role.REQUESTS, Role.COUNT):
        draft.marks.pop(role, None)
    return Subject.TAGS


def _about_money_left(page: Page, draft: Draft, listed: Subject | None) -> Subject | Fault | None:
    """`balance`, `when do our credits run out`, `how much is left`."""
    if not draft.has(Role.BALANCE, Role.LEFT):
        return None
    if draft.has(Role.BALANCE) and {one.state for one in draft.conditions} == {KeyState.EXPIRING}:
        draft.conditions.clear()  # "do our credits expire next month"
        draft.periods.clear()
    spoilt = listed or draft.groups or draft.tops or draft.compared or draft.conditions
    narrowed = [piece for piece in draft.pieces if piece.field is not Field.PROJECT]
    used = draft.has(Role.USE, Role.MONEY) and not draft.has(Role.LEFT, Role.WHEN)
    if spoilt or narrowed or draft.metrics or used or draft.has(Role.REQUESTS, Role.LOG):
        found = _meaningless(page, draft, Role.BALANCE, Role.LEFT)
        unclear = replace(found.unclear, suggestions=("cost",), why=_CREDITS)
        return found._replace(unclear=unclear) if draft.has(Role.BALANCE) else found
    return Subject.BALANCE


def _about_requests(page: Page, draft: Draft, listed: Subject | None) -> Subject | Fault | None:
    """The log: single requests, failed ones, `requests` without anything that counts them."""
    if draft.request_id:
        return Subject.REQUESTS
    status = [piece for piece in draft.pieces if piece.field is Field.STATUS]
    if status or draft.has(Role.LOG):
        draft.metrics = [entry for entry in draft.metrics if entry[0] is not Metric.REQUESTS]
        priced = draft.metrics or draft.compared or draft.has(Role.MONEY, Role.COMPARE)
        wrong = priced or listed or (not status and _counted(draft))
        at = status[0].at if status else draft.where(Role.LOG)
        why = "The request log shows requests one by one: it cannot be compared or priced."
        return fault(page, Kind.NOT_UNDERSTOOD, at, at + 1, (), why) if wrong else Subject.REQUESTS
    if not draft.has(Role.REQUESTS):
        return None
    if _counted(draft) or _counts_by_name(page, draft):
        draft.metrics.append((Metric.REQUESTS, draft.where(Role.REQUESTS)))
        return None
    mixed = draft.metrics or draft.has(Role.MONEY) or listed
    return _meaningless(page, draft, Role.REQUESTS) if mixed else Subject.REQUESTS


def _counted(draft: Draft) -> bool:
    """Whether `requests` are a number of requests and not their log."""
    ranked = draft.has(*_RANKING, Role.WHO, Role.COUNT, Role.BREAKDOWN)
    chart = any(output is Output.CHART for output, _ in draft.outputs)
    totals = draft.has(Role.COMPARE, Role.FORECAST, Role.WILL)
    return bool(draft.groups or draft.compared or ranked or chart or totals)


def _counts_by_name(page: Page, draft: Draft) -> bool:
    """`agent requests`, `support requests`: a number, unless they are to be shown."""
    at = draft.where(Role.REQUESTS)
    joined = at > 0 and any(
        piece.at < at and piece.end == at and piece.field is not Field.STATUS
        for piece in draft.pieces
    )
    return joined and _SHOWN.isdisjoint(page.low)


def _about_keys(page: Page, draft: Draft, listed: Subject | None) -> Subject | Fault | None:
    """One key that is looked up, or a list of keys with a condition."""
    if _looks_up(draft, listed):
        return Subject.KEY
    if draft.conditions or draft.has(Role.UNUSED, Role.EXPIRING):
        figures = draft.groups or draft.metrics or draft.has(Role.MONEY) or draft.compared
        spoilt = figures or (asks_figures(draft) and listed is None)
        known = listed in (None, Subject.KEYS)
        if spoilt or not known or draft.tops:
            return _meaningless(page, draft, Role.UNUSED, Role.EXPIRING, Role.OWNER, Role.SCOPE)
        return Subject.KEYS
    return None


def _looks_up(draft: Draft, listed: Subject | None) -> bool:
    """`key ci runner`, `whose key is …`, `is the ci runner key still in use`."""
    asked = any(soft.asked and soft.noun == _ONE_KEY for soft in draft.nouns)
    spoilt = draft.groups or draft.tops or draft.compared or draft.conditions or draft.outputs
    if spoilt or not one_key(draft) or (listed and not asked):
        return False
    if draft.has(Role.LOOKUP, Role.STILL, Role.UNUSED, Role.EXPIRING):
        return True
    plain = not asks_figures(draft) and not draft.periods
    return plain and (asked or draft.has(Role.ABOUT) or draft.key_noun is not None)


def _about_figures(page: Page, draft: Draft) -> Subject | Fault:
    """Usage or cost, whichever is asked for; both in one question are two questions."""
    metrics = {metric for metric, _ in draft.metrics}
    by_line = Dimension.LINE_ITEM in draft.breakdown() or any(
        piece.field is Field.LINE_ITEM for piece in draft.pieces
    )
    if len(metrics) > 1 or (metrics and draft.has(Role.MONEY)):
        at = draft.metrics[-1][1]
        why = "One unit at a time: ask for cost, hours or requests."
        return fault(page, Kind.NOT_UNDERSTOOD, at, at + 1, (), why)
    if draft.has(Role.MONEY) or (by_line and not metrics):
        return Subject.COST
    return Subject.USAGE


def _meaningless(page: Page, draft: Draft, *roles: Role) -> Fault:
    """That a word means nothing beside the others."""
    at = draft.where(*roles)
    term = page.term(at)
    return fault(page, Kind.NOT_UNDERSTOOD, at, at + (term.size if term else 1))
