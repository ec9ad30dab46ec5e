"""How Deepgram says no: one `Refusal` for each reason, in the body that it uses for it.

There are three shapes of error body, and any endpoint may use any of them.
https://developers.deepgram.com/docs/errors
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

Body = Mapping[str, str] | str  # a string goes out as text/plain
TO_FILL = ""  # where the id of the request belongs in an error body


@dataclass(slots=True)
class Refusal(Exception):  # noqa: N818 (it is an answer, not a fault)
    """An answer other than 200."""

    status: int
    body: Body
    headers: Mapping[str, str] = field(default_factory=dict)


def _legacy(status: int, code: str, message: str) -> Refusal:
    return Refusal(status, {"err_code": code, "err_msg": message, "request_id": TO_FILL})


def _modern(status: int, category: str, message: str, details: str) -> Refusal:
    body = {"category": category, "message": message, "details": details, "request_id": TO_FILL}
    return Refusal(status, body)


def bad_key() -> Refusal:
    """401: the key is wrong, revoked or expired, or there is none."""
    return _legacy(401, "INVALID_AUTH", "Invalid credentials.")


def no_scope(scope: str) -> Refusal:
    """403: the key is good and lacks a scope, which is named."""
    return _modern(
        403,
        "INSUFFICIENT_PERMISSIONS",
        "Your account does not have the required scope to perform that action for this project.",
        f"Check that your account has the '{scope}' scope for this project.",
    )


def not_a_uuid(text: str) -> Refusal:
    """404: the id of the project is malformed."""
    odd = next(
        (spot for spot, char in enumerate(text, 1) if char not in "0123456789abcdefABCDEF-"), 0
    )
    why = f"invalid length: expected length 32 for simple format, found {len(text)}"
    if odd:
        why = (
            "invalid character: expected an optional prefix of `urn:uuid:` followed by "
            f"[0-9a-zA-Z], found `{text[odd - 1]}` at {odd}"
        )
    return Refusal(404, f"UUID parsing failed: {why}")


def other_project() -> Refusal:
    """404: the project exists and is not the key's."""
    return Refusal(404, {"err_code": "PROJECT_NOT_FOUND", "err_msg": "Project not found."})


def no_project() -> Refusal:
    """404: there is no such project."""
    return _modern(
        404,
        "NOT_FOUND",
        "A project with the submitted ID cannot be found.",
        "Check that you have submitted the intended project ID and that the project has not been "
        "deleted.",
    )


def no_such(thing: str) -> Refusal:
    """404: the project has no such key, request, balance, member or model."""
    return _modern(
        404,
        "NOT_FOUND",
        f"A {thing} with the submitted ID cannot be found.",
        f"Check that you have submitted the intended {thing} ID.",
    )


def no_path() -> Refusal:
    """404: there is nothing at this path."""
    return Refusal(404, "Not Found")


def no_method() -> Refusal:
    """405: this simulation only lets itself be read."""
    return Refusal(405, "Method Not Allowed", {"allow": "GET"})


def bad_query(why: str) -> Refusal:
    """400: a parameter cannot be read."""
    message = f"Failed to deserialize query parameters: {why}"
    return _legacy(400, "INVALID_QUERY_PARAMETER", message)


def unknown_variant(value: str, allowed: Sequence[str]) -> Refusal:
    """400: a parameter has a value that is not on its list."""
    return bad_query(f"unknown variant `{value}`, expected one of {', '.join(map(repr, allowed))}")


def limited(seconds: int) -> Refusal:
    """429: asked too often; try again after so many seconds."""
    refusal = _legacy(429, "TOO_MANY_REQUESTS", "Too many requests. Please try again later")
    return Refusal(refusal.status, refusal.body, {"retry-after": str(seconds)})


def unavailable() -> Refusal:
    """503, with the odd member that Deepgram gives it."""
    body = {"error_code": "Service Unavailable", "err_msg": "Please try again later"}
    return Refusal(503, {**body, "request_id": TO_FILL})


def read_uuid(text: str) -> str:
    """An id of a project in its usual form; a Refusal where it is none."""
    try:
        return str(UUID(text))
    except ValueError:
        raise not_a_uuid(text) from None
