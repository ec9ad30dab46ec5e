"""What everybody who answers, shares or posts asks first: who it is, where, and what they may see."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.policy.model import Aim, Need, Person, Policy, Sight, Spot, Verdict, Why
from bot.policy.say import because
from bot.policy.sight import sight
from bot.policy.table import closed
from bot.question.model import Question
from bot.trouble import Reason, Trouble

# What may be otherwise in a minute, once Slack says more.
FOR_NOW = frozenset({Why.UNKNOWN_PERSON, Why.MAYBE_EXTERNAL})
# What is told to whoever asked, and to nobody beside them.
FOR_ONE = frozenset({Reason.NOT_ALLOWED, Reason.SLACK_SILENT})


@dataclass(frozen=True, slots=True)
class Look:
    """Who asks, where, and for whose eyes, as it is known now. It is looked at anew at each step."""

    policy: Policy
    person: Person
    spot: Spot
    aim: Aim

    @property
    def sight(self) -> Sight:
        """How far they see here."""
        return sight(self.policy, self.person, self.spot)

    @property
    def closed(self) -> Why | None:
        """Why they get nothing at all here; None where it depends on the question."""
        return closed(self.policy, self.person, self.spot)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be written down: an event, by whom, where, and facts of our own vocabulary."""

    event: str
    who: str
    where: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Book:
    """Where deeds are written: `surely` is back when it is done and raises Trouble, `soon` at once."""

    surely: Callable[[Deed], Awaitable[None]]
    soon: Callable[[Deed], None]


async def _nowhere(deed: Deed) -> None:
    """Nothing is written down."""


NO_BOOK = Book(_nowhere, lambda _: None)


class Gate(Protocol):
    """Whoever decides. Each question is checked when it is answered, by who asks it then."""

    async def look(self, user: str, spot: Spot, aim: Aim) -> Look:
        """Who it is and where; never raises. What Slack does not say is unknown."""
        ...

    async def check(self, look: Look, question: Question, spelled: str) -> Verdict:
        """The verdict, with the question to answer instead.

        Raises Trouble: NOT_ALLOWED, SLACK_SILENT, NOT_FOUND, or STORE_DOWN where it must be recorded and cannot.
        """
        ...

    async def need(self, look: Look, need: Need, act: str) -> None:
        """Lets an act pass that is no question; raises Trouble as `check`."""
        ...


def refusal(why: Why, policy: Policy) -> Trouble:
    """The trouble of a refusal, in words that say whom to ask.

    What is not there and what may not be seen are the same trouble.
    """
    if why is Why.NOT_FOUND:
        return Trouble(Reason.NOT_FOUND, {"what": "name", "instead": "help"})
    if why in FOR_NOW:
        return Trouble(Reason.SLACK_SILENT, {"silent": because(why, policy)})
    return Trouble(Reason.NOT_ALLOWED, {"refused": because(why, policy)})
