"""Whether what people wrote is sealed in the store, and whether all of it can be opened."""

from bot.doctor.finding import Finding, todo, well
from bot.store.connection import Store
from bot.store.resealing import Count, counted

OFF = "off; DGUSAGE_STORE_KEY seals digests and saved questions against who can read Redis"
ANEW = "{former} values are plain or of an older key: dgusage seal"


async def sealed(store: Store) -> Finding:
    """How everything that may be sealed stands. Raises StoreUnavailable."""
    return said(await counted(store), on=bool(store.seal), only=store.seal.only)


def said(count: Count, *, on: bool, only: bool) -> Finding:
    """What is said of it."""
    name = "store sealing"
    if count.lost:
        why = count.why.value if count.why else "it is damaged"
        return todo(name, f"{count.lost} values cannot be opened: {why}")
    if not on:
        return well(name, OFF)
    if count.former:
        anew = ANEW.format(former=count.former)
        return todo(name, f"{anew}; they are refused") if only else well(name, f"on; {anew}")
    return well(name, f"on, {count.sealed} values")
