"""A text becomes the question that was asked, or what in it is unclear. Pure; never raises."""

from bot.question.assemble import assemble
from bot.question.clauses import clauses
from bot.question.draft import Fault
from bot.question.grammar import Role
from bot.question.home import at_home
from bot.question.mend import mend
from bot.question.model import Kind, Question, Standpoint, Subject, Unclear, Vocabulary
from bot.question.page import Page
from bot.question.tokens import prepare, tokens
from bot.question.vocabulary import Index, index

MOST_CHARACTERS = 4_000
_SHOWN = 60  # characters of a text that is quoted back only in part


def read(text: str, standpoint: Standpoint, vocabulary: Vocabulary) -> Question | Unclear:
    """The question that a text asks of a project with these names, or what is unclear in it.

    Every word counts: whatever is left over makes it unclear, save for words that carry nothing.
    """
    if len(text) > MOST_CHARACTERS:
        return Unclear(Kind.TOO_LONG, text[:_SHOWN])
    plain = prepare(text)
    if plain in ("", "?"):
        return _nothing(text, plain)
    names = index(vocabulary)

    def once(mended: str) -> Question | Fault:
        return _read(mended, names, standpoint)

    found = once(plain)
    return found if isinstance(found, Question) else mend(plain, found, once)


def _read(text: str, names: Index, standpoint: Standpoint) -> Question | Fault:
    """One reading, without looking for what could be asked instead."""
    pieces = tokens(text)
    if isinstance(pieces, Unclear):
        start = text.find(pieces.text)
        return Fault(pieces, start, start + len(pieces.text))
    page = Page(text, pieces, names, standpoint)
    draft = clauses(page)
    if isinstance(draft, Fault):
        return draft
    found = assemble(page, draft)
    if isinstance(found, Fault):
        return found
    everywhere = draft.has(Role.EVERYWHERE)
    return at_home(found, standpoint, names.vocabulary, everywhere=everywhere)


def _nothing(text: str, plain: str) -> Question | Unclear:
    """Nothing but a mention or a command asks for help; what cannot be seen is not understood."""
    asked = plain or not text.strip() or text.lstrip().startswith(("<@", "/dgusage"))
    return Question(Subject.HELP) if asked else Unclear(Kind.NOT_UNDERSTOOD, "")
