"""Which of several documented shapes this account's answers have.

Deepgram's reference, its SDKs and captured answers disagree in places
(https://developers.deepgram.com/reference/management-api); the bot reads all of the shapes, and
what it meets is worth knowing when a figure is doubted. Only the shape is told, never a value.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta

from bot.books import Book, Grouping, Query
from bot.deadline import within
from bot.deepgram import calls, wire
from bot.deepgram.client import Deepgram
from bot.deepgram.naming import PREFIX
from bot.trouble import Trouble

DAYS = 30
CALL_SECONDS = 10.0
UNTAGGED = {"null": "null", "[]": "an empty list", "[null]": "a list of null", "absent": "no tags"}

Look = Callable[[], Awaitable[Sequence[str]]]


async def looked_at(deepgram: Deepgram, name: str, last: date) -> list[str]:
    """What the shapes of the 30 days to `last` (included) are, in words; nothing of what fails."""
    first = last - timedelta(days=DAYS - 1)
    found: list[str] = []
    with suppress(Trouble), within(2 * CALL_SECONDS):
        project = (await deepgram.project(name)).id
        for look in _looks(deepgram, name, project, (first, last)):
            with suppress(Trouble):
                found += await look()
    return found


def _looks(
    deepgram: Deepgram, name: str, project: str, span: tuple[date, date]
) -> tuple[Look, ...]:
    async def rows() -> Sequence[str]:
        query = Query(name, Book.USAGE, (Grouping.TAGS,))
        body = await deepgram.shown(name, wire.breakdown(project, query, *span))
        return [*untagged(body), *end(body, span[1])]

    async def fields() -> Sequence[str]:
        return tags(await deepgram.shown(name, calls.usage_fields(project, *span)))

    async def listed() -> Sequence[str]:
        body = await deepgram.shown(name, calls.keys(project, "active"))
        one = first_key(body)
        said = [*keys(body)]
        if one:
            said += one_key(await deepgram.shown(name, calls.key(project, one)))
        return said

    return rows, fields, listed


def untagged(body: object) -> list[str]:
    """How a row of a breakdown by tags shows that it has none."""
    groups = [_object(_object(row).get("grouping")) for row in _items(body, "results")]
    seen = {_spelled(group) for group in groups} & UNTAGGED.keys()
    return [f"untagged usage comes with {' and '.join(sorted(UNTAGGED[s] for s in seen))}"] * bool(
        seen
    )


def _spelled(group: dict[str, object]) -> str:
    if "tags" not in group:
        return "absent"
    value = group["tags"]
    plain = {"None": "null", "[]": "[]", "[None]": "[null]"}
    return plain.get(str(value), "tagged")


def end(body: object, last: date) -> list[str]:
    """Whether the day that a breakdown is asked to end with is in it: we ask with the day after."""
    starts = {_object(_object(row).get("grouping")).get("start") for row in _items(body, "results")}
    beyond = (last + timedelta(days=1)).isoformat() in starts
    return ["the end day of a breakdown is included"] if beyond else []


def tags(body: object) -> list[str]:
    """How the list of tags spells them."""
    spelled = {str(tag).startswith(PREFIX) for tag in _items(body, "tags")}
    says = {True: f'listed with "{PREFIX}"', False: "listed bare"}
    return [f"tags are {' and '.join(says[each] for each in sorted(spelled))}"] * bool(spelled)


def keys(body: object) -> list[str]:
    """What the list of keys says of each."""
    listed = [_object(_object(each).get("api_key")) for each in _items(body, "api_keys")]
    if not listed:
        return []
    found = [w for w in ("tags", "expiration_date") if any(w in each for each in listed)]
    return [f"the key list has {' and '.join(found)}" if found else "the key list has no tags"]


def first_key(body: object) -> str:
    """The id of a key of the list; empty where there is none."""
    for each in _items(body, "api_keys"):
        found = _object(_object(each).get("api_key")).get("api_key_id")
        if isinstance(found, str):
            return found
    return ""


def one_key(body: object) -> list[str]:
    """Whether one key stands inside an item."""
    return ["one key comes inside an item" if "item" in _object(body) else "one key comes bare"]


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _items(value: object, name: str) -> list[object]:
    found = _object(value).get(name)
    return found if isinstance(found, list) else []
