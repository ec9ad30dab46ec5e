"""Whose key it is: a person by their e-mail address, their name, or a part of either. Pure."""

from collections.abc import Callable, Iterable, Sequence

from bot.account import Key, Member


def owned(keys: Iterable[Key], text: str) -> tuple[Key, ...]:
    """The keys of whoever is meant: the closest way of matching that finds anybody decides."""
    every = [key for key in keys if key.owner]
    wanted = text.casefold().strip()
    for way in WAYS:
        found = tuple(key for key in every if key.owner and way(key.owner, wanted))
        if found:
            return found
    return ()


def people(keys: Iterable[Key]) -> tuple[str, ...]:
    """Whose keys these are, each person once, by name or else by e-mail address."""
    owners = {k.owner.id: k.owner.name or k.owner.email for k in keys if k.owner}
    return tuple(sorted(owners.values()))


def _wholly(owner: Member, wanted: str) -> bool:
    return wanted in {owner.email.casefold(), owner.name.casefold(), owner.id.casefold()}


def _by_word(owner: Member, wanted: str) -> bool:
    """One of their names, or what stands before the @."""
    return wanted in {*owner.name.casefold().split(), owner.email.casefold().partition("@")[0]}


def _by_beginning(owner: Member, wanted: str) -> bool:
    words = (*owner.name.casefold().split(), owner.name.casefold(), owner.email.casefold())
    return any(word.startswith(wanted) for word in words)


def _anywhere(owner: Member, wanted: str) -> bool:
    return wanted in owner.email.casefold() or wanted in owner.name.casefold()


WAYS: Sequence[Callable[[Member, str], bool]] = (_wholly, _by_word, _by_beginning, _anywhere)
