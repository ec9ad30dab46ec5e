"""What a mistyped word was probably meant to be."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

LONGEST = 40  # characters that are compared; nothing that is meant here is longer


def nearest(word: str, names: Iterable[str], cutoff: float = 70) -> tuple[str, ...]:
    """Up to three of the names, the nearest first; none that is less alike than the cutoff, in %."""
    found = process.extract(
        word[:LONGEST].casefold(), tuple(names), scorer=fuzz.ratio, limit=3, score_cutoff=cutoff
    )
    return tuple(name for name, _, _ in found)
