"""What Deepgram, or the way there, can do to a question."""

from collections.abc import Callable

from bot.demo import refusals
from bot.demo.faults import Fault, down, gateway, limited
from bot.demo.refusals import Refusal
from tests.fakes.deepgram_faults import Reply, faulty
from tests.soak.faults import FIGURE, NO_FIGURE, Row, Strike, asking, fresh
from tests.soak.stage import Stage

PART = "Deepgram"
ZEROS = 64 * 2**20  # bytes that a few zipped ones become
USAGE = "*/usage/breakdown"


def _fault(fault: Fault, path: str = "*") -> Strike:
    async def strike(stage: Stage) -> None:
        stage.deepgram.faults.set(path, fault)

    return strike


def _says(refusal: Callable[[], Refusal], path: str = "*") -> Strike:
    return _fault(Fault(refusal=refusal()), path)


def _body(body: bytes) -> Strike:
    return _fault(Fault(200, body), USAGE)


def _line(how: Callable[[Stage], object]) -> Strike:
    async def strike(stage: Stage) -> None:
        await how(stage)  # type: ignore[misc]

    return strike


def _instead(reply: Reply) -> Strike:
    """From now on another server is there, which answers everything so."""

    async def strike(stage: Stage) -> None:
        other = await stage.stack.enter_async_context(faulty(reply))
        host, port = other.url.removeprefix("http://").split(":")
        stage.upstream.target = (host, int(port))
        await stage.upstream.reset()  # whoever has a line to the other one loses it
        await stage.upstream.heal()

    return strike


def _no(fault: str, strike: Strike, sees: str, **more: object) -> Row:
    """A fault after which there is a reason, and no figure."""
    return Row(PART, fault, strike, sees, NO_FIGURE, **more)  # type: ignore[arg-type]


def _untrusted(fault: str, body: bytes, *, gate: bool = False) -> Row:
    return _no(fault, _body(body), "cannot be trusted", gate=gate)


ROWS = (
    _no("401", _says(refusals.bad_key), "refused the bot's API key", calls=3, gate=True),
    _no("403 on usage", _says(lambda: refusals.no_scope("usage:read"), USAGE), "usage:read"),
    Row(PART, "403 on billing alone", _says(lambda: refusals.no_scope("billing:read"),
        "*/billing/*"), "billing:read", r"\$\d", ask=fresh("cost by tag")),
    Row(PART, "403 on billing, usage asked", _says(lambda: refusals.no_scope("billing:read"),
        "*/billing/*")),
    _no("404, the project is gone", _says(refusals.no_project), "does not know this project"),
    Row(PART, "429 once, for 1 s", _fault(limited(1, times=1), USAGE), calls=4, gate=True),
    _no("429, for longer than anybody waits", _fault(limited(24)), "limiting how often", calls=1, slow=True),
    _no("429, Retry-After: soon", _fault(Fault(429, b"", {"retry-after": "soon"})), "limiting"),
    Row(PART, "503 twice", _fault(down(times=2), USAGE), calls=4),
    _no("503 for ever", _fault(down()), r"error of its own \(503\)", calls=12),
    _no("502 in HTML", _fault(gateway(502)), "502", gate=True),
    _no("nobody listens", _line(lambda s: s.upstream.refuse()), "could not be reached"),
    _no("connections are reset", _line(lambda s: s.upstream.reset()), "could not be reached"),
    _no("answers break off", _line(lambda s: s.upstream.cut(300)), "could not be|not be trusted"),
    _no("no answer, ever", _line(lambda s: s.upstream.stall()), "did not answer in time", slow=True),
    _no("a byte every 0.4 s", _instead(Reply(body=b"x" * 4000, drip=0.4)), "answer in time",
        slow=True),
    _no("a zipped bomb", _instead(Reply(body=b" " * ZEROS, zipped=True)), "too large",
        memory=64 * 2**20),
    _untrusted("HTML with 200", b"<html>maintenance</html>", gate=True),
    _untrusted("nothing with 200", b""),
    _untrusted("broken JSON", b'{"results": [}'),
    _untrusted("null", b"null"),
    _untrusted("a BOM before JSON", b'\xef\xbb\xbf{"results": 3}'),
    _untrusted("NaN hours", b'{"start": "2026-11-01", "end": "2026-11-01", "results": [NaN]}'),
    _untrusted("a member twice", b'{"results": [], "results": []}'),
    Row(PART, "no usage on a day", _fault(Fault(delay=0.0)), "No usage",
        NO_FIGURE, ask=asking("by tag 2025-12-25")),
    Row(PART, "a day that is not over", _fault(Fault(delay=0.0)), "so far", ask=asking("today")),
    Row(PART, "usage fails, billing does not", _fault(down(), USAGE), r"\$\d|error of its own",
        ask=fresh("cost by line_item")),
    _no("names cannot be read", _fault(down(), "*/usage/fields"), "could not be read",
        ask=asking("tag:suport yesterday")),
    Row(PART, "keys cannot be read", _fault(down(), "*/keys"), FIGURE, ask=fresh("by key")),
)  # fmt: skip
