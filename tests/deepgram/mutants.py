"""Every way to delete, rename or retype one member of a body."""

import copy
from collections.abc import Iterator
from typing import Any

ODDITIES: tuple[Any, ...] = (
    None,
    True,
    False,
    "",
    "x",
    "7",
    -1,
    2.5,
    [],
    [1],
    {},
    {"a": 1},
    [None],
)
Path = tuple[str | int, ...]


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """The path of every member, at any depth, of objects and of lists."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in inside:
        yield (*here, name)
        if isinstance(inner, dict | list):
            yield from paths(inner, (*here, name))


def mutants(body: Any) -> Iterator[tuple[str, Path, Any]]:
    """How it was changed, where, and the body so changed."""
    for path in paths(body):
        for oddity in ODDITIES:
            changed = copy.deepcopy(body)
            at(changed, path[:-1])[path[-1]] = oddity
            yield f"is {oddity!r}", path, changed
        if isinstance(path[-1], str):
            changed = copy.deepcopy(body)
            value = at(changed, path[:-1]).pop(path[-1])
            yield "is gone", path, copy.deepcopy(changed)
            at(changed, path[:-1])[f"{path[-1]}_v2"] = value
            yield "has another name", path, changed


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
