"""The models that Deepgram lists in this simulation, and the line items it bills them under.

The prices are invented: they make dollars that look like dollars, and nobody should read them as
Deepgram's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Voice:
    """What a text-to-speech model says of its speaker."""

    accent: str
    age: str
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A model as Deepgram lists it; `outdated` ones are listed only on request."""

    uuid: str
    name: str
    canonical: str
    architecture: str
    languages: tuple[str, ...]
    version: str
    streaming: bool = True
    outdated: bool = False
    voice: Voice | None = None


ADULT = Voice("American", "Adult", ("clear", "friendly"))
YOUNG = Voice("American", "Young Adult", ("warm", "calm"))

# By a name of ours: several versions and languages share one canonical name.
MODELS: dict[str, Listed] = {
    "nova-3 en": Listed("c8c0817c-c814-4b98-aab7-658c144f0b6a", "general", "nova-3", "nova-3", ("en", "en-US", "en-GB"), "2025-07-31.0"),
    "nova-3 multi": Listed("459ccb82-1b42-4c79-b926-a2d089b8a6a0", "general", "nova-3", "nova-3", ("multi", "es", "fr", "de"), "2025-04-24.0"),
    "nova-3 old": Listed("eb7361e9-c6df-4a56-a087-9a1471dbadab", "general", "nova-3", "nova-3", ("en", "en-US"), "2024-12-20.0", outdated=True),
    "nova-2 en": Listed("59f63b7e-1f19-40d9-b9a5-a4fb8d53694c", "2-general-nova", "nova-2", "nova-2", ("en", "en-US"), "2024-01-18.26916"),
    "nova-2 de": Listed("d4041791-0e6f-41c9-879b-e8e7efd59629", "2-general-nova", "nova-2", "nova-2", ("de",), "2024-02-06.11449"),
    "nova-2-medical": Listed("67714350-f959-467c-8592-cfc6d7d5c4a9", "2-medical-nova", "nova-2-medical", "nova-2", ("en-MY", "en"), "2024-05-31.13574"),
    "flux": Listed("9b0814f4-f224-4518-951f-d49dc045596e", "flux-general-en", "flux-general-en", "flux", ("en",), "2025-09-30.0"),
    "whisper": Listed("929a10e5-381a-4120-bf70-2a7e87ed8c02", "whisper-large", "whisper-large", "whisper", ("en", "fr", "pt"), "2022-09-21.8", streaming=False),
    "enhanced": Listed("236a7113-bcf7-4d50-a713-ac5978e7ec8c", "general", "enhanced-general", "polaris", ("en", "en-US"), "2022-05-18.1", outdated=True),
    "thalia": Listed("03465de3-6263-41bb-8dc9-8766c4bd1f80", "thalia", "aura-2-thalia-en", "aura-2", ("en", "en-US"), "2025-04-07.0", voice=ADULT),
    "helena": Listed("0d5f1c83-08fc-4db7-bc1d-e21ff27e7761", "helena", "aura-2-helena-en", "aura-2", ("en", "en-US"), "2025-04-07.0", voice=YOUNG),
    "asteria": Listed("beef28e4-0a19-4eac-a1e9-9e647eed8e76", "asteria", "aura-asteria-en", "aura", ("en", "en-US"), "2024-11-19.0", outdated=True, voice=YOUNG),
}  # fmt: skip
NAMES = {model.uuid: model.canonical for model in MODELS.values()}


@dataclass(frozen=True, slots=True)
class LineItem:
    """What a bill names: its label, the amount that it counts, and millionths of a cent for each.

    `counts` is a member of an entry; an hour, a character or a token is one.
    """

    label: str
    counts: str
    price: int


LINE_ITEMS: dict[str, LineItem] = {
    "streaming::nova-3": LineItem("Nova-3 (Stream)", "total_hours", 46_200_000),
    "sync::nova-3": LineItem("Nova-3 (Batch)", "total_hours", 25_800_000),
    "self-hosted::nova-3": LineItem("Nova-3 (Self-hosted)", "total_hours", 18_000_000),
    "streaming::nova-2": LineItem("Nova-2 (Stream)", "total_hours", 34_800_000),
    "sync::nova-2": LineItem("Nova-2 (Batch)", "total_hours", 25_200_000),
    "sync::nova-2-medical": LineItem("Nova-2 Medical (Batch)", "total_hours", 27_600_000),
    "streaming::flux-general-en": LineItem("Flux (Stream)", "total_hours", 46_200_000),
    "sync::whisper-large": LineItem("Whisper Large (Batch)", "total_hours", 28_800_000),
    "sync::enhanced": LineItem("Enhanced (Batch)", "total_hours", 87_000_000),
    "addon::diarize": LineItem("Speaker Diarization", "total_hours", 12_000_000),
    "sync::aura-2": LineItem("Aura-2 (Sync)", "characters", 3_000),
    "streaming::aura-2": LineItem("Aura-2 (Stream)", "characters", 3_000),
    "sync::aura": LineItem("Aura (Sync)", "characters", 1_500),
    "sync::read-input": LineItem("Text Intelligence (Input)", "tokens_in", 30),
    "sync::read-output": LineItem("Text Intelligence (Output)", "tokens_out", 60),
    "streaming::agent": LineItem("Voice Agent (Standard)", "agent_hours", 450_000_000),
}
