"""What is said about access: why something is not shown, what one may see, what is in force."""

from collections.abc import Iterator

from bot.policy.model import ALONE, Aim, Need, Person, Policy, Showing, Sight, Spot, Standing, Why
from bot.policy.sight import sight
from bot.policy.table import rule

CONTACT = "whoever runs dgusage here"

SENTENCES: dict[Why, str] = {
    Why.GUEST: "Guests of this workspace get no figures.",
    Why.STRANGER: "People from other workspaces get no figures.",
    Why.NOBODY: "Bots and deactivated accounts get no figures.",
    Why.UNKNOWN_PERSON: (
        "Slack does not say just now who you are in this workspace, so there are no figures; "
        "try again in a minute."
    ),
    Why.UNKNOWN_PLACE: "Slack does not say what kind of place this is, so there are no figures.",
    Why.PLACE: "Questions are not answered in this place.",
    Why.EXTERNAL: "Other companies are in this channel, so figures are not posted here.",
    Why.MAYBE_EXTERNAL: (
        "Slack does not say whether other companies are in this channel, so figures are not "
        "posted here."
    ),
    Why.NOT_NAMED: "This is only for some, and you are not among them.",
    Why.ONLY_SOME: "This is only for some, so it is not posted where all can see it.",
    Why.ALWAYS_PRIVATE: "This is only ever shown to the one who asks.",
    Why.ACCOUNT_WIDE: "This is about the whole account, and you see some of its tags here.",
    Why.NOT_FOUND: "There is nothing of that name that you may see here.",
}

NEEDS: dict[Need, str] = {
    Need.USAGE: "usage",
    Need.COST: "cost",
    Need.NAMES: "names of tags, models and projects",
    Need.KEY_NAMES: "usage by key",
    Need.KEYS: "details of API keys",
    Need.REQUESTS: "single requests",
    Need.BALANCE: "balance and credits",
    Need.DIGESTS: "digests",
    Need.ADMIN: "administration",
}

STANDINGS: dict[Standing, str] = {
    Standing.MEMBER: "a full member of this workspace",
    Standing.GUEST: "a guest of this workspace",
    Standing.ULTRA_GUEST: "a guest of one channel",
    Standing.STRANGER: "from another workspace",
    Standing.BOT: "a bot",
    Standing.DELETED: "deactivated",
    Standing.UNKNOWN: "somebody whom Slack does not tell us about just now",
}

SHARED: dict[bool | None, str] = {
    True: "shared with other companies",
    False: "of this workspace alone",
    None: "of which Slack does not say whether other companies are in it",
}


def contact(policy: Policy) -> str:
    """Whom to ask for more."""
    return policy.contact or CONTACT


def because(why: Why, policy: Policy) -> str:
    """Why it is not shown, and with whom to ask."""
    return f"{SENTENCES[why]} If you should see it, ask {contact(policy)}."


def explain_access(policy: Policy, person: Person, spot: Spot) -> str:
    """What somebody may see in a place and why, in plain lines, for that person's eyes."""
    lines = [f"You are {STANDINGS[person.standing]}; this is {_place(spot)}.", ""]
    lines += [_line(policy, person, spot, need) for need in NEEDS]
    seen = sight(policy, person, spot)
    if not seen.whole:
        lines += ["", f"You see {reach(seen)} here, and nothing beside."]
    return "\n".join([*lines, "", f"If you should see more, ask {contact(policy)}."])


def _line(policy: Policy, person: Person, spot: Spot, need: Need) -> str:
    alone = rule(policy, person, spot, Aim.ASKER, need)
    if alone.why is not None and alone.showing is Showing.REFUSED:
        return f"- {NEEDS[need]}: no. {SENTENCES[alone.why]}"
    if need in {Need.DIGESTS, Need.ADMIN}:
        return f"- {NEEDS[need]}: yes"
    if spot.room in ALONE:
        return f"- {NEEDS[need]}: yes, only you see it"
    shared = rule(policy, person, spot, Aim.SHARE, need)
    if shared.showing is Showing.PUBLIC:
        return f"- {NEEDS[need]}: yes; only you see it until you share it"
    return f"- {NEEDS[need]}: yes, only you see it. {SENTENCES[shared.why or Why.ALWAYS_PRIVATE]}"


def _place(spot: Spot) -> str:
    if spot.room in ALONE:
        return "a place of your own"
    return f"a conversation {SHARED[spot.shared]}"


def reach(seen: Sight) -> str:
    """How far a sight goes, in words."""
    parts = (("tag", seen.tags), ("project", seen.projects))
    return " of ".join(
        f"{name}{'s' if len(names) != 1 else ''} {', '.join(sorted(names)) or '(none)'}"
        for name, names in parts
        if names is not None
    )


def in_force(policy: Policy) -> Iterator[str]:
    """The policy in force, a line for each of its rules, for those who run the bot."""
    if policy.channels is None:
        yield "answers in every channel of the workspace, in direct messages and on Home"
    else:
        yield f"answers only in {_listed(policy.channels)}"
    for need, names in policy.may.items():
        yield f"{need.value}: only {_listed(names)}"
    for name, seen in sorted(policy.sees.items()):
        yield f"{name} sees only {reach(seen)}"
    if Need.ADMIN not in policy.may:
        yield "admin: owners and admins of the workspace"
    yield "guests, people of other workspaces and unknown people get no figures"
    yield "key details, requests and balance are shown to the asker alone"
    yield f"who should see more is sent to {contact(policy)}"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "(nobody)"
