"""Did you mean: whole questions in which the piece that failed is replaced, and which do read."""

from collections.abc import Callable
from dataclasses import replace

from bot.question.draft import Fault
from bot.question.model import Kind, Question, Unclear
from bot.question.values import quoted

LONGEST = 160  # characters of a text that is worth mending
MOST = 3  # questions that are offered
_DEPTH = 2  # further slips in the same text that are mended with the first

Read = Callable[[str], Question | Fault]


def mend(text: str, fault: Fault, read: Read) -> Unclear:
    """What is unclear, with the questions that could be asked instead.

    Suggestions that do not lead to a question are left out where others do.
    """
    unclear = fault.unclear
    if len(text) > LONGEST or not unclear.suggestions:
        return unclear
    found = [(choice, _mended(text, fault, choice, read, _DEPTH)) for choice in unclear.suggestions]
    good = [(choice, whole) for choice, whole in found if whole is not None]
    if not good:
        return unclear
    return replace(
        unclear,
        suggestions=tuple(choice for choice, _ in good),
        mended=tuple(whole for _, whole in good[:MOST] if whole),
    )


def _mended(text: str, fault: Fault, choice: str, read: Read, depth: int) -> str | None:
    """The text with a suggestion in place of what failed; None where that does not read either."""
    for written in _ways(text, fault, choice):
        space = " " if fault.start == fault.end else ""
        whole = f"{text[: fault.start]}{space}{written}{text[fault.end :]}".strip()
        found = read(whole)
        if isinstance(found, Question):
            return whole
        if depth and found.start > fault.start and found.unclear.suggestions:
            return _mended(whole, found, found.unclear.suggestions[0], read, depth - 1)
    return None


def _ways(text: str, fault: Fault, choice: str) -> tuple[str, ...]:
    """How a suggestion is written in its place: behind a colon between quotes, if it needs them."""
    behind = text[: fault.start].rstrip().endswith((":", "=", ","))
    if fault.unclear.kind in (Kind.UNKNOWN_VALUE, Kind.AMBIGUOUS_VALUE) and behind:
        return (choice,) if "," in choice and " " not in choice else (quoted(choice),)
    plain = all(mark.isalnum() or mark in " -_.:,()" for mark in choice)
    return (choice,) if plain else (choice, quoted(choice))
