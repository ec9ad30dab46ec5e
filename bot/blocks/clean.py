"""Text from outside (tags, comments, models, names, what was typed) is data, wherever it is shown.

`plain` is for plain_text objects, table cells and rich text, which have no markup; `mrkdwn` is for the places that have markup. After either, no such text can ping anyone, be a
link, an emoji or formatting, hide a character, or turn the text around it.
https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

import re
import unicodedata
from collections.abc import Callable

from bot.blocks.bounds import size

HOOK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"  # for a < that begins a mention or a link
MARK = "\N{REPLACEMENT CHARACTER}"  # stands where a character was that cannot be seen
JOINER = "\N{WORD JOINER}"  # has no width; keeps Slack from seeing a word of its own language
NOTHING = "(empty)"
TALLEST = 3  # marks on top of one letter

# Letters and marks that draw nothing, by their Unicode category a letter or a mark all the same.
BLANK = frozenset(map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x2800, 0x3164, 0xFFA0)))
JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")  # parts of scripts and emoji
KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
NEWER_EMOJI = range(0x1F000, 0x1FB00)  # may be younger than this Python's Unicode

# What a joiner may stand between, and a selector after: emoji, and letters without case.
JOINED = frozenset({"So", "Sk", "Sm", "Lo", "Mn", "Mc"})
SPACES = re.compile(r"^ | $|(?<= ) ")
SPECIAL = re.compile(r"<(?=[!@#]|[\w+.-]+[:@|])")
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def plain(text: str) -> str:
    """The text with nothing hidden in it, in one line, and never empty."""
    return SPECIAL.sub(HOOK, _clean(text))


def _clean(text: str) -> str:
    seen = text if text.isascii() and text.isprintable() else _visible(text)
    seen = SPACES.sub("␣", seen) if "  " in seen or seen != seen.strip() else seen
    return _unformatted(seen) or NOTHING


# Not every client shows every plain text as it is, so markup is taken out of those too: signs
# that come in pairs, and the codes of emoji, by letters that look alike.
FORMAT = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`")
PAIR = re.compile(r"([*_~`]).*\1")
EMOJI = re.compile(r":(?=[\w+'-]+:)")
ALIKE = {
    "*": "\N{ASTERISK OPERATOR}",
    "_": "\N{MODIFIER LETTER LOW MACRON}",
    "~": "\N{TILDE OPERATOR}",
    "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
}
COLON = "\N{MODIFIER LETTER COLON}"


def _unformatted(text: str) -> str:
    if ":" in text:
        text = EMOJI.sub(COLON, text)
    return FORMAT.sub(lambda sign: ALIKE[sign[0]], text) if PAIR.search(text) else text


def _visible(text: str) -> str:
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    return _flat("".join(_seen(*three) for three in around))


def _seen(before: str, char: str, after: str) -> str:
    if " " <= char <= "~":
        return char
    if char in JOINERS:
        return char if _joined(before) and _joined(after) else MARK
    if char in SELECTORS:
        return char if _joined(before) or after == KEYCAP else MARK
    return CATEGORIES.get(unicodedata.category(char), _same)(char)


def _joined(char: str) -> bool:
    return unicodedata.category(char) in JOINED


def _same(char: str) -> str:
    return MARK if char in BLANK or 0xE0100 <= ord(char) <= 0xE01EF else char  # noqa: PLR2004 (variation selectors)


def _control(char: str) -> str:
    return chr(0x2400 + ord(char)) if char < " " else "␡" if char == "\x7f" else MARK


def _unassigned(char: str) -> str:
    return char if ord(char) in NEWER_EMOJI else MARK


CATEGORIES: dict[str, Callable[[str], str]] = {
    "Cc": _control,
    "Cf": lambda _: MARK,  # bidirectional overrides, zero-width spaces, tags
    "Cs": lambda _: MARK,
    "Co": lambda _: MARK,
    "Cn": _unassigned,
    "Zl": lambda _: "␤",
    "Zp": lambda _: "␤",
    "Zs": lambda _: " ",
}


def _flat(text: str) -> str:
    """The text without towers of combining marks."""
    tower, kept = 0, []
    for char in text:
        tower = tower + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if tower <= TALLEST:
            kept.append(char)
        elif tower == TALLEST + 1:
            kept.append(MARK)
    return "".join(kept)


ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": ALIKE["`"]})
# Where Slack would see a mention, a scheme, an address or the name of a host.
LIVE = re.compile(
    r"(?<=@)(?=\w)|(?<=#)(?=\w)|(?<=:)(?=//)|(?<=\w\.)(?=[^\W\d_]{2})|(?<=mailto:)|(?<=tel:)"
)


def mrkdwn(text: str) -> str:
    """The text for a place with Slack's markup: it shows as it is and does nothing."""
    return inert(_clean(text))


def inert(text: str) -> str:
    """A text that is clean already, for a place with markup."""
    return LIVE.sub(JOINER, _unformatted(text).translate(ENTITIES))


SIMPLE = re.compile(r"[\w.@/+&()-]+(?: [\w.@/+&()-]+){0,5}")


def named(text: str) -> str:
    """A name within a sentence: quoted where it could be taken for more of the sentence."""
    shown = plain(text)
    return shown if shown.isascii() and SIMPLE.fullmatch(shown) else quoted(text)


def quoted(text: str) -> str:
    """What someone typed or called something, in quotation marks that it cannot end."""
    return isolated(f"“{plain(text).translate(QUOTES)}”")


QUOTES = str.maketrans({"“": '"', "”": '"'})


def isolated(text: str) -> str:
    """A text that keeps its own direction of writing to itself, so that numbers beside it stay."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in text):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def shorten(text: str, most: int) -> str:
    """At most that many characters, cut in the middle, where names differ least."""
    if size(text) <= most:
        return text
    head = most // 2
    start, end = _units(text, head), _units(text[::-1], most - 1 - head)[::-1]
    return f"{start}…{end}"


def clip(text: str, most: int) -> str:
    """At most that many characters, cut at the end."""
    return text if size(text) <= most else f"{_units(text, most - 1)}…"


def _units(text: str, most: int) -> str:
    """As much of the beginning as has at most that many UTF-16 units, no letter torn apart."""
    cut = text[:most]
    while size(cut) > most:
        cut = cut[:-1]
    while cut and len(cut) < len(text) and unicodedata.combining(text[len(cut)]):
        cut = cut[:-1]
    return cut
