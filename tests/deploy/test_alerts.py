"""Alerts and dashboard ask for metrics and labels that a serving bot really has."""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.metrics import HAPPENINGS
from bot.trouble import Reason
from tests.command.serving import ready, served
from tests.deploy.rules import ADDED, grouped_by, selectors
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_sender import Sender

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs/deploy"
RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))
EXPRESSIONS = [
    *((rule["alert"], rule["expr"]) for rule in RULES),
    *(
        (panel["title"], target["expr"])
        for panel in DASHBOARD["panels"]
        for target in panel.get("targets", ())
    ),
]
# What Deepgram may answer, and what it is asked for, decide these values.
OPEN_ENDED = {"status", "kind", "project", "version"}

Scraped = dict[str, dict[str, set[str]]]


@pytest.fixture
async def exposed(tmp_path: Path) -> str:
    """What Prometheus reads of a bot that has answered one question."""
    async with (
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        served(deepgram, slack, tmp_path) as (url, _),
        httpx.AsyncClient() as http,
    ):
        slack.people["U0ANA0001"] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        await ready(http, url)
        done = await Sender(slack, url, http).command("by tag last week")
        await slack.until(lambda: slack.answers(done.key), 40)
        return (await http.get(f"{url}/metrics")).text


@pytest.fixture
def scraped(exposed: str) -> Scraped:
    """Its series: metric → label → values."""
    found: Scraped = defaultdict(lambda: defaultdict(set))
    for family in text_string_to_metric_families(exposed):
        found[family.name + "_total" if family.type == "counter" else family.name]
        for sample in family.samples:
            for label, value in sample.labels.items():
                found[sample.name][label].add(value)
            found[sample.name]
    found["up"]["job"].add("dgusage")  # Prometheus' own
    return found


async def test_every_expression_reads_metrics_and_labels_that_there_are(scraped: Scraped) -> None:
    # One question alone repeats nothing, so that is not there yet.
    scraped["dgusage_deepgram_retries_total"]["kind"].add("usage")
    for name, expression in EXPRESSIONS:
        assert selectors(expression), f"{name} reads nothing"
        for selector in selectors(expression):
            assert selector.metric in scraped, f"{name}: no metric {selector.metric}"
            labels = scraped[selector.metric]
            for label, values in selector.values.items():
                assert label in labels, f"{name}: {selector.metric} has no label {label}"
                unknown = set(values) - labels[label]
                assert label in OPEN_ENDED or not unknown, f"{name}: {label}={unknown}"
        kept = {label for each in selectors(expression) for label in scraped[each.metric]}
        assert grouped_by(expression) <= kept | ADDED, name


def test_what_a_bot_shows_is_in_the_table_of_metrics_and_named_by_the_conventions(
    exposed: str,
) -> None:
    page = (DEPLOY / "index.md").read_text("utf-8")
    ours = [f for f in text_string_to_metric_families(exposed) if f.name.startswith("dgusage_")]

    assert len(ours) > 15
    for family in ours:
        assert family.documentation, family.name
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", family.name)
        assert not family.name.endswith(("_count", "_sum", "_bucket", "_ms", "_milliseconds"))
        if family.type == "histogram":
            assert family.name.endswith("_seconds")
        if not family.name.startswith("dgusage_ledger_"):  # counts of one table row
            assert family.name in page, f"{family.name} is in no row of docs/deploy/index.md"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_finds_nothing_to_say_of_what_a_bot_shows(exposed: str) -> None:
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=exposed, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_metric_of_the_table_is_shown_on_the_dashboard() -> None:
    page = (DEPLOY / "index.md").read_text("utf-8")
    named = set(re.findall(r"`(dgusage_[a-z_]+)", page.partition("| metric |")[2]))
    drawn = {selector.metric for _, of in EXPRESSIONS for selector in selectors(of)}

    for name in named:
        assert any(metric.startswith(name) for metric in drawn), name


def test_what_is_shown_as_zero_from_the_start_is_what_can_happen() -> None:
    code = "".join(file.read_text("utf-8") for file in (ROOT / "bot/digest").glob("*.py"))

    assert set(HAPPENINGS) <= set(re.findall(r'(?:tell|Happened)\("(\w+)"', code))


def test_an_expression_of_a_metric_that_there_is_not_would_be_found() -> None:
    [selector] = selectors('sum by (le) (rate(dgusage_no_such_bucket{job="dgusage",a="b|c"}[5m]))')

    assert selector == ("dgusage_no_such_bucket", {"a": ["b", "c"]})
    with pytest.raises(ValueError, match=r".+"):
        selectors("sum by (rate(")


def anchors(page: Path) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_leads_to_its_own_section_of_the_runbook(rule: dict) -> None:
    url = rule["annotations"]["runbook_url"]

    page, _, anchor = url.removeprefix("https://github.com/dgusage/dgusage/blob/main/").partition(
        "#"
    )

    assert anchor == rule["alert"].lower()
    assert anchor in anchors(ROOT / page)
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "ticket"}


def test_no_section_of_the_runbook_is_of_an_alert_that_is_gone() -> None:
    sections = {a for a in anchors(ROOT / "docs/runbook.md") if a.startswith("dgusage")}

    assert sections == {rule["alert"].lower() for rule in RULES}


def test_panels_do_not_lie_upon_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


# How a question may end without an answer though nothing is at fault.
NO_FAULT = {
    *("cannot_split", "not_allowed", "not_found", "not_yet", "owner_gone", "stopping"),
    "too_many_calls",
}


def test_every_reason_counts_as_a_failure_or_is_no_fault() -> None:
    [rule] = [rule for rule in RULES if rule["alert"] == "DgusageAnswersFailing"]
    counted = next(s.values["outcome"] for s in selectors(rule["expr"]) if "outcome" in s.values)

    assert {reason.value for reason in Reason} == {*counted, *NO_FAULT}
    assert not NO_FAULT & set(counted)


def test_each_alert_is_played_a_day_on_which_it_fires_and_one_on_which_it_does_not() -> None:
    played = yaml.safe_load((Path(__file__).parent / "alerts_test.yml").read_text("utf-8"))
    cases = [case for each in played["tests"] for case in each["alert_rule_test"]]
    for name in (rule["alert"] for rule in RULES):
        fires = {bool(case["exp_alerts"]) for case in cases if case["alertname"] == name}
        assert fires == {True, False}, name


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
@pytest.mark.parametrize("what", [("check", DEPLOY / "alerts.yml"), ("test", "alerts_test.yml")])
def test_promtool_takes_the_rules_and_they_fire_when_they_should(what: tuple[str, object]) -> None:
    verb, file = what

    done = subprocess.run(
        ["promtool", verb, "rules", str(file)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
