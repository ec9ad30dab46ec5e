"""The store's one failure."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class StoreUnavailable(Exception):  # noqa: N818 (named as people say it)
    """The store did not take part; `sentence` says why, with no address and no secret in it.

    At start the sentence tells the operator what to set. While questions are answered it is for
    the log only: cached figures can be done without, and what cannot is Trouble(STORE_DOWN).
    """

    sentence: str

    def __str__(self) -> str:
        return self.sentence
