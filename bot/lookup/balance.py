"""What is left of the credits, when they end, and how long they last at the pace of late."""

import asyncio
from datetime import timedelta

from bot.answer.listing import Listing
from bot.lookup.balance_card import Purse, balance_card
from bot.lookup.desk import Inquiry
from bot.lookup.each import each_project, or_trouble
from bot.lookup.sums import sums
from bot.question.model import Period, Subject
from bot.trouble import Trouble

PACE_DAYS = 28  # complete UTC days of which the pace is the mean; the last seven are another


async def look_up_balance(inquiry: Inquiry) -> Listing:
    """The credits of every project that the question is about; raises Trouble."""
    found = await each_project(inquiry, lambda project: _purse(inquiry, project))
    return balance_card(inquiry, found.of, found.notes)


async def _purse(inquiry: Inquiry, project: str) -> Purse:
    account = inquiry.desk.account
    balances, purchases, spent = await asyncio.gather(
        or_trouble(account.balances(project)),
        or_trouble(account.purchases(project)),
        or_trouble(sums(inquiry, project, Subject.COST, (), complete(inquiry))),
    )
    if isinstance(balances, Trouble):
        raise balances
    return Purse(tuple(balances), purchases, spent, complete(inquiry))


def complete(inquiry: Inquiry) -> Period:
    """The complete days that the pace is worked out from: today is not over."""
    yesterday = inquiry.today - timedelta(days=1)
    return Period(yesterday - timedelta(days=PACE_DAYS - 1), yesterday)
