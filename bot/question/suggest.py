"""The nearest thing that would have been understood."""

from collections.abc import Iterable, Sequence

LIKE_ENOUGH = 75.0  # of 100, where 100 is the same name
SPELLED_ENOUGH = 0.66  # of 1: the share of letters that need no change
MOST_LETTERS = 60  # a longer piece is no slip of the finger
FEWEST_LETTERS = 2
WORSE = 15.0  # how much worse than the best a further suggestion may be


def nearest(word: str, candidates: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """At most n of the names that look like `word` or have it in them, best first; in any case."""
    choices = _choices(word, candidates)
    if not choices:
        return ()
    from rapidfuzz import fuzz, process

    found = process.extract(
        word.lower(),
        choices,
        scorer=fuzz.WRatio,
        processor=str.lower,
        limit=n,
        score_cutoff=LIKE_ENOUGH,
    )
    like = (choice for choice, score, _ in found if score >= found[0][1] - WORSE)
    by_lower = {choice.lower(): choice for choice in reversed(choices)}
    slipped = (by_lower[slip] for slip, _ in slips(word.lower(), by_lower, n))
    return tuple(dict.fromkeys([*like, *slipped]))[:n]


def misspelled(word: str, candidates: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """At most n of the words that `word` is with a slip of the finger or two, best first."""
    return tuple(choice for choice, _ in slips(word, candidates, n))


def slips(word: str, candidates: Iterable[str], n: int = 3) -> Sequence[tuple[str, float]]:
    """As `misspelled`, each with the share of its letters that need no change."""
    choices = _choices(word, candidates)
    if not choices:
        return ()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        word, choices, scorer=OSA.normalized_similarity, limit=n, score_cutoff=SPELLED_ENOUGH
    )
    return [(choice, score) for choice, score, _ in found if score >= found[0][1] - WORSE / 100]


def _choices(word: str, candidates: Iterable[str]) -> list[str]:
    """What to look at; nothing where the word is too short or too long to say."""
    letters = sum(map(str.isalnum, word))
    if letters < FEWEST_LETTERS or len(word) > MOST_LETTERS:
        return []
    return [choice for choice in dict.fromkeys(candidates) if choice != word]
