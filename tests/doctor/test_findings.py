"""What the doctor makes of what it sees, and that its scopes are those of the manifest."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import SecretStr

from bot.digest.model import Digest, Draft, Unreadable
from bot.doctor import keeping, workplace
from bot.doctor.examine import skew
from bot.question.schedule.model import Slot
from bot.settings import Settings
from bot.store.digests import BY_HAND

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_the_scopes_are_those_that_the_manifest_asks_for() -> None:
    asked = yaml.safe_load(MANIFEST.read_text("utf-8"))["oauth_config"]["scopes"]

    assert list(workplace.NEEDED) == asked["bot"]
    assert list(workplace.OPTIONAL) == asked["bot_optional"]


@pytest.mark.parametrize("lacking", sorted(workplace.NEEDED))
def test_each_needed_scope_is_missed(lacking: str) -> None:
    held = ",".join({*workplace.NEEDED} - {lacking})

    finding = workplace.scopes(held)

    assert not finding.ok
    assert lacking in finding.says
    assert "manifest.yml" in finding.says


def test_an_optional_scope_that_is_missing_is_said_and_is_no_fault() -> None:
    finding = workplace.scopes(", ".join(workplace.NEEDED))

    assert finding.ok
    assert "chat:write.public" in finding.says
    assert workplace.scopes(",".join({**workplace.NEEDED, **workplace.OPTIONAL})).says == "ok"


def test_the_two_tokens_of_slack_are_told_apart() -> None:
    swapped = Settings(_env_file=None, slack_app_token=SecretStr("xoxb-1"))
    neither = Settings(_env_file=None)
    both = Settings(
        _env_file=None, slack_app_token=SecretStr("xapp-1"), slack_signing_secret=SecretStr("s")
    )

    assert "xapp-" in workplace.ways(swapped).says
    assert not workplace.ways(neither).ok
    assert workplace.ways(both).says == "ok (HTTP and Socket Mode)"


@pytest.mark.parametrize(
    ("info", "snapshots", "ok", "says"),
    [
        ({"aof_enabled": 1}, None, True, "append-only"),
        ({"aof_enabled": 0}, "3600 1", True, "snapshots only"),
        ({"aof_enabled": 0}, "", False, "appendonly yes"),
        ({"aof_enabled": 0}, None, True, "does not say"),
        ({"aof_enabled": 1, "aof_last_write_status": "err"}, "", False, "disk"),
        ({"aof_enabled": 0, "rdb_last_bgsave_status": "err"}, "60 1", False, "disk"),
    ],
)
def test_a_store_that_forgets_is_found(
    info: dict[str, object], snapshots: str | None, ok: bool, says: str
) -> None:
    finding = keeping.persistence(info, snapshots)

    assert finding.ok is ok
    assert says in finding.says


@pytest.mark.parametrize(
    ("version", "policy", "says"),
    [
        ("6.0.16", "noeviction", "6.2"),
        ("7.2.4", "allkeys-lru", "noeviction"),
        ("6.2.0", "noeviction", ""),
    ],
)
def test_a_store_that_is_too_old_or_evicts_is_found(version: str, policy: str, says: str) -> None:
    finding = keeping.store({"redis_version": version}, policy)

    assert finding.ok is not bool(says)
    assert says in finding.says


class Daily:
    """A cadence that the doctor never asks."""

    zone = ZoneInfo("UTC")

    def next_after(self, moment: datetime, n: int = 1) -> list[Slot]:
        return []

    def say(self) -> str:
        return "every day"

    def to_json(self) -> dict[str, object]:
        return {}


def digest(id_: str, paused: str = "", failures: int = 0) -> Digest:
    draft = Draft(("by tag yesterday",), Daily(), "C1", "T1", "U1")
    return Digest(id_, draft, NOW, NOW, paused=paused, failures=failures)


def test_digests_that_failed_themselves_to_a_halt_are_named() -> None:
    finding = keeping.digests([digest("d1"), digest("d2", paused="channel_not_found", failures=3)])

    assert not finding.ok
    assert "1 paused" in finding.says
    assert "d2" in finding.says
    assert "d1" not in finding.says


def test_a_digest_that_somebody_paused_is_in_order() -> None:
    finding = keeping.digests([digest("d1", paused=BY_HAND), digest("d2", failures=1)])

    assert finding.ok
    assert "2 digests, 1 failed last time" in finding.says


def test_a_digest_of_another_release_is_not_silent() -> None:
    assert not keeping.digests([Unreadable("d9", "newer")]).ok


@pytest.mark.parametrize(("off", "ok"), [(0, True), (60, True), (61, False), (-61, False)])
def test_a_clock_that_is_off_is_found_long_before_slack_refuses(off: int, ok: bool) -> None:
    assert skew(NOW, NOW + timedelta(seconds=off)).ok is ok
