"""A text as Slack sends it becomes tokens: words, quoted pieces, `field:value` pieces."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.question.fold import fold
from bot.question.grammar import KEYWORDS, SILENT_KEYWORDS
from bot.question.model import Kind, Unclear
from bot.question.words import DIMENSIONS, FIELD_NAMES

_LINK = re.compile(r"<(?:mailto:|tel:|https?://)([^<>|]*)(?:\|([^<>]*))?>")
_GREETING = re.compile(
    r"\s*(?:<@[UW][A-Z0-9]*(?:\|[^<>]*)?>[\s,:]*|/dgusage(?!\S)\s*)+", re.IGNORECASE
)

# A quote opens where a piece begins or behind a separator; a backslash spares what follows it.
# A single one behind a space is an apostrophe before a digit ('25).
_PIECE = re.compile(
    r"""(?: "(?:[^"\\]|\\.)*"
          | (?<=[:=,])'[^'"]*'(?![^\s,.?!;)])
          | (?<![^\s(])'(?=[^'\s\d])[^'"]*'(?![^\s,.?!;)])
          | [^\s"]
        )+""",
    re.VERBOSE | re.DOTALL,
)
_TYPED = re.compile(r"([-!]?)([^\W\d_][\w-]*)(!=|[:=]+)(.*)", re.DOTALL)
_GLUED = re.compile(r"""[-!](?:["']|[^\W\d_][^:=]*$)""")
_COMMA = re.compile(r"(?<=[^\W\d]),(?=[^\W\d])")
_EMOJI = re.compile(r":[\w+'-]+:")
_ENDS = "?!;,.…"
_NOUNS = {way for word in DIMENSIONS for one in word.said for way in (one, f"{one}s")}
_COUNTED = _NOUNS - {"day", "days", "date", "dates"}
_BY_NOUN = re.compile(r"(?P<first>by|per)-(?P<noun>[a-z_-]+)", re.IGNORECASE)
_NUMBER_NOUN = re.compile(r"(?P<first>(?:top-?)?\d{1,4})(?P<noun>[a-z_-]+)", re.IGNORECASE)


class Typed(NamedTuple):
    """A piece such as `-tag:support`: the name before the separator, the text after it."""

    negative: bool
    name: str
    value: str


class Token(NamedTuple):
    """One piece of the text, which is `text[start:end]` with the marks at its end.

    `word` has its case and no marks around it, `low` has no case either. `quoted` is what stood
    between quotes, where the whole piece did. `comma` says that one follows.
    """

    word: str
    low: str
    start: int
    end: int
    comma: bool = False
    quoted: str | None = None
    typed: Typed | None = None


def prepare(text: str) -> str:
    """The text without Slack's markup, without a leading mention or command, in plain marks."""
    if "<" in text:
        text = _LINK.sub(lambda link: link[2] or link[1], text)
    text = text[greeting.end() :] if (greeting := _GREETING.match(text)) else text
    return _without_outer_quotes(fold(text.replace("`", " ")).strip())


def tokens(text: str) -> list[Token] | Unclear:
    """The pieces of a prepared text, or the quote in it that nobody closed."""
    pieces: list[Token] = []
    at = 0
    for match in _PIECE.finditer(text):
        if text[at : match.start()].strip():
            break
        at = match.end()
        piece = match[0].lstrip(",") if pieces else match[0]
        if len(piece) < len(match[0]):
            pieces[-1] = pieces[-1]._replace(comma=True)
        if piece:
            pieces.extend(_token(part, start) for part, start in _parts(piece, at - len(piece)))
    if text[at:].strip():
        return Unclear(Kind.UNCLOSED_QUOTE, text[at:].strip())
    return _joined(pieces) if ":" in text or "=" in text else pieces


def unquote(text: str) -> str:
    """What stands between quotes, or the text itself."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    return text


def _without_outer_quotes(text: str) -> str:
    """The text, where somebody has put all of it between quotes, without them."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]:
        return text[1:-1].strip()
    return text


def _parts(piece: str, start: int) -> Iterator[tuple[str, int]]:
    """A piece, taken apart behind the commas of a list of words: `tag,line_item`."""
    at = 0
    if apart := _by_noun(piece):
        yield piece[:apart], start
        at = apart + (piece[apart] == "-")
    elif piece[0] in "-!" and _GLUED.match(piece):
        yield piece[0], start
        at = 1
    elif "," in piece and not any(mark in piece for mark in "\":='"):
        for comma in _COMMA.finditer(piece):
            yield piece[at : comma.end()], start + at
            at = comma.end()
    yield piece[at:], start + at


def _by_noun(piece: str) -> int:
    """Where to cut `by-tag`, `per-key`, `5tags`, `top5keys`; 0 where nowhere."""
    word = piece.rstrip(_ENDS)
    for pattern, nouns in ((_BY_NOUN, _NOUNS), (_NUMBER_NOUN, _COUNTED)):
        found = pattern.fullmatch(word)
        if found and found["noun"].lower() in nouns:
            return found.end("first")
    return 0


def _token(piece: str, start: int) -> Token:
    """A piece by itself: what surrounds it, whether it is quoted, whether it names a field."""
    end = start + len(piece)
    word = piece.rstrip(_ENDS) or piece
    comma = "," in piece[len(word) :]
    if word[0] in "\"'" and word[-1] == word[0] and len(word) > 1:
        return Token(word, word.lower(), start, end, comma, unquote(word))
    word = _without_brackets(word)
    return Token(word, word.lower(), start, end, comma, None, _typed(word))


def _without_brackets(word: str) -> str:
    inner = word.lstrip("(") or word
    return (inner.rstrip(")") or inner) if inner.count(")") > inner.count("(") else inner


def _typed(word: str) -> Typed | None:
    if ":" not in word and "=" not in word:
        return None
    match = _TYPED.fullmatch(word)
    if match is None or match[4].startswith("//"):  # an address is not a field
        return None
    return Typed(bool(match[1]) or match[3] == "!=", match[2].lower(), match[4])


def _joined(pieces: list[Token]) -> list[Token]:
    """The pieces, with `tag : x` and `api key:x` put together and `by:tag` taken apart."""
    made: list[Token] = []
    for piece in pieces:
        before = made[-1] if made else None
        if before and _continues(before, piece):
            made[-1] = _glued(before, piece, "")
        elif before and piece.typed and f"{before.low} {piece.typed.name}" in FIELD_NAMES:
            made[-1] = _glued(before, piece, "_")
        elif piece.typed and _is_keyword(piece.typed):
            made.extend(_apart(piece))
        else:
            made.append(piece)
    return made


def _is_keyword(typed: Typed) -> bool:
    return not typed.negative and (typed.name in KEYWORDS or typed.name in SILENT_KEYWORDS)


def _continues(before: Token, piece: Token) -> bool:
    """Whether a piece is the rest of a field that was written with a space: `tag :x`, `tag = x`."""
    begins = piece.low.startswith((":", "=", "!=")) and not _EMOJI.fullmatch(piece.low)
    return begins and before.typed is None and before.low in FIELD_NAMES


def _glued(first: Token, second: Token, between: str) -> Token:
    whole = _token(f"{first.word}{between}{second.word}", first.start)
    return whole._replace(end=second.end, comma=second.comma)


def _apart(piece: Token) -> Iterator[Token]:
    """`by:tag` as `by` and `tag`; what was between quotes becomes words again."""
    name, value = piece.word.split(":" if ":" in piece.word else "=", 1)
    if name.lower() in KEYWORDS:
        yield _token(name, piece.start)
    if name.lower() in ("owner", "scope") and value[:1] in ('"', "'"):
        yield _token(value, piece.start + len(piece.word) - len(value))
        return
    inner = value.lstrip("=").strip("\"'")
    at = piece.start + len(piece.word) - len(value) + value.find(inner)
    for word in re.finditer(r"\S+", inner):
        for part, start in _parts(word[0], at + word.start()):
            yield _token(part, start)
