"""The clauses of a text become one question, or what keeps them from being one."""

from bot.question.dated import days
from bot.question.draft import Draft, Fault
from bot.question.faults import fault
from bot.question.fitting import ill_fitting
from bot.question.foretold import horizon
from bot.question.grammar import Role
from bot.question.model import Field, Kind, Output, Question, Subject, Unclear
from bot.question.narrowed import conditions, filters
from bot.question.page import Page
from bot.question.subject import settle_nouns, settle_people, subject_of

_EMPTY = (
    Role.WHEN,
    Role.WHO,
    Role.MORE,
    Role.ABOUT,
    Role.STILL,
    Role.COUNT,
    Role.COMPARE,
    Role.NOW,
    Role.CURRENT,
    Role.HOW_MUCH_IS,
    Role.WHERE,
)


def assemble(page: Page, draft: Draft) -> Question | Fault:
    """The question that a draft is."""
    if draft.has(Role.HELP):
        return _help(page, draft)
    subject = _settled(page, draft)
    if isinstance(subject, Fault):
        return subject
    wrong = ill_fitting(page, draft, subject)
    return wrong or _question(page, draft, subject)


def _question(page: Page, draft: Draft, subject: Subject) -> Question | Fault:
    """The question about a subject that all the clauses fit."""
    narrowed, dated = filters(page, draft), days(page, draft, subject)
    if isinstance(narrowed, Fault):
        return narrowed
    if isinstance(dated, Fault):
        return dated
    ahead = horizon(page, draft)
    return Question(
        subject=subject,
        metric=draft.metrics[0][0] if draft.metrics and subject is Subject.USAGE else None,
        filters=narrowed,
        group_by=draft.breakdown(),
        period=ahead[0] if ahead else dated.period,
        compare=dated.compare,
        top=draft.tops[0][0] if draft.tops else None,
        output=draft.outputs[0][0] if draft.outputs else Output.CARD,
        conditions=conditions(page, draft, subject),
        request_id=draft.request_id,
        default_period=dated.default and not ahead,
        forecast=ahead[1] if ahead else None,
    )


def _settled(page: Page, draft: Draft) -> Subject | Fault:
    """The subject, after the words have found their part that depends on it."""
    if not _says_something(draft):
        return Fault(Unclear(Kind.NOT_UNDERSTOOD, page.text), 0, len(page.text))
    listed = settle_nouns(page, draft)
    if isinstance(listed, Fault):
        return listed
    wrong = settle_people(page, draft)
    if wrong:
        return wrong
    _settle_verbs(draft)
    return subject_of(page, draft, listed)


def _settle_verbs(draft: Draft) -> None:
    """`how much did we transcribe` is about one endpoint; `how many hours` says it already."""
    named = any(piece.field is Field.ENDPOINT for piece in draft.pieces)
    if not draft.metrics and not named:
        draft.pieces.extend(draft.verbs)


def _help(page: Page, draft: Draft) -> Question | Fault:
    """Help stands alone."""
    others = {role for role in draft.marks if role not in (Role.HELP, Role.USE, Role.NOW)}
    said = draft.pieces or draft.periods or draft.groups or draft.nouns or draft.metrics
    if others or said or draft.tops or draft.compared or draft.outputs or draft.conditions:
        at = draft.where(Role.HELP)
        return fault(page, Kind.NOT_UNDERSTOOD, at, at + 1, (), "Ask for help by itself.")
    return Question(Subject.HELP, topic=draft.topic)


def _says_something(draft: Draft) -> bool:
    """Whether any word carried a meaning."""
    said = draft.pieces or draft.groups or draft.metrics or draft.periods or draft.nouns
    more = draft.compared or draft.tops or draft.outputs or draft.conditions or draft.request_id
    return bool(said or more or any(role not in _EMPTY for role in draft.marks))
