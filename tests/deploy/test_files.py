"""What is in docs/deploy is right by the tools that read it, and sets nothing that does not exist."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import compose_spec
import jsonschema
import kubernetes_validate
import pytest
import yaml
from pydantic_settings import DotEnvSettingsSource

from bot.settings import Settings
from tests.docs_tables import TO_FILL_IN, env_example, socket_manifest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs/deploy"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
VARIABLES = {name.upper() for name in Settings.model_fields}
DRAIN = 25  # seconds in which what was asked is finished
KUBERNETES = ("1.31", "1.33", "1.37")  # the oldest, a usual and the newest that are looked at


def compose() -> dict[str, Any]:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    options = compose_spec.PyOptions(apply_merge=True)
    found = options.from_yaml(text)
    found.validate()
    return found.to_dict()


MANIFESTS = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
BY_KIND = {manifest["kind"]: manifest for manifest in MANIFESTS}
POD = BY_KIND["Deployment"]["spec"]["template"]["spec"]
CONTAINER = POD["containers"][0]


def test_compose_runs_two_bots_and_a_store_that_loses_nothing() -> None:
    services = compose()["services"]

    assert set(services) == {"bot-1", "bot-2", "store"}
    command = services["store"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert any("/data" in str(volume) for volume in services["store"]["volumes"])


@pytest.mark.parametrize("name", ["bot-1", "bot-2", "store"])
def test_each_service_of_compose_is_closed_and_looked_after(name: str) -> None:
    service = compose()["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]["test"]
    assert service["user"].split(":")[0] != "0"
    assert service["restart"] == "unless-stopped"


def test_compose_sets_only_what_is_a_setting_and_gives_time_to_finish() -> None:
    for name in ("bot-1", "bot-2"):
        service = compose()["services"][name]
        assert set(service["environment"]) <= VARIABLES
        assert int(re.fullmatch(r"(\d+)s", service["stop_grace_period"])[1]) > DRAIN  # type: ignore[index]
        assert service["image"] == f"dgusage:{VERSION}"
        assert "/readyz" in service["healthcheck"]["test"][-1]


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda each: each["kind"])
def test_kubernetes_takes_each_manifest(manifest: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)


def test_kubernetes_would_refuse_a_misspelt_one() -> None:
    wrong = {**BY_KIND["Service"], "spec": {**BY_KIND["Service"]["spec"], "sellector": {}}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES[0], strict=True)


def test_kubernetes_sets_only_what_is_a_setting() -> None:
    assert set(BY_KIND["ConfigMap"]["data"]) <= VARIABLES
    assert set(BY_KIND["Secret"]["stringData"]) <= VARIABLES
    assert CONTAINER["image"].endswith(f":{VERSION}")


def test_kubernetes_keeps_one_replica_through_everything() -> None:
    assert BY_KIND["Deployment"]["spec"]["replicas"] >= 2
    assert BY_KIND["Deployment"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert BY_KIND["PodDisruptionBudget"]["spec"]["minAvailable"] == 1
    assert POD["terminationGracePeriodSeconds"] >= DRAIN + 5


def test_kubernetes_selectors_meet_the_pods() -> None:
    labels = BY_KIND["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        BY_KIND["Deployment"]["spec"]["selector"]["matchLabels"],
        BY_KIND["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        BY_KIND["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
        BY_KIND["Service"]["spec"]["selector"],
    ):
        assert selector.items() <= labels.items()


def test_kubernetes_asks_the_paths_that_there_are_at_the_port_that_is_listened_on() -> None:
    paths = {
        CONTAINER[probe]["httpGet"]["path"]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }

    assert paths == {"/healthz", "/readyz"}
    assert CONTAINER["livenessProbe"]["httpGet"]["path"] == "/healthz"  # never ends a degraded bot
    assert str(CONTAINER["ports"][0]["containerPort"]) == BY_KIND["ConfigMap"]["data"]["PORT"]


def test_kubernetes_closes_the_container() -> None:
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["automountServiceAccountToken"] is False
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"memory"} <= set(CONTAINER["resources"]["limits"])
    assert "USER 10001" in (ROOT / "Dockerfile").read_text("utf-8")
    assert POD["securityContext"]["runAsUser"] == 10001


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit_and_finds_it_closed(tmp_path: Path) -> None:
    unit = tmp_path / "dgusage.service"
    text = (DEPLOY / "dgusage.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/dgusage/bin/dgusage", "/bin/true"), "utf-8")

    verified = analyze("verify", str(unit))
    exposed = analyze("security", "--offline=true", "--threshold=20", str(unit))

    assert (verified.returncode, verified.stderr) == (0, "")
    assert exposed.returncode == 0, exposed.stdout


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, check=False
    )


def test_the_unit_sets_only_what_is_a_setting() -> None:
    text = (DEPLOY / "dgusage.service").read_text("utf-8")

    assert set(re.findall(r"^Environment=(\w+)=", text, re.MULTILINE)) <= VARIABLES
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[1]) > DRAIN  # type: ignore[index]


def test_the_example_of_settings_is_complete_and_made_from_them() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")

    assert text == env_example(), "run make docs"
    assert set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) == VARIABLES


def test_the_example_of_settings_can_be_read_as_it_stands() -> None:
    source = DotEnvSettingsSource(Settings, env_file=ROOT / ".env.example", env_ignore_empty=True)

    assert source() == {}  # all that is not a comment is there to be filled in
    assert {name.upper() for name in TO_FILL_IN} <= VARIABLES


def test_the_manifest_for_socket_mode_is_the_other_one_without_addresses() -> None:
    text = (ROOT / "docs/manifest-socket.yml").read_text("utf-8")
    socket, http = yaml.safe_load(text), yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))

    assert text == socket_manifest(), "run make docs"
    assert "example.com" not in text
    assert socket["settings"]["socket_mode_enabled"] is True
    assert socket["oauth_config"] == http["oauth_config"]
    assert socket["settings"]["event_subscriptions"]["bot_events"]
    for part in ("app_home", "bot_user"):
        assert socket["features"][part] == http["features"][part]
    assert [c["command"] for c in socket["features"]["slash_commands"]] == ["/dgusage"]


SCHEMA = ROOT / "../shared/reference/slack-manifest-schema.json"


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema is not here")
def test_slack_s_own_schema_takes_the_manifest_for_socket_mode() -> None:
    jsonschema.validate(yaml.safe_load(socket_manifest()), json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing_in_our_scripts() -> None:
    scripts = [ROOT / ".ci/run", *sorted((ROOT / "tests/programs").glob("*.sh"))]

    done = subprocess.run(
        ["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert len(scripts) >= 3
