"""A working day of questions, always the same for the same seed.

Forty people in six teams; each team watches a tag or two and a key. People come in sittings of one
to five questions, a minute or so apart, mostly about one period; sittings crowd at the start of the
day, after lunch and at its end. Periods and forms are weighted by what people who watch usage and
cost ask in our experience: closed weeks and months most, the running month often, today least.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

OPENS, CLOSES = 7, 17  # UTC hours
PEOPLE = 40
PEAKS = ((7.5, 3), (9.0, 2), (12.5, 2), (15.5, 2), (None, 3))  # hour, weight; None: at any time

TEAMS = (
    ("support", "eu worker"),
    ("checkout", "mobile app"),
    ("batch-jobs", "prod gateway"),
    ("support", "prod gateway"),
    ("trade-fair", "trade fair kiosk"),
    ("checkout", "ci runner"),
)
PERIODS = {
    "last week": 24,
    "last month": 22,
    "this month": 14,
    "yesterday": 10,
    "last 30 days": 6,
    "last 7 days": 6,
    "this week": 4,
    "last quarter": 4,
    "october": 4,
    "last 90 days": 3,
    "today": 3,
}
FORMS = {
    "tag:{tag}": 18,
    "by tag": 12,
    "cost by tag": 9,
    "by key": 8,
    "cost": 8,
    "": 7,
    'key:"{key}"': 5,
    "cost tag:{tag}": 6,
    "cost by line_item": 4,
    "cost by key": 3,
    "by model": 4,
    "by endpoint": 3,
    "tag:{tag} by model": 4,
    "tag:{tag} by key": 3,
    "by day tag:{tag}": 4,
    "top 5 tags": 2,
}
COMPARED = 0.12  # of questions compare with the period before


@dataclass(frozen=True)
class Asking:
    """One question: who asks it and when."""

    at: datetime
    person: int
    text: str


def working_day(day: datetime, questions: int, seed: int) -> list[Asking]:
    """So many questions of one UTC day, in the order of their times."""
    dice = random.Random(seed)
    found: list[Asking] = []
    while len(found) < questions:
        found += _sitting(dice, day)
    return sorted(found[:questions], key=lambda asking: asking.at)


def _sitting(dice: random.Random, day: datetime) -> list[Asking]:
    person = dice.randrange(PEOPLE)
    tag, key = TEAMS[person % len(TEAMS)]
    at = _when(dice, day)
    period = _one_of(dice, PERIODS)
    found = []
    for _ in range(dice.choice((1, 2, 2, 3, 3, 4, 5))):
        form = _one_of(dice, FORMS).format(tag=tag, key=key)
        if dice.random() < 0.3:
            period = _one_of(dice, PERIODS)
        compared = " vs previous" if dice.random() < COMPARED else ""
        found.append(Asking(at, person, f"{form} {period}{compared}".strip()))
        at += timedelta(seconds=dice.uniform(20, 120))
    return found


def _when(dice: random.Random, day: datetime) -> datetime:
    peak = dice.choices([hour for hour, _ in PEAKS], [weight for _, weight in PEAKS])[0]
    hour = dice.uniform(OPENS, CLOSES) if peak is None else dice.gauss(peak, 0.5)
    hour = min(max(hour, OPENS), CLOSES - 0.25)
    return day.astimezone(UTC).replace(hour=0, minute=0, second=0) + timedelta(hours=hour)


def _one_of(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]
