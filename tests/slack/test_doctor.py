"""`/dgusage doctor`: for those who administer the bot, and for nobody else."""

import json
from dataclasses import dataclass

import pytest

from bot.blocks.doctor import doctor_card
from bot.blocks.limits import violations
from bot.demo.access import FULL
from bot.policy.gate import Look
from bot.policy.model import Aim, Need, Person, Policy, Room, Spot, Standing
from bot.slack import doctoring
from bot.slack.gate import SlackGate
from bot.trouble import Trouble
from tests.fakes.slack import SECRET, TOKEN, Posted
from tests.slack.whole import ANA, Whole


@dataclass(frozen=True)
class Found:
    name: str
    ok: bool
    says: str


def text_of(card: Posted) -> str:
    return f"{card.text} {json.dumps(card.blocks, ensure_ascii=False)}"


async def test_an_admin_sees_a_line_for_each_thing(whole: Whole) -> None:
    whole.slack.people[ANA]["is_admin"] = True

    card = await whole.asked("doctor")

    said = text_of(card)
    for name in ("settings", "deepgram project", "deepgram cost", "store", "slack scopes", "audit"):
        assert f'"{name}"' in said, name
    assert card.user == ANA


async def test_and_no_secret(whole: Whole) -> None:
    whole.slack.people[ANA]["is_admin"] = True

    said = text_of(await whole.asked("doctor"))

    assert not [secret for secret in (TOKEN, SECRET, FULL) if secret in said]


async def test_what_is_missing_is_named_with_what_to_do(whole: Whole) -> None:
    whole.slack.people[ANA]["is_owner"] = True
    whole.slack.scopes -= {"files:write"}

    card = await whole.asked("Doctor")

    assert "files:write (to answer with CSV files)" in text_of(card)
    assert "reinstall the app from manifest.yml" in text_of(card)
    assert "to be done" in str(card.blocks[0])


async def test_everybody_else_is_told_whom_to_ask(whole: Whole) -> None:
    said = text_of(await whole.asked("doctor"))

    assert "This is only for some, and you are not among them." in said
    assert "ask whoever runs dgusage here" in said
    assert "deepgram project" not in said


async def test_in_the_open_it_is_for_its_asker_alone(whole: Whole) -> None:
    whole.slack.people[ANA]["is_admin"] = True

    await whole.sender.mention("doctor")

    card = await whole.seen("chat.postEphemeral")
    assert "in order" in card.text or "to be done" in card.text
    assert card.user == ANA


async def test_what_takes_too_long_is_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctoring, "SECONDS", 0.05)
    closed = []

    async def examine():
        try:
            yield Found("settings", ok=True, says="ok")
            await doctoring.asyncio.Event().wait()
        finally:
            closed.append(True)

    admin = Person(ANA, standing=Standing.MEMBER, admin=True)
    look = Look(Policy(), admin, Spot("", Room.OWN), Aim.ASKER)

    reply = await doctoring.doctor(SlackGate(), look, examine)

    assert "1 things are in order so far" in reply.message.text
    assert "There was no time for the rest" in str(reply.message.blocks)
    assert closed == [True]


async def test_the_policy_can_name_who_administers(whole: Whole) -> None:
    policy = Policy(may={Need.ADMIN: frozenset({ANA})})
    gate = SlackGate(policy)
    ana, chief = (
        Person(who, standing=Standing.MEMBER, admin=admin)
        for who, admin in ((ANA, False), ("U0CHIEF01", True))
    )

    await gate.need(Look(policy, ana, Spot("", Room.OWN), Aim.ASKER), Need.ADMIN, "doctor")
    with pytest.raises(Trouble, match="ask whoever runs dgusage here"):
        await gate.need(Look(policy, chief, Spot("", Room.OWN), Aim.ASKER), Need.ADMIN, "doctor")


def test_however_much_there_is_slack_takes_it() -> None:
    findings = [Found(f"thing {n}", ok=n % 2 == 0, says="<!channel> *x* " * 90) for n in range(90)]

    card = doctor_card(findings)

    assert violations(card) == []
    assert "<!channel>" not in card.text
    assert card.blocks[0]["text"]["text"] == "45 of 90 things are to be done"
