"""`dgusage demo` and `dgusage doctor`, as a newcomer runs them."""

import asyncio
import json
import re
from pathlib import Path

from bot.clock import wall
from bot.demo.access import FULL, LIMITED
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate
from tests.command.process import dgusage
from tests.fakes.slack import TOKEN, FakeSlack

# As a newcomer meets them: nothing later helps while something earlier is wrong.
IN_ORDER = [
    "settings",
    *(
        f"deepgram {what}"
        for what in (
            *("project", "usage", "tags", "keys", "members"),
            *("models", "cost", "balance", "shapes", "rights"),
        )
    ),
    *("clock", "store", "store persistence", "store sealing", "digests"),
    *("slack token", "slack scopes", "slack way in"),
    *("access", "audit"),
]


def test_doctor_says_what_to_set_where_nothing_is(tmp_path: Path) -> None:
    ran = dgusage("doctor", env={"DGUSAGE_DATA_DIR": str(tmp_path), "DEEPGRAM_API_URL": "ftp://x"})

    assert ran.status == 1
    assert "DEEPGRAM_API_URL" in ran.out
    assert "Traceback" not in ran.out + ran.err


async def test_doctor_is_content_where_all_is_in_order(tmp_path: Path) -> None:
    async with running(simulate(wall)) as url, FakeSlack() as slack:
        env = {
            "DEEPGRAM_API_KEY": FULL,
            "DEEPGRAM_PROJECT_ID": ACME,
            "DEEPGRAM_API_URL": url,
            "DGUSAGE_DATA_DIR": str(tmp_path),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": "s",
            "SLACK_API_URL": slack.api_url,
        }
        slack.scopes |= {"channels:history", "groups:history", "files:write", "channels:read"}
        ran = await asyncio.to_thread(dgusage, "doctor", "--json", env=env)

    found = {check["name"]: check for check in json.loads(ran.out)["checks"]}
    assert [name for name, check in found.items() if not check["ok"]] == []
    assert ran.status == 0
    assert list(found) == IN_ORDER
    assert "append-only" in found["store persistence"]["says"]
    assert "untagged usage comes with" in found["deepgram shapes"]["says"]
    assert "without chat:write.public" in found["slack scopes"]["says"]
    assert TOKEN not in ran.out + ran.err


async def test_doctor_names_the_scope_that_a_key_lacks(tmp_path: Path) -> None:
    async with running(simulate(wall)) as url:
        env = {
            "DEEPGRAM_API_KEY": LIMITED,
            "DEEPGRAM_PROJECT_ID": ACME,
            "DEEPGRAM_API_URL": url,
            "DGUSAGE_DATA_DIR": str(tmp_path),
        }
        ran = await asyncio.to_thread(dgusage, "doctor", env=env)

    assert ran.status == 1
    assert "billing:read" in ran.out
    assert "SLACK_BOT_TOKEN" in ran.out


async def test_doctor_says_a_refused_key_once_and_goes_on_with_the_rest(tmp_path: Path) -> None:
    async with running(simulate(wall)) as url:
        env = {
            "DEEPGRAM_API_KEY": "0" * 40,
            "DEEPGRAM_PROJECT_ID": ACME,
            "DEEPGRAM_API_URL": url,
            "DGUSAGE_DATA_DIR": str(tmp_path),
            "SLACK_BOT_TOKEN": "xapp-swapped",
        }
        ran = await asyncio.to_thread(dgusage, "doctor", env=env)

    assert ran.status == 1
    assert ran.out.count("DEEPGRAM_API_KEY") == 1
    assert "xoxb-" in ran.out
    assert "ok    store " in ran.out
    assert "xapp-swapped" not in ran.out + ran.err


async def test_the_example_of_settings_filled_in_is_all_that_is_needed(tmp_path: Path) -> None:
    async with running(simulate(wall)) as url, FakeSlack() as slack:
        given = {
            "DEEPGRAM_API_KEY": FULL,
            "DEEPGRAM_PROJECT_ID": ACME,
            "DEEPGRAM_API_URL": url,
            "DGUSAGE_DATA_DIR": str(tmp_path / "data"),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": "s",
            "SLACK_API_URL": slack.api_url,
        }
        text = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
        for name, value in given.items():
            text, times = re.subn(rf"^#?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
            assert times == 1
        (tmp_path / ".env").write_text(text, "utf-8")
        ran = await asyncio.to_thread(dgusage, "doctor", place=tmp_path)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("All is in order: dgusage serve\n")
