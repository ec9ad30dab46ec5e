"""Shows somebody's Home tab: at once what is at hand, and then with its figures."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.blocks.home import home_card
from bot.blocks.message import Block
from bot.blocks.shapes import context, verbatim
from bot.question.model import Standpoint
from bot.slack.home import FIT
from bot.slack.homing import Homing
from bot.slack.payload import Asked
from bot.slack.post import Post, to_their_home
from bot.slack.seam import Reply, both

EARLY = 1.5  # seconds that a tab waits for its figures before it is shown without them
SHORT = 4  # blocks of what can be told on the tab itself
ELSEWHERE = (context(verbatim("The answer is in the Messages tab, beside this one.")),)


async def shown(
    post: Post,
    homing: Homing,
    asked: Asked,
    standpoint: Standpoint,
    notice: Sequence[Block] = (),
    *,
    welcome: bool = False,
) -> Reply:
    """The whole tab; where its figures take their time, it is shown without them first."""
    page = replace(await homing.page(asked), notice=notice, welcome=welcome)
    if page.refused:
        return both(home_card(page))
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(homing.glance(asked, standpoint))
        done, _ = await asyncio.wait({reading}, timeout=EARLY)
        if not done:
            await to_their_home(post, asked, home_card(page))
    return both(home_card(replace(page, glance=reading.result())))


def brief(reply: Reply) -> Sequence[Block]:
    """A reply that is shown on the tab itself; nothing where it belongs into a message."""
    blocks = reply.message.blocks
    fits = len(blocks) <= SHORT and all(block.get("type") in FIT for block in blocks)
    return blocks if fits and blocks and not reply.answered and reply.file is None else ()
