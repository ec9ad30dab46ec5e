"""The lists of a project: what it is, its keys, members and models, and the names in its figures."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.account import Key, Member
from bot.demo.ask import Ask
from bot.demo.breakdowns import days_asked
from bot.demo.catalogue import LINE_ITEMS, MODELS, Listed
from bot.demo.entry import Entry
from bot.demo.params import choice, yes
from bot.demo.people import INVITED
from bot.demo.refusals import no_such

Body = dict[str, Any]


def stamp(moment: datetime) -> str:
    """A time as Deepgram writes it: UTC, microseconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def projects(ask: Ask) -> Body:
    """GET /v1/projects: those that the key sees."""
    return {"projects": [{"project_id": a.id, "name": a.name} for a in ask.accounts]}


def project(ask: Ask) -> Body:
    """GET /v1/projects/{project_id}."""
    return {"project_id": ask.account.id, "name": ask.account.name, "mip_opt_out": False}


def keys(ask: Ask) -> Body:
    """GET …/keys: those that the asker may see, never with their secret."""
    status = choice(ask.params, "status", ("active", "expired"))
    listed = [key for key in _visible(ask) if status in {None, _status(key, ask.now)}]
    return {
        "api_keys": [
            {"member": _owner(key), "api_key": _key(key, details=ask.manner.key_details)}
            for key in listed
        ]
    }


def key(ask: Ask) -> Body:
    """GET …/keys/{key_id}, in one of the two shapes that sources show."""
    found = next((key for key in _visible(ask) if key.id == ask.ids[0]), None)
    if found is None:
        raise no_such("API key")
    item = _key(found, details=True)
    if ask.manner.flat_key:
        return {"member": _owner(found), "api_key": item}
    return {"item": {"member": {**_owner(found), "api_key": item}}}


def _visible(ask: Ask) -> Iterator[Key]:
    for each in ask.account.keys(ask.now):
        if ask.caller.sees_others or (each.owner and each.owner.id == ask.caller.member):
            yield each


def _status(key: Key, now: datetime) -> str:
    return "expired" if key.expires and key.expires <= now else "active"


def _owner(key: Key) -> Body:
    return _person(key.owner) if key.owner else {}


def _person(member: Member) -> Body:
    first, _, last = member.name.partition(" ")
    names = {"first_name": first, "last_name": last} if member.name else {}
    return {"member_id": member.id, "email": member.email, **names}


def _key(key: Key, *, details: bool) -> Body:
    item: Body = {"api_key_id": key.id, "comment": key.comment, "scopes": list(key.scopes)}
    if key.created:
        item["created"] = stamp(key.created)
    if details and key.tags:
        item["tags"] = list(key.tags)
    if details and key.expires:
        item["expiration_date"] = stamp(key.expires)
    return item


def members(ask: Ask) -> Body:
    """GET …/members."""
    return {"members": [{**_person(m), "scopes": list(m.scopes)} for m in ask.account.members]}


def member_scopes(ask: Ask) -> Body:
    """GET …/members/{member_id}/scopes."""
    found = next((m for m in ask.account.members if m.id == ask.ids[0]), None)
    if found is None:
        raise no_such("member")
    return {"scopes": list(found.scopes)}


def invites(_ask: Ask) -> Body:
    """GET …/invites."""
    return {"invites": [{"email": email, "scope": scope} for email, scope in INVITED]}


def models(ask: Ask) -> Body:
    """GET …/models and /v1/models: outdated ones only with include_outdated=true."""
    old = yes(ask.params, "include_outdated")
    listed = [model for model in MODELS.values() if old or not model.outdated]
    return {
        "stt": [_model(model) for model in listed if not model.voice],
        "tts": [_model(model) for model in listed if model.voice],
    }


def model(ask: Ask) -> Body:
    """GET …/models/{model_id} and /v1/models/{model_id}, outdated ones too."""
    found = next((model for model in MODELS.values() if model.uuid == ask.ids[-1]), None)
    if found is None:
        raise no_such("model")
    return _model(found)


def _model(model: Listed) -> Body:
    return {
        "name": model.name,
        "canonical_name": model.canonical,
        "architecture": model.architecture,
        "languages": list(model.languages),
        "version": model.version,
        "uuid": model.uuid,
        **(_voice(model) if model.voice else _hearing(model)),
    }


def _hearing(model: Listed) -> Body:
    return {
        "batch": model.canonical != "flux-general-en",
        "streaming": model.streaming,
        "formatted_output": True,
    }


def _voice(model: Listed) -> Body:
    files = f"https://static.deepgram.com/examples/{model.canonical}"
    voice = model.voice
    return {
        "metadata": {
            "accent": voice.accent if voice else "",
            "age": voice.age if voice else "",
            "color": "#C58DFF",
            "image": f"{files}.jpg",
            "sample": f"{files}.wav",
            "tags": list(voice.traits if voice else ()),
            "use_cases": ["Customer service", "IVR"],
        }
    }


def _used(ask: Ask) -> Iterator[Entry]:
    for day in days_asked(ask):
        yield from ask.account.day(day, ask.now)


def usage_fields(ask: Ask) -> Body:
    """GET …/usage/fields: the names in the usage of the days asked for."""
    used = list(_used(ask))
    mark = "tag=" if ask.manner.marked_tags else ""
    uuids = {uuid for entry in used for uuid in entry.models}
    return {
        "tags": [mark + tag for tag in sorted({tag for entry in used for tag in entry.tags})],
        "models": [
            {"name": m.name, "language": language, "version": m.version, "model_id": m.uuid}
            for m in MODELS.values()
            if m.uuid in uuids
            for language in m.languages
        ],
        "processing_methods": sorted({entry.method for entry in used}),
        "features": sorted({feature for entry in used for feature in entry.features}),
    }


def billing_fields(ask: Ask) -> Body:
    """GET …/billing/fields: the names in what was billed on the days asked for."""
    billed = [entry for entry in _used(ask) if entry.dollars and not ask.manner.contract]
    items = {item for entry in billed for item, _ in entry.dollars}
    return {
        "accessors": sorted({entry.key for entry in billed}),
        "deployments": sorted({entry.deployment for entry in billed}),
        "tags": sorted({tag for entry in billed for tag in entry.tags}),
        "line_items": {item: LINE_ITEMS[item].label for item in sorted(items)},
    }


def token(ask: Ask) -> Body:
    """GET /v1/auth/token: who am I, and what may I do."""
    caller = ask.caller
    return {
        "api_key_id": caller.id,
        "scopes": list(caller.scopes),
        "created": stamp(caller.created),
    }
