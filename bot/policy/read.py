"""The policy of the settings: plain JSON values in, a Policy out, or every fault at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from bot.policy.model import DIRECT, WORKFLOW, Need, Policy, Sight

# Slack's ids: channels, people, user groups. https://docs.slack.dev/reference
# A workflow is a place of its own.
CHANNEL = re.compile(rf"[CG][A-Z0-9]{{5,}}|{WORKFLOW}")
ANYBODY = re.compile(rf"[CGUWS][A-Z0-9]{{5,}}|{WORKFLOW}")
PARTS = ("channels", "may", "sees", "contact")
# What can be given to some only. The rule about keys covers their names in usage too.
GIVEN = (
    Need.USAGE,
    Need.COST,
    Need.KEYS,
    Need.REQUESTS,
    Need.BALANCE,
    Need.DIGESTS,
    Need.ADMIN,
)
NARROWS = ("tags", "projects")
LONGEST_CONTACT = 200


class PolicyFault(ValueError):  # noqa: N818 (named as people say it)
    """A policy that cannot be read; `lines` says what is wrong, one fault each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = tuple(lines)


def read(plain: object) -> Policy:
    """The policy that plain values spell; raises PolicyFault. A word it does not know is a fault."""
    if not isinstance(plain, Mapping):
        raise PolicyFault(["must be a JSON object"])
    faults = list(_faults(plain))
    if faults:
        raise PolicyFault(faults)
    channels = plain.get("channels")
    return Policy(
        channels=None if channels is None else frozenset(channels),
        may={Need(need): frozenset(names) for need, names in plain.get("may", {}).items()},
        sees={name: _sight(narrow) for name, narrow in plain.get("sees", {}).items()},
        contact=plain.get("contact", "").strip(),
    )


def _sight(narrow: Mapping[str, Sequence[str]]) -> Sight:
    tags, projects = (frozenset(narrow[n]) if n in narrow else None for n in NARROWS)
    return Sight(tags, projects)


def _faults(plain: Mapping[object, object]) -> Iterator[str]:
    yield from (f"has no part {part!r}" for part in plain if part not in PARTS)
    channels = plain.get("channels")
    if channels is not None:
        yield from _unlike(channels, "channels", CHANNEL, DIRECT)
    contact = plain.get("contact", "")
    if not isinstance(contact, str) or len(contact) > LONGEST_CONTACT:
        yield f"contact must be a text of at most {LONGEST_CONTACT} characters"
    yield from _may_faults(plain.get("may", {}))
    yield from _sees_faults(plain.get("sees", {}))


def _may_faults(may: object) -> Iterator[str]:
    if not isinstance(may, Mapping):
        yield "may must be an object from a need to a list of ids"
        return
    for need, names in may.items():
        if need not in {*GIVEN}:
            yield f"may has no {need!r}: there are {', '.join(GIVEN)}"
        yield from _unlike(names, f"may.{need}", ANYBODY)


def _sees_faults(sees: object) -> Iterator[str]:
    if not isinstance(sees, Mapping):
        yield "sees must be an object from an id to tags or projects"
        return
    yield from _unlike([*sees], "sees", ANYBODY)
    for name, narrow in sees.items():
        if not isinstance(narrow, Mapping) or not narrow or {*narrow} - {*NARROWS}:
            yield f"sees.{name} must have tags or projects, and nothing else"
            continue
        for kind, values in narrow.items():
            if not _texts(values):
                yield f"sees.{name}.{kind} must be a list of names"


def _unlike(names: object, where: str, form: re.Pattern[str], also: str = "") -> Iterator[str]:
    if not _texts(names):
        yield f"{where} must be a list of Slack ids"
        return
    wrong = [name for name in names if name != also and not form.fullmatch(name)]
    yield from (f"{where}: {name!r} is no Slack id" for name in wrong)


def _texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)
