"""Every way in which a question can fail to be answered: one closed set, one sentence each.

A failure is a `Trouble` with a `Reason`. Nothing else may reach a person: no exception text, no
traceback, no body of an upstream answer. What a person simply mistyped is not trouble but an
`Unclear` question (bot.question.model).
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no answer."""

    KEY_REFUSED = "key_refused"
    SCOPE_MISSING = "scope_missing"
    PROJECT_NOT_FOUND = "project_not_found"
    NO_PROJECT = "no_project"
    SEVERAL_PROJECTS = "several_projects"
    QUERY_REFUSED = "query_refused"
    LIMITED = "limited"
    DEEPGRAM_DOWN = "deepgram_down"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    NOT_TRUSTED = "not_trusted"
    TOO_LARGE = "too_large"
    TOO_OLD = "too_old"
    CANNOT_SPLIT = "cannot_split"
    TOO_MANY_CALLS = "too_many_calls"
    FIGURES_DISAGREE = "figures_disagree"
    NOT_FOUND = "not_found"
    NAMES_UNREAD = "names_unread"
    NOT_ALLOWED = "not_allowed"
    SLACK_SILENT = "slack_silent"
    OWNER_GONE = "owner_gone"
    NOT_YET = "not_yet"
    BUSY = "busy"
    STOPPING = "stopping"
    STORE_DOWN = "store_down"
    SEALED = "sealed"
    BROKEN = "broken"


# What happened, what it means, what to do. `{…}` is filled from `Trouble.facts`, with the
# fallback of FACTS where a fact is not known.
SENTENCES: dict[Reason, str] = {
    Reason.KEY_REFUSED: (
        "Deepgram refused the bot's API key (revoked, expired or mistyped), so there is no number. "
        "Whoever runs the bot: set a valid key in DEEPGRAM_API_KEY or DEEPGRAM_PROJECTS."
    ),
    Reason.SCOPE_MISSING: (
        "The bot's Deepgram key lacks the scope {scope}, so there is no number. "
        "Whoever runs the bot: use a key that has {scope} (an admin's key has it)."
    ),
    Reason.PROJECT_NOT_FOUND: (
        "Deepgram does not know this project, or it is not visible to the bot's key. "
        "Whoever runs the bot: check DEEPGRAM_PROJECT_ID."
    ),
    Reason.NO_PROJECT: (
        "The bot's Deepgram key sees no project. Whoever runs the bot: check DEEPGRAM_API_KEY."
    ),
    Reason.SEVERAL_PROJECTS: (
        "The bot's Deepgram key sees several projects ({projects}). "
        "Whoever runs the bot: name one in DEEPGRAM_PROJECT_ID."
    ),
    Reason.QUERY_REFUSED: (
        "Deepgram refused the query as malformed, so there is no number. "
        "Ask it in other words; if that fails too, this is a fault of the bot worth reporting."
    ),
    Reason.LIMITED: (
        "Deepgram is limiting how often we may ask (429), so there is no number. "
        "Try again in {wait}."
    ),
    Reason.DEEPGRAM_DOWN: (
        "Deepgram answered with an error of its own ({status}), so there is no number. "
        "Try again in a few minutes."
    ),
    Reason.UNREACHABLE: (
        "Deepgram could not be reached at {host}, so there is no number. "
        "Try again in a few minutes; if it stays so, check the bot's network."
    ),
    Reason.TOO_SLOW: (
        "Deepgram did not answer in time ({seconds} s), so there is no number. "
        "Try again, or ask for a shorter period."
    ),
    Reason.NOT_TRUSTED: (
        "Deepgram sent an answer that cannot be trusted ({fault}), so there is no number. "
        "Try again; if it stays so, this is worth reporting."
    ),
    Reason.TOO_LARGE: (
        "Deepgram's answer is too large to read safely, so there is no number. "
        "Ask for a shorter period or add a filter."
    ),
    Reason.TOO_OLD: (
        "Deepgram cannot be read, and the figures kept here are older than a week, so there is no "
        "number. Try again later."
    ),
    Reason.CANNOT_SPLIT: "{why} Ask instead: {instead}",
    Reason.TOO_MANY_CALLS: (
        "That would take {calls} calls to Deepgram, more than is allowed for one question. "
        "Add a filter, or group by one thing only."
    ),
    Reason.FIGURES_DISAGREE: (
        "The parts of this answer do not add up to its total, so it is not shown. "
        "Try again; if it stays so, this is worth reporting."
    ),
    Reason.NAMES_UNREAD: (
        "What {what} there are could not be read, so there is no number. {why} Try again in a minute."
    ),
    Reason.NOT_FOUND: "There is no such {what} that you may see here. Ask `{instead}` to find it.",
    Reason.NOT_ALLOWED: "{refused}",
    Reason.SLACK_SILENT: "{silent}",
    Reason.OWNER_GONE: (
        "Whoever set this digest up has left the workspace. Somebody in its channel can adopt it; "
        "then it goes on."
    ),
    Reason.NOT_YET: "This is not answered yet: {what}.",
    Reason.BUSY: "Too many questions at once. Yours was not asked; try again in {wait}.",
    Reason.STOPPING: "The bot is being restarted. Your question was not answered; ask again in a minute.",
    Reason.STORE_DOWN: (
        "The bot's memory (Redis) cannot be reached, so this cannot be done now. "
        "Try again in a few minutes; whoever runs the bot: check REDIS_URL."
    ),
    Reason.SEALED: (
        "What the bot had written down about this cannot be opened: {sealed}. "
        "Whoever runs the bot: check DGUSAGE_STORE_KEY; `dgusage doctor` says more."
    ),
    Reason.BROKEN: (
        "Something went wrong in the bot itself, so there is no number. "
        "Try again; if it stays so, report it with the reference {ref}."
    ),
}

FACTS = {
    "scope": "that this needs",
    "projects": "several",
    "wait": "a minute",
    "status": "5xx",
    "host": "its address",
    "seconds": "20",
    "fault": "not as documented",
    "why": "Deepgram does not give that in one answer.",
    "instead": "help",
    "calls": "too many",
    "refused": "This is not shown to you here. Ask whoever runs dgusage if it should be.",
    "silent": "Slack does not say just now who asks, or who is there. Try again in a minute.",
    "what": "thing",
    "ref": "in the log",
    "sealed": "it is sealed with another key",
}


@dataclass(slots=True)
class Trouble(Exception):  # noqa: N818 (named as people say it)
    """A question that could not be answered, and why; `facts` fill the reason's sentence."""

    reason: Reason
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What a person is told: what happened, what it means, what to do."""
        return SENTENCES[self.reason].format_map({**FACTS, **self.facts})

    def __str__(self) -> str:
        return self.sentence
