"""One plain form of what people type, whatever their keyboard, phone or chat client made of it."""

import re
from unicodedata import category, normalize

# https://docs.slack.dev/messaging/formatting-message-text#escaping names these three, no others.
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4\u2039\u203a"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u301d\u301e"

PLAIN = {
    **dict.fromkeys(map(ord, DASHES), "-"),
    **dict.fromkeys(map(ord, SINGLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, DOUBLE_QUOTES), '"'),
    ord("\u301c"): "~",
    ord("\u2044"): "/",
}

# What stands for nothing in a line of text: format marks (zero width, bidirectional, soft
# hyphen), halves of surrogate pairs, and the selectors that colour an emoji.
DROPPED = ("Cf", "Cs")
SPACED = ("Cc", "Zl", "Zp", "Zs")
SELECTORS = "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"
CONTROL = re.compile("[\x00-\x1f\x7f]")


def fold(text: str) -> str:
    """The same words in plain characters, case kept; never fails, never adds a word.

    Slack's three entities are undone once, full-width forms become plain (NFKC), typographic
    dashes, quotes and spaces become those of a keyboard, and what cannot be seen is gone.
    """
    text = unescaped(text)
    if text.isascii():
        return CONTROL.sub(" ", text.replace("\x00", ""))
    plain = normalize("NFKC", text.translate(PLAIN)).translate(PLAIN)
    return "".join(map(seen, plain))


def unescaped(text: str) -> str:
    """The text as it was typed, before Slack escaped it; `&amp;lt;` is `&lt;`."""
    if "&" in text:
        for entity, character in ENTITIES:
            text = text.replace(entity, character)
    return text


def seen(character: str) -> str:
    """The character itself, a space for what only separates, nothing for what nobody sees."""
    if character in SELECTORS or character == "\x00":
        return ""
    kind = category(character)
    if kind in DROPPED:
        return ""
    return " " if kind in SPACED else character
