"""Who works at Acme Voice, and which API keys they made."""

from datetime import UTC, date, datetime
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from bot.account import Key, Member

ACME = "32833106-536e-45df-80b2-d002cc92d33d"  # the projects' ids
LABS = "f08db22f-d293-456a-b170-fab23d90fbac"

ANA = Member("f3faa8e8-79ea-4723-8ad5-cfbc1d74bd1c", "ana@acme.example", "Ana Flores", ("owner",))
JONAS = Member(
    "3ce1268c-9c80-42e3-bfec-3fee8ed2305d", "jonas@acme.example", "Jonas Weber", ("admin",)
)
PRIYA = Member(
    "a93f32a9-a172-4102-8e4e-dc90253d9e30", "priya@acme.example", "Priya Nair", ("member",)
)
TOM = Member("47aa2dba-d9e2-4c8d-809f-001680289e32", "tom@acme.example", "Tom Okafor", ("member",))
MEI = Member("7f453a0e-f509-4b4f-95de-6e91074206e2", "mei@acme.example", "", ("member",))
STAFF = (ANA, JONAS, PRIYA, TOM, MEI)
INVITED = (("lee@acme.example", "member"),)

GATEWAY = "30f47f35-d038-4cfb-8add-40e92c34bf1c"
WORKER = "63783933-d5f0-4510-bf6a-f8af81df6383"
MOBILE = "1e07ea63-524c-498f-94dc-77a72ed0d50a"
RUNNER = "42a68fec-c75a-43c4-8d0d-866b16519537"
LAPTOP = "39c0d032-3479-4347-b83b-ea5c88b224f0"
NAMELESS = "d86bb32f-14b9-4257-9266-ef64311275fc"
PARTNER = "e6b1e07c-8f62-4cd6-b27d-b193333bd939"
KIOSK = "89eb3061-b44a-424c-9866-f05870093d3e"
SPARE = "cd28d864-d6e8-4c6a-998f-69a0138851b0"
INTERN = "36480de2-bd5c-4366-b517-da60fb69e070"
BOT = "1677cffc-d988-47c6-9431-3a3bbe3e00fc"
BENCH = "d3cdfaf7-7613-48c0-93af-0473184cf29a"  # of Acme Labs
CONTRACTOR = "contractor"  # stands for a key that is made anew each quarter: `contractor_id`

CONTRACT_DAYS = 40  # of each quarter, counted from its first day; the key is deleted after them


def _at(year: int, month: int, day: int, micros: int = 0) -> datetime:
    return datetime(year, month, day, 9, 12, 44, micros, tzinfo=UTC)


LASTING = (
    Key(GATEWAY, "prod gateway", ANA, ("member",), (), _at(2023, 6, 27, 572660)),
    Key(
        WORKER,
        "eu worker",
        JONAS,
        ("usage:write", "usage:read"),
        ("eu-west",),
        _at(2023, 9, 4, 40312),
    ),
    Key(MOBILE, "mobile app", PRIYA, ("usage:write",), (), _at(2023, 11, 2, 118)),
    Key(RUNNER, "ci runner", JONAS, ("member",), ("staging",), _at(2023, 12, 11, 870021)),
    Key(LAPTOP, "ana laptop", ANA, ("admin",), (), _at(2023, 12, 1, 3)),
    Key(NAMELESS, "", TOM, ("member",), (), _at(2023, 12, 20, 560000)),
    Key(KIOSK, "trade fair kiosk", MEI, ("usage:write",), (), _at(2023, 12, 18, 91)),
    Key(SPARE, "spare (do not delete)", TOM, ("usage:write",), (), _at(2024, 1, 3, 7)),
    Key(
        INTERN,
        "summer intern",
        PRIYA,
        ("member",),
        (),
        _at(2024, 6, 3),
        datetime(2024, 9, 1, tzinfo=UTC),
    ),
    Key(BOT, "dgusage bot", JONAS, ("admin",), (), _at(2024, 2, 12, 650430)),
)


def quarter(day: date) -> date:
    """The first day of the quarter that has this day."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def contracted(day: date) -> bool:
    """Whether this quarter's contractor key is in use; it is deleted on the first day it is not."""
    return (day - quarter(day)).days < CONTRACT_DAYS


def contractor_id(day: date) -> str:
    """The id of the contractor key of this day's quarter."""
    return _made_for(quarter(day))


@cache
def _made_for(first: date) -> str:
    return str(uuid5(NAMESPACE_URL, f"https://acme.example/contractor/{first}"))


def _contractor(day: date) -> Key:
    first = quarter(day)
    name = f"contractor Q{first.month // 3 + 1} {first.year}"
    made = datetime(first.year, first.month, 1, 0, 0, 5, tzinfo=UTC)
    return Key(contractor_id(day), name, TOM, ("usage:write",), (), made)


def _partner(now: datetime) -> Key:
    """A trial that is prolonged on the 1st and the 16th, so that it always expires soon."""
    month, year = (now.month % 12 + 1, now.year + now.month // 12)
    ends = datetime(now.year, now.month, 16, tzinfo=UTC)
    ends = ends if now.day < ends.day else datetime(year, month, 1, tzinfo=UTC)
    return Key(
        PARTNER, "partner trial", PRIYA, ("usage:write",), ("partner",), _at(2023, 12, 28), ends
    )


def keys(now: datetime) -> tuple[Key, ...]:
    """The keys that Acme Voice has at `now`, expired ones included and deleted ones not."""
    passing = (_partner(now), *((_contractor(now.date()),) if contracted(now.date()) else ()))
    return tuple(key for key in LASTING + passing if key.created is None or key.created <= now)


def bench(_now: datetime) -> tuple[Key, ...]:
    """The one key of Acme Labs."""
    return (Key(BENCH, "bench", JONAS, ("member",), (), _at(2024, 1, 2, 12)),)
