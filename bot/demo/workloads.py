"""What Acme Voice does with Deepgram: one line for each kind of use that a day may bring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.demo import people

# How much of a full day's volume each weekday brings, Monday first.
OFFICE = (1.0, 1.06, 1.1, 1.04, 0.9, 0.06, 0.0)
ALWAYS = (1.0, 0.98, 1.0, 1.02, 1.1, 0.82, 0.74)
NIGHTLY = (0.7, 1.0, 1.0, 1.0, 1.0, 1.2, 0.3)
MONDAYS = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
MIDWEEK = (0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def _daily(_day: date) -> bool:
    return True


def _launched(day: date) -> bool:
    return day.day > 1  # so that each month's launch is first seen on its 2nd


def _at_fair(day: date) -> bool:
    return (1, 7) <= (day.month, day.day) <= (2, 20)


def _summer_2024(day: date) -> bool:
    return date(2024, 6, 3) <= day < date(2024, 9, 1)


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of use.

    `tags` are the caller's own (with the key's added later; `%Y-%m` in one stands for the month).
    `calls` is the usual number of requests of a full day, `size` the usual seconds, characters or
    tokens of one request. `bill` are line items. `channels` is by how much the audio processed
    exceeds the audio submitted. `surges` says whether the monthly spike touches it.
    """

    key: str
    tags: tuple[str, ...]
    endpoint: str
    method: str
    models: tuple[str, ...]
    features: tuple[str, ...]
    calls: float
    size: float
    bill: tuple[str, ...]
    weekly: tuple[float, ...] = OFFICE
    deployment: str = "hosted"
    channels: float = 0.0
    surges: bool = False
    when: Callable[[date], bool] = _daily


N3, N3S, N3H = ("streaming::nova-3",), ("sync::nova-3",), ("self-hosted::nova-3",)
FLUX, AURA, AURA_WS = ("streaming::flux-general-en",), ("sync::aura-2",), ("streaming::aura-2",)
READ, AGENT = ("sync::read-input", "sync::read-output"), ("streaming::agent",)
DIARIZED = (*N3, "addon::diarize")
LIVE = ("smart_format", "punctuate", "utterances")
SPEECH = ("encoding", "sample_rate")

P, W, M, R, L = people.GATEWAY, people.WORKER, people.MOBILE, people.RUNNER, people.LAPTOP

