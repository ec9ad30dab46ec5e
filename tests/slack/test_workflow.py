"""The step "Get a usage report": usage for the next step, and nothing that is not for everybody."""

from dataclasses import replace
from typing import Any

import pytest

from bot.policy.model import WORKFLOW, Need, Policy, Sight
from bot.policy.read import PolicyFault, read
from bot.slack.workflow import Reporting, Unreadable, executed
from bot.trouble import Reason, Trouble
from tests.fakes.slack_faults import Fault
from tests.slack.whole import Whole

DONE, FAILED = "functions.completeSuccess", "functions.completeError"


def run_of(question: object, **over: Any) -> dict[str, Any]:
    """A step was run, as Slack says it."""
    return {
        "type": "function_executed",
        "function": {"id": "Fn1", "callback_id": "usage_report", "type": "app"},
        "inputs": {"question": question},
        "function_execution_id": "Fx0000001",
        "workflow_execution_id": "Wx0000001",
        "bot_access_token": "xwfp-not-for-us",
        **over,
    }


async def ended(whole: Whole, question: object, **over: Any) -> tuple[str, dict[str, Any]]:
    """How a step ended, and with what."""
    assert (await whole.sender.event(run_of(question, **over))).status == 200

    def found() -> list[tuple[str, dict[str, Any]]]:
        return [call for call in whole.slack.calls if call[0] in {DONE, FAILED}]

    method, args = (await whole.slack.until(found, 30))[-1]
    assert args["function_execution_id"] == "Fx0000001"
    assert not whole.slack.refused
    return method, args


async def test_the_next_steps_get_the_answer_and_its_figure(whole: Whole) -> None:
    method, args = await ended(whole, "hours by tag last week")

    assert method == DONE
    outputs = args["outputs"]
    assert "16–22 Nov 2026" in outputs["text"]
    assert f"{outputs['number']:,.2f}".rstrip("0").rstrip(".") in outputs["text"]
    assert outputs["number"] > 0
    assert whole.slack.posted == []


@pytest.mark.parametrize(
    "question",
    [
        "cost last week",
        "hours by key last week",
        "keys",
        "key ci",
        "requests yesterday",
        "failed requests today",
        "balance",
        "hours by line_item last week",
        "cost by tag last week",
        "tags",
        "projects",
    ],
)
async def test_it_gets_nothing_but_usage(whole: Whole, question: str) -> None:
    method, args = await ended(whole, question)

    assert method == FAILED
    assert "$" not in args["error"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("tag:suport last week", "There is no tag “suport” here."),
        ("", "The step has no question"),
        ("  ", "The step has no question"),
        ("help", "The step has no question"),
        (None, "The step has no question"),
        (["hours"], "The step has no question"),
        ("x " * 4000, "too long"),
    ],
)
async def test_what_is_no_question_fails_with_a_sentence(
    whole: Whole, question: object, says: str
) -> None:
    method, args = await ended(whole, question)

    assert method == FAILED
    assert says in args["error"]


async def test_a_step_of_another_app_is_not_answered_with_figures(whole: Whole) -> None:
    method, args = await ended(whole, "hours today", function={"callback_id": "other"})

    assert (method, args["error"]) == (FAILED, "This step is not one of dgusage's.")


async def test_a_step_that_is_delivered_twice_ends_once(whole: Whole) -> None:
    await ended(whole, "hours today")
    await ended(whole, "hours today")  # another event_id, the same run
    await whole.asked("help")  # whatever else was to happen has happened

    assert len(whole.slack.called(DONE)) == 1


async def test_slack_s_hiccup_is_waited_out(whole: Whole) -> None:
    whole.slack.fail(DONE, Fault(status=429, body="{}", headers={"Retry-After": "0"}))

    assert (await ended(whole, "hours today"))[0] == DONE


@pytest.fixture
async def reporting(whole: Whole) -> Reporting:
    """What answers workflows, to be given another policy."""
    assert whole.edge._around.reporting is not None
    return whole.edge._around.reporting


def under(reporting: Reporting, policy: Policy) -> Reporting:
    return replace(reporting, gate=replace(reporting.gate, policy=policy))


NARROWINGS = {
    "usage is for some": Policy(may={Need.USAGE: frozenset({"U0ANA0001"})}),
    "only some places": Policy(channels=frozenset({"C0GENERAL", "dm"})),
    "somebody sees some tags": Policy(sees={"U0ANA0001": Sight(frozenset({"support"}))}),
    "a group sees one project": Policy(sees={"S0GROUP01": Sight(None, frozenset({"acme"}))}),
}


@pytest.mark.parametrize("policy", NARROWINGS.values(), ids=NARROWINGS)
async def test_a_narrower_policy_shuts_workflows_out(reporting: Reporting, policy: Policy) -> None:
    with pytest.raises(Trouble) as refused:
        await under(reporting, policy).report("hours last week")

    assert refused.value.reason is Reason.NOT_ALLOWED
    assert "ask whoever runs dgusage here" in str(refused.value)


async def test_unless_it_names_them(reporting: Reporting) -> None:
    names = await reporting.desk.names(reporting.clock())
    tag = names["acme"].tags[0]
    policy = read(
        {"channels": [WORKFLOW], "may": {"usage": [WORKFLOW]}, "sees": {WORKFLOW: {"tags": [tag]}}}
    )

    report = await under(reporting, policy).report("hours last week")

    assert report.number == (await reporting.report(f"hours tag:{tag} last week")).number
    with pytest.raises(Unreadable):
        await under(reporting, policy).report(f"hours tag:{names['acme'].tags[1]} last week")


def test_no_other_word_is_a_place() -> None:
    with pytest.raises(PolicyFault):
        read({"channels": ["workflows"]})


def test_the_token_of_a_step_is_not_read() -> None:
    asked = executed({"event": run_of("hours")}, "U0BOT0001")

    assert asked is not None
    assert "xwfp" not in repr(asked)
    assert "xwfp" not in str(asked.form)
    assert executed({"event": {"type": "function_executed"}}, "") is None
