"""The request log: …/requests and …/requests/{request_id}, as they are really answered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bot.demo import calls
from bot.demo.ask import Ask
from bot.demo.calls import Call, Wanted
from bot.demo.catalogue import NAMES
from bot.demo.entry import Entry
from bot.demo.listings import stamp
from bot.demo.params import DEPLOYMENTS, ENDPOINTS, METHODS, choice, moment, one, whole
from bot.demo.refusals import no_such

Body = dict[str, Any]
PENDING = timedelta(minutes=1)  # after which a request has a response
UNSETTLED = timedelta(minutes=10)  # after which its cost is right; it reads 0.0 before
ENDS = datetime.max.replace(tzinfo=UTC)
# A path may hold whatever the caller sent; this looks like a secret and is none.
CALLBACK = "https://hooks:not-a-secret@acme.example/transcripts?token=not-a-secret-either"
PATHS = {"agent": "/v1/agent/converse"}


def requests(ask: Ask) -> Body:
    """GET …/requests: newest first, in pages counted from 0, without a total."""
    limit, page = whole(ask.params, "limit", 10, 1, 1000), whole(ask.params, "page", 0, 0, 10**8)
    wanted, only = _wanted(ask), one(ask.params, "request_id")
    if only is None:
        found = calls.page(ask.account, wanted, ask.now, page * limit, limit)
    else:
        found = [call] if page == 0 and (call := _find(ask, only)) else []
    return {"page": page, "limit": limit, "requests": [_line(ask, call) for call in found]}


def request(ask: Ask) -> Body:
    """GET …/requests/{request_id}, in one of the two shapes that sources show."""
    found = _find(ask, ask.ids[0])
    if found is None:
        raise no_such("request")
    line = _line(ask, found)
    return line if ask.manner.flat_request else {"request": line}


def _wanted(ask: Ask) -> Wanted:
    status = choice(ask.params, "status", ("succeeded", "failed"))
    return Wanted(
        moment(ask.params, "start", ends_day=False) or ask.now - calls.KEPT,
        moment(ask.params, "end", ends_day=ask.manner.end_included) or ENDS,
        one(ask.params, "accessor"),
        choice(ask.params, "endpoint", ENDPOINTS),
        choice(ask.params, "method", METHODS),
        choice(ask.params, "deployment", DEPLOYMENTS),
        None if status is None else status == "failed",
    )


def _find(ask: Ask, request_id: str) -> Call | None:
    try:
        return calls.find(ask.account, str(UUID(request_id)), ask.now)
    except ValueError:
        return None


def _line(ask: Ask, call: Call) -> Body:
    pending = ask.now - call.made < PENDING
    return {
        "request_id": call.id,
        "project_uuid": ask.account.id,
        "created": stamp(call.made),
        "path": _path(call.entry),
        "api_key_id": call.entry.key,
        "response": None if pending else _failure(call) if call.failed else _success(ask, call),
        "callback": None if pending else _callback(ask, call),
    }


def _path(entry: Entry) -> str:
    path = PATHS.get(entry.endpoint, f"/v1/{entry.endpoint}")
    query = [("model", NAMES[uuid]) for uuid in entry.models[:1]]
    query += [("tag", tag) for tag in sorted(entry.tags)]
    query += [(name, CALLBACK if name == "callback" else "true") for name in sorted(entry.features)]
    return f"{path}?{urlencode(query)}"


def _callback(ask: Ask, call: Call) -> Body | str | None:
    if "callback" not in call.entry.features:
        return None
    if ask.manner.callback_url:
        return CALLBACK
    return {"attempts": 1, "code": 200, "completed": stamp(_completed(call) + timedelta(seconds=1))}


def _completed(call: Call) -> datetime:
    return call.made + timedelta(milliseconds=round(420 * call.spread))


def _failure(call: Call) -> Body:
    code, message = call.error
    return {"code": code, "completed": stamp(_completed(call)), "message": message}


def _success(ask: Ask, call: Call) -> Body:
    deployment = call.entry.deployment
    return {
        "details": _details(ask, call),
        "token_details": _tokens(call),
        **({"tts_details": _speech(call)} if call.entry.endpoint == "speak" else {}),
        "code": 200,
        "completed": stamp(_completed(call)),
        "deployment": "hosted:us" if deployment == "hosted" else deployment,
    }


def _details(ask: Ask, call: Call) -> Body:
    entry, audio = call.entry, _each(call, call.entry.hours + call.entry.agent_hours) * 3600
    channels = 2 if entry.total_hours > entry.hours else 1
    return {
        **_usd(ask, call),
        "duration": round(float(audio), 3),
        "total_audio": round(float(audio * channels), 3),
        "channels": channels,
        "streams": 1,
        "tier": "base",
        "metadata": {},
        "models": list(entry.models),
        "method": entry.method,
        "tags": sorted(entry.tags, reverse=True),
        "features": sorted(entry.features),
        "config": {},
    }


def _usd(ask: Ask, call: Call) -> Body:
    """What it cost, for those who may know it; 0.0 until that is settled.

    https://github.com/deepgram/deepgram-python-sdk/issues/457
    """
    if ask.manner.contract or "billing:read" not in ask.caller.grants:
        return {}
    settled = ask.now - call.made >= UNSETTLED
    billed = sum((usd for _, usd in call.entry.dollars), Decimal(0))
    return {"usd": round(float(_each(call, billed)), 8) if settled else 0.0}


def _tokens(call: Call) -> list[Body]:
    if not call.entry.tokens_in:
        return []
    sent, made = (
        int(_each(call, Decimal(n))) for n in (call.entry.tokens_in, call.entry.tokens_out)
    )
    feature = min(call.entry.features)
    return [{"feature": feature, "input": sent, "model": "text-intelligence", "output": made}]


def _speech(call: Call) -> Body:
    characters = int(_each(call, Decimal(call.entry.characters)))
    segments = [{"characters": characters, "model": call.entry.models[0], "tier": "base"}]
    return {"audio_metadata": {}, "duration": characters / 16, "speech_segments": segments}


def _each(call: Call, whole: Decimal) -> Decimal:
    """One request's part of its entry: about an even share, larger or smaller by its spread."""
    return whole / call.entry.requests * Decimal(str(round(call.spread, 4)))
