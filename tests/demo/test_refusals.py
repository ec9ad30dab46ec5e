"""What the simulation refuses, and with which of Deepgram's bodies."""

import pytest

from bot.demo import access, people
from bot.demo.access import ApiKey
from tests.demo.conftest import PROJECT, as_key

USAGE = f"{PROJECT}/usage/breakdown"


@pytest.mark.parametrize(
    "headers", [as_key("wrong"), {"authorization": "Bearer demo-admin"}, {"authorization": ""}]
)
async def test_a_key_that_is_wrong_or_not_given_as_one_is_401(deepgram, headers):
    answer = await deepgram.get(USAGE, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["err_code"] == "INVALID_AUTH"
    assert answer.json()["request_id"] == answer.headers["dg-request-id"]


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("billing/breakdown", "billing:read"),
        ("billing/fields", "billing:read"),
        ("balances", "billing:read"),
        ("purchases", "billing:read"),
        ("members", "members:read"),
    ],
)
async def test_a_members_key_is_told_the_scope_that_it_lacks(deepgram, path, scope):
    answer = await deepgram.get(f"{PROJECT}/{path}", headers=as_key(access.LIMITED))

    assert answer.status_code == 403
    assert answer.json()["category"] == "INSUFFICIENT_PERMISSIONS"
    assert f"'{scope}'" in answer.json()["details"]


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("", "project:read"),
        ("/usage/breakdown", "usage:read"),
        ("/requests", "usage:read"),
        ("/keys", "keys:read"),
    ],
)
async def test_a_key_without_any_scope_is_told_each_one(app, deepgram, path, scope):
    app.keys = {"bare": ApiKey(people.LAPTOP, people.ANA.id, ())}
    answer = await deepgram.get(PROJECT + path, headers=as_key("bare"))

    assert answer.status_code == 403
    assert f"'{scope}'" in answer.json()["details"]


async def test_a_members_key_sees_its_own_keys_and_still_the_usage(deepgram):
    keys = await deepgram.get(f"{PROJECT}/keys", headers=as_key(access.LIMITED))
    usage = await deepgram.get(USAGE, headers=as_key(access.LIMITED))
    others = await deepgram.get(f"{PROJECT}/keys/{people.GATEWAY}", headers=as_key(access.LIMITED))

    assert {item["member"]["email"] for item in keys.json()["api_keys"]} == {"priya@acme.example"}
    assert usage.json()["results"]
    assert others.status_code == 404


@pytest.mark.parametrize(
    ("project", "told"),
    [
        ("production", "found `p` at 1"),
        ("1234", "found 4"),
        (people.LABS, "PROJECT_NOT_FOUND"),
        (
            "00000000-0000-4000-8000-000000000000",
            "A project with the submitted ID cannot be found.",
        ),
    ],
)
async def test_a_project_that_is_malformed_unknown_or_anothers_is_404(deepgram, project, told):
    answer = await deepgram.get(f"/v1/projects/{project}/usage/breakdown")

    assert answer.status_code == 404
    assert told in answer.text


async def test_an_id_that_a_project_does_not_have_is_404(deepgram):
    for path in (
        "keys/x",
        "balances/x",
        "requests/x",
        f"requests/{people.ACME}",
        "models/x",
        "members/x/scopes",
    ):
        answer = await deepgram.get(f"{PROJECT}/{path}")

        assert (answer.status_code, answer.json()["category"]) == (404, "NOT_FOUND")


async def test_what_is_no_path_or_no_reading_is_refused(deepgram):
    assert (await deepgram.get("/v2/projects")).status_code == 404
    assert (await deepgram.delete(f"{PROJECT}/keys/{people.GATEWAY}")).status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "start=yesterday",
        "start=2026-1-1",
        "start=2026-02-30",
        "start=2026-11-16T00:00:00Z",
        "start=2026-11-20&end=2026-11-16",
        "start=2026-11-16&start=2026-11-17",
        "resolution=month",
        "grouping=model",
        "grouping=tags,accessor",
        "grouping=tags&grouping=accessor",
        "tag=support&tag=checkout",
        "endpoint=transcribe",
        "method=batch",
        "deployment=dedicated",
    ],
)
async def test_a_usage_query_that_cannot_be_read_is_400(deepgram, query):
    answer = await deepgram.get(f"{USAGE}?{query}")

    assert answer.status_code == 400
    assert answer.json()["err_code"] == "INVALID_QUERY_PARAMETER"
    assert answer.json()["err_msg"].startswith("Failed to deserialize query parameters: ")


@pytest.mark.parametrize(
    "query",
    [
        "grouping=endpoint",
        "grouping=[",
        'grouping=["model"]',
        "endpoint=listen",
        "diarize=true",
        "end=x",
    ],
)
async def test_a_billing_query_that_cannot_be_read_is_400(deepgram, query):
    answer = await deepgram.get(f"{PROJECT}/billing/breakdown?{query}")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=ten",
        "page=-1",
        "status=lost",
        "start=2026-11-16T10:00:00.123456Z",
        "start=2026-11-16T25:00:00Z",
        "end=2026-11-31",
    ],
)
async def test_a_request_log_query_that_cannot_be_read_is_400(deepgram, query):
    answer = await deepgram.get(f"{PROJECT}/requests?{query}")

    assert answer.status_code == 400


async def test_an_unknown_parameter_is_taken_for_a_feature(deepgram):
    wrong = await deepgram.get(f"{USAGE}?start=2026-11-16&end=2026-11-20&tags=support")
    without = await deepgram.get(f"{USAGE}?start=2026-11-16&end=2026-11-20&tags=false")
    plain = await deepgram.get(f"{USAGE}?start=2026-11-16&end=2026-11-20")

    assert wrong.json()["results"] == []
    assert without.json() == plain.json()
