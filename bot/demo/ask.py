"""What an endpoint is given to answer from, and how the simulation behaves where sources disagree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.demo.access import ApiKey
from bot.demo.params import Params
from bot.demo.world import Account


@dataclass(frozen=True, slots=True)
class Manner:
    """A reading of Deepgram wherever its documents, its SDKs and its captured answers differ.

    `end_included`: whether the day `end` is among those asked for. `untagged`: how a row without
    tags shows it. `flat_key`, `flat_request`: one key or request without its wrapper. `bare_models`:
    one model in a row as a string (2025). `marked_tags`: usage/fields writes `tag=x`. `key_details`:
    the list of keys has tags and expiry. `callback_url`: a request's callback as its URL.
    `newest_first`: rows of breakdowns run backwards. `contract`: the project pays by contract, so
    that there are no dollars.
    """

    end_included: bool = True
    untagged: Literal["null", "empty", "absent"] = "null"
    flat_key: bool = False
    flat_request: bool = False
    bare_models: bool = False
    marked_tags: bool = False
    key_details: bool = True
    callback_url: bool = False
    newest_first: bool = False
    contract: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that has been let in: who asks, when (aware, UTC), for what.

    `accounts` are the ones that the asker sees, or the one that the path names. `ids` are the
    further ids in it.
    """

    accounts: tuple[Account, ...]
    caller: ApiKey
    now: datetime
    params: Params
    manner: Manner
    ids: tuple[str, ...] = ()

    @property
    def account(self) -> Account:
        """The account that the path names."""
        return self.accounts[0]
