"""Somebody's own digests, for their Home tab."""

from dataclasses import dataclass

from bot.blocks.home import DIGESTS, NO_DIGESTS
from bot.blocks.shapes import buttons, context, verbatim
from bot.digest.cards import new_button
from bot.policy.model import Person
from bot.slack.digesting import Desks
from bot.slack.homing import Rows
from bot.slack.payload import Asked

EACH = 2  # blocks of a digest


@dataclass(frozen=True, slots=True)
class OwnDigests:
    """The digests of whoever asks, wherever they post; raises Trouble."""

    desks: Desks

    async def __call__(self, asked: Asked) -> Rows:
        """As many as there is room for, and how many more there are."""
        rows = await self.desks.rows_for(Person(asked.user_id, asked.team_id))
        room = EACH * DIGESTS
        shown = rows[:room] or [context(verbatim(NO_DIGESTS))]
        return Rows([*shown, buttons([new_button()])], len(rows[room:]) // EACH)
