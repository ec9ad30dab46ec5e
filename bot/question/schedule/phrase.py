"""A phrase taken apart into words that still know where they stood."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

LONGEST = 4_000  # characters; a longer text is not looked at
MOST_WORDS = 160  # no schedule needs as many; one more is read, to know that there are more

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        # Soft hyphen, zero-width and bidirectional controls, byte order mark: not to be seen.
        **dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]),
        **dict.fromkeys([*range(0x2060, 0x2070), 0xFEFF]),
        **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # half of a character is none
    }
)
# https://docs.slack.dev/messaging/formatting-message-text#escaping
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))

_WORD = re.compile(
    r"""<[^<>]*>                      # a mention, as Slack writes it
      | [ap]\.\s?m\b\.?               # a.m.
      | (?:half|semi|bi)-(?:year|month|week|hour|annual)(?:ly|s)?\b
      | [0-9]+
      | [^\W\d_](?:[^\W\d]|'(?=[a-z]))*
      | \S""",
    re.IGNORECASE | re.VERBOSE,
)


class Word(NamedTuple):
    """One word, number or mark: as it is compared, and where it stands in the text."""

    low: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and its words; an index past either end is the empty word."""

    text: str
    words: tuple[Word, ...]

    def low(self, at: int) -> str:
        """The word as it is compared: small, without accents."""
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def number(self, at: int) -> int | None:
        """The number that stands there in digits; of a long one, its beginning."""
        low = self.low(at)
        if not low or not "0" <= low[0] <= "9":
            return None
        return int(low[:7])

    def touching(self, at: int) -> bool:
        """Whether nothing stands between this word and the next."""
        return at + 1 < len(self.words) and self.words[at].end == self.words[at + 1].first

    def piece(self, first: int, end: int) -> str:
        """The words from `first` to before `end`, as they were typed."""
        words = self.words[first:end]
        return self.text[words[0].first : words[-1].end] if words else ""


def tidy(text: str) -> str:
    """The text with one spelling for dashes, quotes, spaces and digits, and nothing invisible."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_SAME)
    if "&" in plain:
        for entity, mark in _ENTITIES:
            plain = plain.replace(entity, mark)
    return plain


def phrase(text: str) -> Phrase:
    """A tidied text, taken apart; not to its end where it has more words than can be read."""
    found = islice(_WORD.finditer(text), MOST_WORDS + 1)
    return Phrase(text, tuple(Word(_low(m.group()), m.start(), m.end()) for m in found))


def squash(text: str) -> str:
    """Only the letters and digits, small and without accents: how names are compared."""
    return "".join(char for char in _low(text) if char.isalnum())


def _low(word: str) -> str:
    low = word.casefold()
    if not low.isascii():
        split = unicodedata.normalize("NFKD", low)
        low = "".join(char for char in split if not unicodedata.combining(char)) or low
    if low[:2] in {"a.", "p."}:
        return f"{low[0]}m"
    if low.startswith(("bi-", "semi-")):
        return low.replace("-", "")
    return low.removesuffix("'s")
