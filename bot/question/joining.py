"""What joins one name to the next: commas, `and`, `or`, and the words that are said again."""

from bot.question.grammar import Role
from bot.question.lexicon import FIELD_OF
from bot.question.model import Field
from bot.question.page import Page

_SMALL = ("for", "of", "by", "from", "the", "our")


def connector(page: Page, at: int) -> tuple[Role | None, int]:
    """What joins a value to the next: a comma (None), `and`, `or`; 0 where nothing does."""
    role = page.role(at)
    if role in (Role.AND, Role.OR):
        return role, at + page.count(at)
    if at and page.tokens[at - 1].comma:
        return None, at
    return None, 0


def past_small_words(page: Page, at: int) -> int:
    """Behind the words that are said again before a name: `for a and for the b`."""
    first = at
    while page.word(first) in _SMALL and page.role(first) is Role.FILLER:
        first += 1
    return first if page.role(first) is Role.NAME else at


def past_noun(page: Page, at: int, field: Field) -> int:
    """Behind the noun that is said again: `tag a or tag b`."""
    term = page.term(at)
    noun = term is not None and term.role is Role.NOUN and not term.value.plural
    again = noun and term is not None and FIELD_OF.get(term.value.dimension) is field
    return at + term.size if term is not None and again else at