ACME: tuple[Workload, ...] = (
    Workload(P, ("support",), "listen", "streaming", ("nova-3 en",), ("diarize", *LIVE), 210, 312, DIARIZED),
    Workload(P, ("support", "checkout"), "listen", "streaming", ("nova-3 en",), LIVE, 80, 236, N3, surges=True),
    Workload(P, ("support", "ios app"), "listen", "streaming", ("nova-3 en",), LIVE, 42, 180, N3, ALWAYS),
    Workload(P, ("support",), "read", "sync", (), ("sentiment", "intents"), 90, 880, READ),
    Workload(P, ("support",), "agent", "streaming", ("flux", "thalia"), (), 64, 205, AGENT, ALWAYS),
    Workload(P, ("support", "checkout"), "agent", "streaming", ("flux", "thalia"), (), 24, 170, AGENT, ALWAYS),
    Workload(P, ("checkout",), "listen", "streaming", ("flux",), ("keyterm",), 150, 96, FLUX, ALWAYS, surges=True),
    Workload(P, ("checkout",), "speak", "streaming", ("thalia",), SPEECH, 140, 322, AURA_WS, ALWAYS, surges=True),
    Workload(P, ("checkout", "launch-%Y-%m"), "listen", "streaming", ("flux",), ("keyterm",), 32, 110, FLUX, ALWAYS, when=_launched),
    Workload(P, ("launch-%Y-%m",), "speak", "sync", ("helena",), SPEECH, 18, 640, AURA, when=_launched),
    Workload(P, ("onboarding",), "listen", "sync", ("nova-3 multi",), ("smart_format", "detect_language"), 38, 604, N3S),
    Workload(P, ("onboarding", "ios app"), "listen", "streaming", ("nova-3 en",), LIVE, 56, 84, N3, ALWAYS),
    Workload(P, ("onboarding",), "speak", "sync", ("thalia",), SPEECH, 44, 510, AURA),
    Workload(P, ("team:search",), "read", "sync", (), ("summarize", "topics"), 70, 1430, READ),
    Workload(P, ("team:search",), "listen", "async", ("nova-2 en",), ("punctuate", "callback"), 34, 1405, ("sync::nova-2",), NIGHTLY),
    Workload(P, ("team:search", "batch-jobs"), "listen", "async", ("nova-3 en",), ("callback", "multichannel"), 22, 1120, N3S, NIGHTLY, channels=1.0),
    Workload(P, (), "listen", "streaming", ("nova-3 en",), LIVE, 46, 158, N3, ALWAYS),
    Workload(P, (), "speak", "sync", ("thalia",), (), 28, 270, AURA, ALWAYS),
    Workload(W, ("support-eu",), "listen", "streaming", ("nova-3 multi",), LIVE, 108, 288, N3H, deployment="self-hosted"),
    Workload(W, ("support-eu", "support"), "listen", "streaming", ("nova-3 multi",), ("diarize", *LIVE), 66, 300, DIARIZED),
    Workload(W, ("support-eu",), "listen", "sync", ("nova-2-medical",), ("redact", "punctuate"), 30, 420, ("sync::nova-2-medical",)),
    Workload(W, ("support-eu",), "agent", "streaming", ("flux", "helena"), (), 26, 190, AGENT, ALWAYS),
    Workload(W, ("batch-jobs",), "listen", "async", ("nova-2 en", "nova-2 de"), ("callback", "multichannel"), 52, 1790, (), NIGHTLY, "self-hosted", 0.85),
    Workload(W, (), "speak", "sync", ("helena",), SPEECH, 33, 410, AURA),
    Workload(W, ("checkout",), "listen", "streaming", ("flux",), (), 40, 90, FLUX, ALWAYS, surges=True),
    Workload(W, ("onboarding",), "listen", "sync", ("nova-2 de",), ("smart_format",), 16, 540, ("sync::nova-2",)),
    Workload(M, ("ios app",), "listen", "streaming", ("nova-3 en",), LIVE, 126, 62, N3, ALWAYS, "beta"),
    Workload(M, ("ios app",), "listen", "streaming", ("nova-3 old",), ("numerals",), 20, 58, N3, ALWAYS),
    Workload(M, ("ios app", "onboarding"), "speak", "streaming", ("thalia",), SPEECH, 58, 180, AURA_WS, ALWAYS),
    Workload(M, ("ios app", "checkout"), "listen", "streaming", ("flux",), ("keyterm",), 48, 74, FLUX, ALWAYS, surges=True),
    Workload(M, (), "listen", "streaming", ("nova-2 en",), ("punctuate",), 24, 66, ("streaming::nova-2",), ALWAYS),
    Workload(R, (), "listen", "sync", ("nova-3 en",), LIVE, 40, 21, N3S),
    Workload(R, ("checkout",), "listen", "streaming", ("flux",), (), 18, 24, FLUX),
    Workload(R, ("team:search",), "read", "sync", (), ("summarize",), 25, 360, READ),
    Workload(R, ("batch-jobs",), "listen", "async", ("whisper",), ("callback",), 9, 260, ("sync::whisper-large",)),
    Workload(R, (), "speak", "sync", ("thalia",), SPEECH, 21, 90, AURA),
    Workload(R, ("support",), "agent", "streaming", ("flux", "thalia"), (), 6, 45, AGENT),
    Workload(L, (), "listen", "sync", ("nova-2 en",), ("diarize", "paragraphs"), 6, 1260, ("sync::nova-2",), MIDWEEK),
    Workload(L, ("demo",), "agent", "streaming", ("flux", "thalia"), (), 4, 400, AGENT, MIDWEEK),
    Workload(L, ("batch-jobs",), "listen", "async", ("whisper",), ("callback",), 12, 2400, ("sync::whisper-large",), MONDAYS),
    Workload(people.NAMELESS, (), "listen", "sync", ("enhanced",), ("keywords", "search"), 12, 330, ("sync::enhanced",)),
    Workload(people.NAMELESS, ("batch-jobs",), "listen", "sync", ("nova-2 en",), ("numerals",), 15, 610, ("sync::nova-2",)),
    Workload(people.NAMELESS, (), "speak", "sync", ("asteria",), (), 11, 150, ("sync::aura",)),
    Workload(people.PARTNER, (), "listen", "streaming", ("nova-3 multi",), ("language",), 22, 130, N3),
    Workload(people.PARTNER, ("demo",), "speak", "streaming", ("helena",), (), 14, 210, AURA_WS),
    Workload(people.KIOSK, ("trade-fair",), "listen", "streaming", ("flux",), (), 84, 40, FLUX, ALWAYS, when=_at_fair),
    Workload(people.KIOSK, ("trade-fair",), "speak", "streaming", ("thalia",), SPEECH, 80, 160, AURA_WS, ALWAYS, when=_at_fair),
    Workload(people.CONTRACTOR, ("batch-jobs",), "listen", "async", ("nova-2 en",), ("callback",), 20, 900, ("sync::nova-2",), when=people.contracted),
    Workload(people.CONTRACTOR, (), "read", "sync", (), ("topics",), 10, 700, READ, when=people.contracted),
    Workload(people.INTERN, (), "listen", "sync", ("nova-2 en",), ("summarize",), 8, 500, ("sync::nova-2",), when=_summer_2024),
)  # fmt: skip

LABS: tuple[Workload, ...] = (
    Workload(
        people.BENCH, ("eval",), "listen", "sync", ("nova-3 en",), ("measurements",), 60, 45, N3S
    ),
    Workload(people.BENCH, ("eval", "support"), "listen", "streaming", ("flux",), (), 20, 80, FLUX),
    Workload(people.BENCH, (), "speak", "sync", ("helena",), SPEECH, 15, 400, AURA, MIDWEEK),
)
