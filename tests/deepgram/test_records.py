"""Keys, people, models and money, in every shape that Deepgram's sources disagree on."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.account import Balance, Key, Member, Model, Names, Project, Purchase
from bot.deepgram import naming, records
from bot.deepgram.naming import BillingFields, Found, UsageFields, UsedModel
from bot.trouble import Reason, Trouble
from tests.deepgram import bodies
from tests.deepgram.world import NOW, PROJECT

ANA = Member("m-1", "ana@example.com", "Ana Sá")
CHECKOUT = Key(
    id=bodies.ID,
    comment="checkout",
    owner=ANA,
    scopes=("usage:write", "usage:read"),
    tags=("prod",),
    created=datetime(2024, 1, 1, tzinfo=UTC),
    expires=datetime(2027, 1, 1, tzinfo=UTC),
)


def raw(body: Any) -> bytes:
    return json.dumps(body).encode()


def test_a_key_is_the_same_in_a_list_wrapped_and_flat() -> None:
    assert records.keys(raw(bodies.KEYS)) == (CHECKOUT,)
    assert records.key(raw(bodies.KEY)) == CHECKOUT
    assert records.key(raw(bodies.FLAT_KEY)) == CHECKOUT


def test_a_key_may_have_no_owner_comment_tags_or_end() -> None:
    bare = {"api_key_id": "k", "scopes": []}

    assert records.keys(raw({"api_keys": [{"api_key": bare}]})) == (Key("k"),)
    assert records.key(raw({"member": None, "api_key": {**bare, "comment": None}})) == Key("k")


def test_a_secret_that_should_not_be_there_goes_no_further() -> None:
    leaky = {**bodies.API_KEY, "key": "CANARY", "secret": {"deep": "CANARY"}}
    for body in (
        {"api_keys": [{"api_key": leaky}]},
        {"api_keys": [{"api_key": {"key": "CANARY"}}]},
    ):
        try:
            found = repr(records.keys(raw(body)))
        except Trouble as trouble:
            found = f"{trouble!r} {trouble}"

        assert "CANARY" not in found


def test_people_have_names_or_not() -> None:
    assert records.members(raw(bodies.MEMBERS)) == (
        Member("m-1", "ana@example.com", "Ana Sá", ("admin",)),
    )
    nameless = {"members": [{"member_id": "m", "email": "a@b.c", "first_name": None}]}
    assert records.members(raw(nameless)) == (Member("m", "a@b.c"),)


def test_models_are_known_by_their_canonical_name() -> None:
    assert records.models(raw(bodies.MODELS)) == (
        Model(bodies.MODEL_ID, "enhanced-general", "stt", ("en", "en-us"), "2022-05-18.1"),
        Model("u-2", "aura-2-zeus-en", "tts", ("en", "en-us"), "2022-05-18.1"),
    )
    unnamed = {"stt": [{"name": "general", "uuid": "u", "canonical_name": None}], "tts": None}
    assert records.models(raw(unnamed)) == (Model("u", "general"),)


def test_balances_are_exact_and_may_be_overdrawn() -> None:
    body = raw(bodies.BALANCES).replace(b"104.56822227", b"-12345678901234567890.12")

    assert records.balances(body) == (
        Balance("b-1", Decimal("-12345678901234567890.12"), "usd", "p-1"),
    )


def test_a_balance_of_an_older_api_names_its_purchase_otherwise() -> None:
    body = {"balances": [{"balance_id": "b", "amount": 2, "units": "hour", "purchase": "p"}]}

    assert records.balances(raw(body)) == (Balance("b", Decimal(2), "hour", "p"),)


def test_purchases_have_an_end() -> None:
    (found,) = records.purchases(raw(bodies.PURCHASES))

    assert found == Purchase(
        "o-1",
        Decimal(150),
        "usd",
        "promotional",
        datetime(2023, 2, 21, 21, 13, 40, 14373, UTC),
        datetime(2026, 3, 4, tzinfo=UTC),
    )


def test_projects_and_scopes_are_read() -> None:
    assert records.projects(raw(bodies.PROJECTS)) == (Project(PROJECT, "Voice"),)
    assert records.project(raw(bodies.PROJECT_BODY)) == Project(PROJECT, "Voice")
    assert records.scopes(raw(bodies.TOKEN)) == ("usage:read",)


@pytest.mark.parametrize(
    ("tags", "bare"),
    [
        (["tag=dev", "tag=production"], ("dev", "production")),
        (["production", "dev"], ("dev", "production")),
        (["tag=tag=x", "tag=y"], ("tag=x", "y")),
        (["tag=x", "y"], ("tag=x", "y")),
        (["a", "a"], ("a",)),
        ([], ()),
        (None, ()),
    ],
)
def test_tags_are_named_as_rows_name_them(tags: Any, bare: tuple[str, ...]) -> None:
    assert naming.usage_fields(raw({**bodies.USAGE_FIELDS, "tags": tags})).tags == bare
    assert naming.billing_fields(raw({**bodies.BILLING_FIELDS, "tags": tags})).tags == bare


def test_the_fields_of_both_books_are_read() -> None:
    assert naming.usage_fields(raw(bodies.USAGE_FIELDS)) == UsageFields(
        ("dev", "production"),
        (UsedModel(bodies.MODEL_ID, "2-nova", "en", "2024-05-31"),),
        ("sync",),
        ("diarize",),
    )
    assert naming.billing_fields(raw(bodies.BILLING_FIELDS)) == BillingFields(
        (bodies.ID, bodies.OTHER_ID),
        ("hosted",),
        ("dev", "production"),
        {"streaming::nova-3": "Nova - 3 (Stream)"},
    )


USED = UsageFields(("b",), (UsedModel("u-1", "2-nova"), UsedModel("u-9", "old", "en", "1")))
SPENT = BillingFields((bodies.ID, "gone"), tags=("a",), line_items={"x": "X"})
LISTED = (Model("u-1", "nova-2"),)
DOWN = Trouble(Reason.DEEPGRAM_DOWN, {"status": "503"})


def names(**changed: Any) -> Names:
    found = {"usage": USED, "billing": SPENT, "keys": (CHECKOUT,), "models": LISTED, **changed}
    return naming.names(Project("p", "Voice"), Found(**found), NOW)


def test_names_are_put_together() -> None:
    found = names()

    assert found.tags == ("a", "b")
    assert found.keys == {bodies.ID: CHECKOUT, "gone": Key("gone", deleted=True)}
    assert {name: model.name for name, model in found.models.items()} == {
        "u-1": "nova-2",
        "2-nova": "nova-2",
        "u-9": "old",
        "old": "old",
    }
    assert found.line_items == {"x": "X"}
    assert (found.missing, found.read_at) == ({}, NOW)


@pytest.mark.parametrize(
    ("part", "missing"),
    [("usage", "tags"), ("billing", "line_items"), ("keys", "keys"), ("models", "models")],
)
def test_a_list_that_failed_is_said_and_spoils_no_other(part: str, missing: str) -> None:
    found, whole = names(**{part: DOWN}), names()

    assert found.missing == {missing: DOWN.sentence}
    untouched = {"tags", "keys", "line_items"} - {missing, "tags" if part == "billing" else ""}
    if part == "billing":
        untouched.discard("keys")  # the deleted ones are known from billing only
    for each in untouched:
        assert getattr(found, each) == getattr(whole, each)


def test_keys_that_could_not_be_read_are_not_called_deleted() -> None:
    assert names(keys=DOWN).keys == {}


def test_an_internal_name_of_two_models_means_neither() -> None:
    used = UsageFields(models=(UsedModel("u-1", "general"), UsedModel("u-2", "general")))
    listed = (Model("u-1", "nova-2"), Model("u-2", "base"))

    assert set(names(usage=used, models=listed).models) == {"u-1", "u-2"}


def test_an_internal_name_of_two_versions_of_one_model_means_that_model() -> None:
    used = UsageFields(models=(UsedModel("u-1", "general"), UsedModel("u-2", "general")))
    listed = (Model("u-1", "nova-2", version="1"), Model("u-2", "nova-2", version="2"))

    assert names(usage=used, models=listed).models["general"].name == "nova-2"
