"""What an answer other than 200 means: a Trouble with facts of our own.

Deepgram has three bodies for an error (https://developers.deepgram.com/docs/errors): plain text,
`{err_code, err_msg}` (with `error_code` for a 503) and `{category, message, details}`; proxies add
HTML. Nothing of them is repeated, save the name of a scope.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from bot.deepgram.calls import Call, not_found
from bot.deepgram.strict import Object
from bot.trouble import Reason, Trouble

_SCOPE = re.compile(r"(?<![\w:/.-])[a-z]{3,20}:(?:read|write|destroy)(?![\w:-])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What an error's body says: a code in capitals, a text, and details; any may be empty."""

    code: str
    text: str
    details: str


def said(body: bytes) -> Said:
    """Read an error's body in whichever shape it comes; never fails."""
    written = body.decode(errors="replace")
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return Said("", written, "")
    code = _first(value, "category", "err_code", "error_code")
    return Said(code.upper(), _first(value, "message", "err_msg"), _first(value, "details"))


def _first(value: Object, *names: str) -> str:
    return next((each for name in names if isinstance(each := value.get(name), str)), "")


def trouble(call: Call, status: int, body: bytes, wait: float | None = None) -> Trouble:
    """The Trouble that an answer other than 200 is; `wait` is what a 429 asked for, in seconds."""
    meaning = _MEANINGS.get(status)
    if meaning is not None:
        return meaning(call, said(body))
    if status == _LIMITED:
        return limited(wait)
    if status >= _DOWN or status in _THEIRS:
        return Trouble(Reason.DEEPGRAM_DOWN, {"status": str(status)})
    if _REFUSED <= status < _DOWN:
        return Trouble(Reason.QUERY_REFUSED)
    fault = "a redirect" if _REDIRECT <= status < _REFUSED else f"an empty answer, {status}"
    return Trouble(Reason.NOT_TRUSTED, {"fault": fault})


_REDIRECT, _REFUSED, _DOWN = 300, 400, 500
_LIMITED = 429
_THEIRS = frozenset({402, 408})


def limited(wait: float | None) -> Trouble:
    """That Deepgram asked us to wait, and for how long if it said so."""
    return Trouble(Reason.LIMITED, {} if wait is None else {"wait": in_words(wait)})


def in_words(seconds: float) -> str:
    """A wait for a person, rounded up: "1 second", "40 seconds", "5 minutes", "2 hours"."""
    size, unit = next((size, unit) for size, unit in _UNITS if seconds > size * 2 or size == 1)
    number = max(1, int(-(-seconds // size)))
    return f"{number} {unit}" + ("" if number == 1 else "s")


_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def _unauthorized(call: Call, what: Said) -> Trouble:
    # The errors page also lists missing permissions as a 401, in a body of any shape.
    lacks = what.code == "INSUFFICIENT_PERMISSIONS" or "sufficient permission" in what.text
    return _forbidden(call, what) if lacks else Trouble(Reason.KEY_REFUSED)


def _forbidden(call: Call, what: Said) -> Trouble:
    named = _SCOPE.search(what.details) or _SCOPE.search(what.text)
    return Trouble(Reason.SCOPE_MISSING, {"scope": named[0] if named else call.scope})


def _missing(call: Call, what: Said) -> Trouble:
    of_project = what.code == "PROJECT_NOT_FOUND" or "project" in what.text.lower()
    if call.thing and not of_project:
        return not_found(call.thing)
    return Trouble(Reason.PROJECT_NOT_FOUND)


_MEANINGS: MappingProxyType[int, Callable[[Call, Said], Trouble]] = MappingProxyType(
    {401: _unauthorized, 403: _forbidden, 404: _missing}
)
