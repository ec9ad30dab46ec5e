"""What is known of a Deepgram account besides its figures: keys, members, models, money, requests.

No secret is among it: Deepgram never returns a key's secret, and nothing here has room for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Project:
    """A Deepgram project: its id and the name that its owner gave it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the project. `name` may be empty."""

    id: str
    email: str
    name: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret; Deepgram calls `id` the accessor in its breakdowns.

    `deleted` keys are those that usage still names though the list of keys no longer has them.
    """

    id: str
    comment: str = ""
    owner: Member | None = None
    scopes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    created: datetime | None = None
    expires: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A speech model by uuid; several uuids (versions, languages) share a canonical `name`."""

    uuid: str
    name: str
    kind: str = "stt"  # or "tts"
    languages: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of one credit; amounts of different `units` ("usd", "hour") never add up."""

    id: str
    amount: Decimal
    units: str
    purchase_id: str | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A credit that was bought or given, and when it ends."""

    id: str
    amount: Decimal
    units: str
    kind: str
    created: datetime | None
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One line of the request log (90 days). `path` has no query string: it may hold secrets.

    `status` is None while the request is pending. `dollars` is None where Deepgram does not say,
    and may still read 0 shortly after the request.
    """

    id: str
    created: datetime
    path: str
    key_id: str | None
    status: int | None
    message: str = ""
    endpoint: str | None = None
    method: str | None = None
    deployment: str | None = None
    tags: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    seconds: Decimal | None = None
    dollars: Decimal | None = None
    completed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one project: what its figures' ids mean, and what a question may name.

    `models` is keyed by uuid, and also by the internal names of usage/fields. `missing` holds, for
    each part that Deepgram did not let us read ("tags", "keys", "models", "line_items"), why.
    """

    project: Project
    tags: tuple[str, ...] = ()
    keys: Mapping[str, Key] = field(default_factory=dict)
    models: Mapping[str, Model] = field(default_factory=dict)
    line_items: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
