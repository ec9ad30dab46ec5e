"""What people are told of the policy, and how the settings' text is read."""

import pytest

from bot.policy import say
from bot.policy.model import Need, Person, Policy, Room, Sight, Spot, Standing, Why
from bot.policy.read import PolicyFault, read
from bot.policy.say import because, explain_access, in_force

WHOLE = {
    "channels": ["C0GENERAL", "dm"],
    "may": {"cost": ["S0FINANCE", "U0ANA0001"], "admin": []},
    "sees": {"C0SUPPORT": {"tags": ["support"]}, "S0SALES01": {"projects": ["acme"]}},
    "contact": " #data-platform ",
}


def test_a_policy_is_read_whole() -> None:
    policy = read(WHOLE)

    assert policy == Policy(
        frozenset({"C0GENERAL", "dm"}),
        {Need.COST: frozenset({"S0FINANCE", "U0ANA0001"}), Need.ADMIN: frozenset()},
        {"C0SUPPORT": Sight(frozenset({"support"})), "S0SALES01": Sight(None, frozenset({"acme"}))},
        "#data-platform",
    )
    assert policy.groups == {"S0FINANCE", "S0SALES01"}
    assert read({}) == Policy()


@pytest.mark.parametrize(
    ("plain", "piece"),
    [
        ([], "object"),
        ({"chanels": []}, "'chanels'"),
        ({"channels": "C0GENERAL"}, "list"),
        ({"channels": ["general"]}, "'general'"),
        ({"may": {"costs": ["U0ANA0001"]}}, "'costs'"),
        ({"may": {"help": ["U0ANA0001"]}}, "'help'"),
        ({"may": {"cost": "U0ANA0001"}}, "may.cost"),
        ({"may": {"cost": ["@ana"]}}, "'@ana'"),
        ({"may": []}, "may"),
        ({"sees": {"support": {"tags": ["a"]}}}, "'support'"),
        ({"sees": {"C0SUPPORT": {}}}, "sees.C0SUPPORT"),
        ({"sees": {"C0SUPPORT": {"tag": ["a"]}}}, "sees.C0SUPPORT"),
        ({"sees": {"C0SUPPORT": {"tags": "a"}}}, "sees.C0SUPPORT.tags"),
        ({"sees": []}, "sees"),
        ({"contact": 7}, "contact"),
    ],
)
def test_a_slip_in_a_policy_is_a_fault_and_never_ignored(plain: object, piece: str) -> None:
    with pytest.raises(PolicyFault) as raised:
        read(plain)

    assert any(piece in line for line in raised.value.lines)


def test_every_refusal_has_a_sentence_that_says_whom_to_ask() -> None:
    for why in Why:
        assert "ask #data-platform" in because(why, read(WHOLE))
        assert "whoever runs dgusage here" in because(why, Policy())
    assert set(say.STANDINGS) == set(Standing)
    assert set(say.NEEDS) == set(Need) - {Need.HELP}


def test_a_member_is_told_what_they_may_see_and_a_guest_that_it_is_nothing() -> None:
    policy = Policy(
        may={Need.COST: frozenset({"S0FINANCE"})},
        sees={"C0GENERAL": Sight(tags=frozenset({"support"}))},
    )
    here = Spot("C0GENERAL", Room.CHANNEL, shared=False)
    ana = Person("U0ANA0001", "T0", Standing.MEMBER, frozenset({"S0FINANCE"}))
    bo = Person("U0BO00001", "T0", Standing.MEMBER, frozenset())
    gil = Person("U0GIL0001", "T0", Standing.GUEST)

    said = explain_access(policy, ana, here)
    assert "full member" in said
    assert "- cost: yes, only you see it. This is only for some" in said
    assert "- usage: yes; only you see it until you share it" in said
    assert "- details of API keys: yes, only you see it" in said
    assert "You see tag support here" in said
    assert "- cost: no. This is only for some" in explain_access(policy, bo, here)
    assert "yes" not in explain_access(policy, gil, here)
    assert "yes, only you see it" in explain_access(Policy(), bo, Spot("D0BO00001", Room.DM))


def test_the_policy_in_force_is_said_rule_by_rule() -> None:
    said = "\n".join(in_force(read(WHOLE)))

    for piece in ("C0GENERAL, dm", "cost: only S0FINANCE, U0ANA0001", "admin: only (nobody)",
                  "C0SUPPORT sees only tag support", "#data-platform"):  # fmt: skip
        assert piece in said
    assert "every channel" in "\n".join(in_force(Policy()))
