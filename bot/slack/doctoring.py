"""`/dgusage doctor`: what is in order and what is not, for those who administer the bot."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from bot.blocks.doctor import Finding, doctor_card
from bot.blocks.saved import said
from bot.policy.gate import Look
from bot.policy.model import Need
from bot.slack.gate import SlackGate
from bot.slack.seam import Reply, both

ORDER = "doctor"
SECONDS = 17.0  # for everything; what is not looked at by then is left out, and that is said
NOT_HERE = "There is no doctor here. In a terminal there is one: dgusage doctor"

Examine = Callable[[], AsyncGenerator[Finding, None]]  # in the order in which things matter


async def doctor(gate: SlackGate, look: Look, examine: Examine | None) -> Reply:
    """Every finding, for whoever may administer; raises Trouble for others."""
    await gate.need(look, Need.ADMIN, ORDER)
    if examine is None:
        return both(said(NOT_HERE), alone=True)
    findings: list[Finding] = []
    ended = await _collected(examine, findings)
    return both(doctor_card(findings, ended=ended), alone=True)


async def _collected(examine: Examine, findings: list[Finding]) -> bool:
    """Collects the findings; False where there was no time for all of them."""
    try:
        async with asyncio.timeout(SECONDS):
            async with aclosing(examine()) as found:
                async for finding in found:
                    findings.append(finding)  # noqa: PERF401 (those before the time was over count)
    except TimeoutError:
        return False
    return True
