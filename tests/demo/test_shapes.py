"""Bodies have the shape that Deepgram describes, save where its own sources contradict each other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.demo import people
from bot.demo.ask import Manner
from tests.demo.conftest import PROJECT, as_key

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
SPEC = REFERENCE / "deepgram-openapi.json"
EXAMPLES = REFERENCE / "deepgram-examples"
described = pytest.mark.skipif(not SPEC.exists(), reason="deepgram-openapi.json is not here")
shown = pytest.mark.skipif(not EXAMPLES.exists(), reason="deepgram-examples is not here")

WEEK = "start=2026-11-16&end=2026-11-23"
GROUPINGS = ("accessor", "endpoint", "feature_set", "models", "method", "tags", "deployment")
MANNERS = {
    "usual": Manner(),
    "other": Manner(
        untagged="empty",
        flat_key=True,
        flat_request=True,
        bare_models=True,
        marked_tags=True,
        callback_url=True,
    ),
    "third": Manner(untagged="absent", key_details=False, newest_first=True, contract=True),
}

# What the description forbids and Deepgram sends (its own examples do): where, and why that is so.
CONTRADICTED = {
    (
        "results/*/grouping/models",
        "type",
    ): "null unless grouped by models; a bare string until 2025",
    ("requests/*/callback", "type"): "null, or an object, in captured answers",
    ("request/callback", "type"): "as above",
    ("requests/*/response", "type"): "null while pending",
    ("", "oneOf"): "a model matches both forms, as nothing in either is required",
}

# path of the description → what to ask for it
ASKED = {
    "/v1/projects": ["/v1/projects"],
    "/v1/projects/{project_id}": [PROJECT],
    "/v1/projects/{project_id}/usage": [f"{PROJECT}/usage?{WEEK}"],
    "/v1/projects/{project_id}/usage/fields": [f"{PROJECT}/usage/fields?{WEEK}"],
    "/v1/projects/{project_id}/usage/breakdown": [
        f"{PROJECT}/usage/breakdown?{WEEK}",
        *(f"{PROJECT}/usage/breakdown?{WEEK}&grouping={grouping}" for grouping in GROUPINGS),
    ],
    "/v1/projects/{project_id}/billing/breakdown": [
        f"{PROJECT}/billing/breakdown?{WEEK}",
        f"{PROJECT}/billing/breakdown?{WEEK}&grouping=tags&grouping=line_item",
    ],
    "/v1/projects/{project_id}/billing/fields": [f"{PROJECT}/billing/fields?{WEEK}"],
    "/v1/projects/{project_id}/balances": [f"{PROJECT}/balances"],
    "/v1/projects/{project_id}/purchases": [f"{PROJECT}/purchases"],
    "/v1/projects/{project_id}/keys": [f"{PROJECT}/keys"],
    "/v1/projects/{project_id}/keys/{key_id}": [f"{PROJECT}/keys/{people.WORKER}"],
    "/v1/projects/{project_id}/members": [f"{PROJECT}/members"],
    "/v1/projects/{project_id}/members/{member_id}/scopes": [
        f"{PROJECT}/members/{people.ANA.id}/scopes"
    ],
    "/v1/projects/{project_id}/invites": [f"{PROJECT}/invites"],
    "/v1/models": ["/v1/models?include_outdated=true"],
    "/v1/projects/{project_id}/models": [f"{PROJECT}/models"],
    "/v1/models/{model_id}": ["/v1/models/c8c0817c-c814-4b98-aab7-658c144f0b6a"],
    "/v1/projects/{project_id}/models/{model_id}": [
        f"{PROJECT}/models/03465de3-6263-41bb-8dc9-8766c4bd1f80"
    ],
    "/v1/projects/{project_id}/requests": [
        f"{PROJECT}/requests?limit=200",
        f"{PROJECT}/requests?method=async",
    ],
}


def place(error: Any) -> str:
    return "/".join("*" if isinstance(step, int) else step for step in error.absolute_path)


def faults(spec: dict, path: str, status: str, body: Any) -> Iterator[tuple[tuple[str, str], str]]:
    schema = spec["paths"][path]["get"]["responses"][status]["content"]["application/json"][
        "schema"
    ]
    validator = Draft202012Validator({**schema, "components": spec["components"]})
    for error in validator.iter_errors(body):
        yield (place(error), error.validator), error.message


@described
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("path", ASKED)
async def test_a_body_is_as_described(app, deepgram, path, manner):
    spec = json.loads(SPEC.read_text())
    app.manner = MANNERS[manner]
    for asked in ASKED[path]:
        answer = await deepgram.get(asked)
        assert answer.status_code == 200

        assert [
            f for f in faults(spec, path, "200", answer.json()) if f[0] not in CONTRADICTED
        ] == []


@described
async def test_every_contradiction_that_is_excused_is_really_seen(app, deepgram):
    spec, seen = json.loads(SPEC.read_text()), set()
    for app.manner in MANNERS.values():
        for path, asked in ASKED.items():
            for one in asked:
                seen |= {
                    where
                    for where, _ in faults(spec, path, "200", (await deepgram.get(one)).json())
                }
    app.manner = Manner()
    line = (await deepgram.get(f"{PROJECT}/requests?limit=1&end=2026-11-20")).json()["requests"][0]
    path = "/v1/projects/{project_id}/requests/{request_id}"
    body = (await deepgram.get(f"{PROJECT}/requests/{line['request_id']}")).json()
    seen |= {where for where, _ in faults(spec, path, "200", body)}

    assert seen == set(CONTRADICTED)


@described
def test_every_readable_path_of_the_description_is_asked_for():
    spec = json.loads(SPEC.read_text())
    readable = {path for path, methods in spec["paths"].items() if "get" in methods}
    others = {
        "/v1/projects/{project_id}/balances/{balance_id}",
        "/v1/projects/{project_id}/requests/{request_id}",
    }

    assert readable == set(ASKED) | others


def members(body: Any, at: str = "") -> set[str]:
    """Every member's name with where it is, lists flattened."""
    if isinstance(body, list):
        return {name for item in body for name in members(item, at)}
    if isinstance(body, dict):
        return {f"{at}/{k}" for k in body} | {
            n for k, v in body.items() for n in members(v, f"{at}/{k}")
        }
    return set()


