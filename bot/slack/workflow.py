"""The step "Get a usage report" of Workflow Builder: a question in, a text and a number out.

https://docs.slack.dev/workflows/workflow-steps, https://docs.slack.dev/reference/events/function_executed

Whoever builds a workflow decides where its texts go, and nobody can tell us who that is: so a
workflow is a place of its own, `workflow`, which sees usage and nothing else
(docs/decisions/0010-workflows-see-usage.md).
"""

from dataclasses import dataclass
from html import unescape

from bot.answer.model import Answer
from bot.ask import Desk, answer, understand
from bot.blocks.answer import answer_card
from bot.blocks.figures import plotted
from bot.blocks.message import Message
from bot.blocks.unclear import sentence
from bot.clock import Clock
from bot.deadline import within
from bot.policy.gate import Look
from bot.policy.model import WORKFLOW, Aim, Need, Person, Policy, Room, Spot, Standing
from bot.policy.say import contact
from bot.policy.sight import within_sight
from bot.policy.table import needed
from bot.question.model import Question, Standpoint, Subject, Unclear
from bot.question.say import spell
from bot.slack.gate import SlackGate
from bot.slack.payload import EVENT_SECONDS, Asked, Body, How, home_team, marks, text_at
from bot.slack.people import Defaults
from bot.slack.post import Post, Way
from bot.slack.seam import Reply, both
from bot.slack.sighted import sighted
from bot.slack.web import Verdict, verdict_of
from bot.trouble import Reason, Trouble

STEP = "usage_report"  # the callback_id of the function in the manifest
QUESTION_SECONDS = 20.0  # for everything that Deepgram is asked
TYPE_ONE = "The step has no question. Give it one, such as: tag:support last week"
ONLY_USAGE = (
    "Workflows get usage only: no cost, keys, requests or balance, since nobody can tell who reads "
    "what they post."
)
NARROWED = (
    "Here some people see only some tags or projects, and nobody can tell who reads what a workflow "
    "posts. Whoever runs dgusage can say in DGUSAGE_POLICY what `workflow` sees."
)
NO_STEP = "This step is not one of dgusage's."


@dataclass(frozen=True, slots=True)
class Report:
    """What a step gives: the whole answer in sentences, and its leading figure as it says it."""

    text: str
    number: float


@dataclass(frozen=True, slots=True)
class Reporting:
    """Answers the questions of workflows."""

    desk: Desk
    clock: Clock
    gate: SlackGate
    defaults: Defaults

    async def report(self, text: str) -> Report:
        """The report that a question asks for; raises Trouble, and Unreadable where it is none."""
        if not text:
            raise Unreadable(TYPE_ONE)
        standpoint = self._standpoint()
        look = of_workflows(self.gate.policy)
        await self.gate.closed(look)
        with within(QUESTION_SECONDS):
            found = await self._answer(text, look, standpoint)
        said = unescape(answer_card(found, now=self.clock()).text)
        return Report(said, plotted(found.total[found.lead], found.lead))

    async def _answer(self, text: str, look: Look, standpoint: Standpoint) -> Answer:
        desk = sighted(self.desk, look)
        known = await understand(text, standpoint, desk)
        question = known.question
        if isinstance(question, Unclear):
            raise Unreadable(sentence(text, question))
        permitted(look.policy, question)
        verdict = await self.gate.check(look, question, spell(question, known.vocabulary))
        found = await answer(verdict.question or question, standpoint, desk, known.names)
        return within_sight(found, verdict.sight)

    def _standpoint(self) -> Standpoint:
        of = self.defaults
        return Standpoint(
            self.clock(), of.zone, week_start=of.week_start, default_period=of.default_period
        )


class Unreadable(Exception):  # noqa: N818 (named as people say it)
    """The text of a step is no question; the argument is a sentence that says why."""


def of_workflows(policy: Policy) -> Look:
    """What is known of every workflow: it is of this workspace, and a place of its own."""
    somebody = Person(WORKFLOW, standing=Standing.MEMBER, groups=frozenset())
    return Look(policy, somebody, Spot(WORKFLOW, Room.CHANNEL, shared=False), Aim.SHARE)


def permitted(policy: Policy, question: Question) -> None:
    """Raises Trouble where a workflow does not get an answer to that, whatever else is allowed."""
    if question.subject is Subject.HELP:
        raise Unreadable(TYPE_ONE)
    if needed(question) != {Need.USAGE}:
        raise _refused(ONLY_USAGE, policy)
    if policy.sees and WORKFLOW not in policy.sees:
        raise _refused(NARROWED, policy)


def _refused(why: str, policy: Policy) -> Trouble:
    refused = f"{why} If you should see it, ask {contact(policy)}."
    return Trouble(Reason.NOT_ALLOWED, {"refused": refused})


def executed(body: Body, bot: str) -> Asked | None:  # noqa: ARG001 (a payload.Reader)
    """A step was run: its question. The user that it may name is not looked at."""
    run = text_at(body, "event", "function_execution_id")
    if not run:
        return None
    ours = text_at(body, "event", "function", "callback_id") == STEP
    return Asked(
        text=text_at(body, "event", "inputs", "question").strip() if ours else "",
        how=How.WORKFLOW,
        user_id="",
        team_id=home_team(body),
        form={"run": run, "ours": ours},
        marks=(
            *marks(EVENT_SECONDS, ("event", text_at(body, "event_id"))),
            *marks(EVENT_SECONDS, ("run", run)),
        ),
    )


async def reported(reporting: Reporting, asked: Asked) -> Reply:
    """What is handed over to the next step, or why there is nothing; raises Trouble."""
    if not asked.form.get("ours"):
        return both(Message(NO_STEP))
    try:
        report = await reporting.report(asked.text)
    except Unreadable as fault:
        return both(Message(str(fault)))
    made = Message(report.text)
    return Reply(made, made, answered=True, number=report.number)


def handing_over(number: float) -> Way:
    """The way in which a step ends well."""

    async def hand_over(post: Post, asked: Asked, message: Message) -> Verdict:
        run = str(asked.form.get("run"))
        outputs = {"text": message.text, "number": number}
        ending = post.client.functions_completeSuccess(function_execution_id=run, outputs=outputs)
        return await verdict_of(ending)

    return hand_over
