"""What is said of a Deepgram key that may do more than read, and that a strict bot refuses it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import wall
from bot.demo.access import FULL, ROLES, demo_keys
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.doctor.rights import finding, refusals, writes
from tests.command.process import Ran, dgusage
from tests.command.serving import free_port, variables

READING = ("project:read", "usage:read", "keys:read", "members:read", "billing:read")


@given(st.sets(st.sampled_from(sorted(set().union(*ROLES.values())))))
def test_reading_scopes_are_not_named_and_every_other_is(scopes: set[str]) -> None:
    assert {*writes(sorted(scopes))} == {scope for scope in scopes if ":read" not in scope}


@pytest.mark.parametrize("role", ["member", "admin", "owner", "whatever", "read", ""])
def test_a_role_is_more_than_reading(role: str) -> None:
    assert writes([role]) == [role]


def test_only_a_strict_bot_makes_a_fault_of_it() -> None:
    said = finding(["keys:write"], "x", strict=False)
    fault = finding(["keys:write"], "x", strict=True)

    assert (said.ok, fault.ok) == (True, False)
    assert "keys:write" in said.says
    assert "project:read usage:read" in fault.says
    assert finding([], "x", strict=True).ok
    assert finding(None, "x", strict=False) is None
    assert not finding(None, "x", strict=True).ok


def test_a_refusal_names_the_project_and_what_is_too_much() -> None:
    lines = refusals({"a": ["keys:write"], "b": [], "c": None})

    assert [line.split(" may")[0] for line in lines] == ["The Deepgram key of a"]
    assert "keys:write" in lines[0]


async def told(place: Path, scopes: tuple[str, ...], command: str, **env: str) -> Ran:
    """What a command says with a key of those scopes; nobody is at Slack's address."""
    keys = {FULL: replace(demo_keys()[FULL], scopes=scopes)}
    app = simulate(wall)
    app.keys = keys
    async with running(app) as deepgram:
        made = variables(deepgram, "http://127.0.0.1:9/", place, await free_port())
        return await asyncio.to_thread(dgusage, command, env={**made, **env})


async def test_serve_does_not_start_with_a_key_that_may_write_where_it_is_strict(
    tmp_path: Path,
) -> None:
    ran = await told(tmp_path, ("admin",), "serve", DGUSAGE_STRICT_KEY="true")

    assert ran.status == 1
    assert "may do more than read (admin)" in ran.err
    assert FULL not in ran.err
    assert "serving" not in ran.err


@pytest.mark.parametrize(
    ("scopes", "strict", "mark"),
    [(READING, "true", "ok"), (("admin",), "false", "ok"), (("admin",), "true", "TODO")],
)
async def test_the_doctor_says_what_a_key_may_do(
    tmp_path: Path, scopes: tuple[str, ...], strict: str, mark: str
) -> None:
    ran = await told(tmp_path, scopes, "doctor", DGUSAGE_STRICT_KEY=strict)

    [line] = [line for line in ran.out.splitlines() if "deepgram rights" in line]
    assert line.split()[0] == mark
    assert ("only reads" in line) is (scopes == READING)