EXAMPLE_OF = {
    "projects_list": "/v1/projects",
    "project_get": PROJECT,
    "usage_summary_deprecated": f"{PROJECT}/usage?{WEEK}",
    "usage_breakdown": f"{PROJECT}/usage/breakdown?{WEEK}&grouping=tags",
    "synthetic-usage_breakdown_by_models": f"{PROJECT}/usage/breakdown?{WEEK}&grouping=models",
    "usage_fields": f"{PROJECT}/usage/fields?{WEEK}",
    "billing_breakdown": f"{PROJECT}/billing/breakdown?{WEEK}&grouping=tags&grouping=line_item",
    "keys_list": f"{PROJECT}/keys",
    "keys_list_with_names": f"{PROJECT}/keys",
    "synthetic-keys_list_tags_expiry": f"{PROJECT}/keys",
    "members_list": f"{PROJECT}/members",
    "member_scopes": f"{PROJECT}/members/{people.ANA.id}/scopes",
    "invites_list": f"{PROJECT}/invites",
    "balances_list": f"{PROJECT}/balances",
    "purchases_list": f"{PROJECT}/purchases",
    "models_list": "/v1/models",
    "requests_list": f"{PROJECT}/requests?limit=1000&end=2026-11-20",
    "synthetic-requests_list_failed_and_callback": f"{PROJECT}/requests?limit=1000&end=2026-11-20",
    "auth_token_details": "/v1/auth/token",
}


@shown
@pytest.mark.parametrize("example", EXAMPLE_OF)
async def test_a_body_has_every_member_of_the_example(deepgram, example):
    wanted = members(json.loads((EXAMPLES / f"{example}.json").read_text()))
    given = members((await deepgram.get(EXAMPLE_OF[example])).json())

    assert wanted - given == set()


@shown
async def test_one_key_or_request_has_the_members_of_its_example_in_either_shape(app, deepgram):
    line = (
        await deepgram.get(f"{PROJECT}/requests?endpoint=speak&status=succeeded&end=2026-11-20")
    ).json()["requests"][0]
    key, request = f"{PROJECT}/keys/{people.PARTNER}", f"{PROJECT}/requests/{line['request_id']}"
    for manner, examples in [
        (Manner(), {"key_get_item_wrapped": key, "request_get_wrapped": request}),
        (
            Manner(flat_key=True, flat_request=True),
            {"key_get_flat": key, "request_get_flat_speak": request},
        ),
    ]:
        app.manner = manner
        for example, path in examples.items():
            wanted = members(json.loads((EXAMPLES / f"{example}.json").read_text()))

            assert wanted - members((await deepgram.get(path)).json()) == {
                name for name in wanted if "/audio_metadata/" in name
            }, example


ERRORS = {
    "error_401_invalid_auth_legacy": ("/v1/projects", "nobody"),
    "error_403_missing_scope_modern": (f"{PROJECT}/balances", "demo-member"),
    "error_404_project_legacy": (f"/v1/projects/{people.LABS}", "demo-admin"),
    "error_404_project_modern": ("/v1/projects/00000000-0000-4000-8000-000000000000", "demo-admin"),
    "error_404_uuid_text": ("/v1/projects/production", "demo-admin"),
    "error_400_query_legacy": (f"{PROJECT}/usage/breakdown?start=x", "demo-admin"),
}


@shown
@pytest.mark.parametrize("example", ERRORS)
async def test_an_error_is_as_in_its_example(deepgram, example):
    wanted = json.loads((EXAMPLES / f"{example}.json").read_text())
    path, secret = ERRORS[example]
    answer = await deepgram.get(path, headers=as_key(secret))

    assert answer.status_code == int(re.findall(r"\d+", example)[0])
    if isinstance(wanted, str):
        assert answer.text == wanted
        assert answer.headers["content-type"].startswith("text/plain")
    else:
        assert list(answer.json()) == list(wanted)
        assert all(
            answer.json()[m] == wanted[m]
            for m in ("err_code", "category", "message")
            if m in wanted
        )
