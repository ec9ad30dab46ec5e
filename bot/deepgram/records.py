"""Bodies of everything but the breakdowns, read into the values of bot.account.

Where Deepgram's sources disagree on a shape, both are read. Members that are not known are left
alone: should a key's secret ever stand among them, it goes no further.
https://developers.deepgram.com/reference/management-api
"""

from bot.account import Balance, Key, Member, Model, Project, Purchase
from bot.deepgram import strict
from bot.deepgram.strict import Object, objects


def _answer(body: bytes) -> Object:
    return strict.object_of(strict.decode(body), "the answer")


def projects(body: bytes) -> tuple[Project, ...]:
    """The projects that the key sees."""
    return tuple(_project(each) for each in objects(_answer(body), "projects"))


def project(body: bytes) -> Project:
    """One project."""
    return _project(_answer(body))


def _project(found: Object) -> Project:
    name = strict.text_or_none(found.get("name"), "name") or ""
    return Project(strict.text(found.get("project_id"), "project_id"), name)


def keys(body: bytes) -> tuple[Key, ...]:
    """The keys of a list; each is a key beside its member."""
    return tuple(_key(each) for each in objects(_answer(body), "api_keys"))


def key(body: bytes) -> Key:
    """One key: `{item: {member: {…, api_key}}}` (the reference) or `{member, api_key}` (a capture)."""
    answer = _answer(body)
    return _key(strict.object_of(answer.get("item", answer), "item"))


def _key(found: Object) -> Key:
    owner = found.get("member")
    member = {} if owner is None else strict.object_of(owner, "member")
    own = strict.object_of(found.get("api_key", member.get("api_key")), "api_key")
    return Key(
        id=strict.text(own.get("api_key_id"), "api_key_id"),
        comment=strict.text_or_none(own.get("comment"), "comment") or "",
        owner=_member(member) if member else None,
        scopes=strict.listed(own, "scopes"),
        tags=strict.texts(own.get("tags"), "tags"),
        created=strict.moment_or_none(own.get("created"), "created"),
        expires=strict.moment_or_none(own.get("expiration_date"), "expiration_date"),
    )


def members(body: bytes) -> tuple[Member, ...]:
    """The people of the project."""
    return tuple(_member(each) for each in objects(_answer(body), "members"))


def _member(found: Object) -> Member:
    names = (strict.text_or_none(found.get(name), name) for name in ("first_name", "last_name"))
    return Member(
        id=strict.text(found.get("member_id"), "member_id"),
        email=strict.text_or_none(found.get("email"), "email") or "",
        name=" ".join(name for name in names if name),
        scopes=strict.texts(found.get("scopes"), "scopes"),
    )


def models(body: bytes) -> tuple[Model, ...]:
    """The models for speech in and out, retired ones included where they were asked for."""
    answer = _answer(body)
    kinds = [kind for kind in ("stt", "tts") if answer.get(kind) is not None]
    if not kinds:
        strict.refuse("stt and tts are missing")
    return tuple(_model(each, kind) for kind in kinds for each in objects(answer, kind))


def _model(found: Object, kind: str) -> Model:
    name = strict.text(found.get("name"), "name")
    return Model(
        uuid=strict.text(found.get("uuid"), "uuid"),
        name=strict.text_or_none(found.get("canonical_name"), "canonical_name") or name,
        kind=kind,
        languages=strict.texts(found.get("languages"), "languages"),
        version=strict.text_or_none(found.get("version"), "version") or "",
    )


def balances(body: bytes) -> tuple[Balance, ...]:
    """What is left of each credit; one that is overdrawn is below zero."""
    return tuple(_balance(each) for each in objects(_answer(body), "balances"))


def _balance(found: Object) -> Balance:
    purchase = found.get("purchase_order_id", found.get("purchase"))  # the latter in older SDKs
    return Balance(
        id=strict.text(found.get("balance_id"), "balance_id"),
        amount=strict.signed(found.get("amount"), "amount"),
        units=strict.text(found.get("units"), "units"),
        purchase_id=strict.text_or_none(purchase, "purchase_order_id"),
    )


def purchases(body: bytes) -> tuple[Purchase, ...]:
    """The credits that were bought or given."""
    return tuple(_purchase(each) for each in objects(_answer(body), "orders"))


def _purchase(found: Object) -> Purchase:
    return Purchase(
        id=strict.text(found.get("order_id"), "order_id"),
        amount=strict.amount(found.get("amount"), "amount"),
        units=strict.text(found.get("units"), "units"),
        kind=strict.text_or_none(found.get("order_type"), "order_type") or "",
        created=strict.moment_or_none(found.get("created"), "created"),
        expires=strict.moment_or_none(found.get("expiration"), "expiration"),
    )


def scopes(body: bytes) -> tuple[str, ...]:
    """What the key itself may do."""
    return strict.listed(_answer(body), "scopes")
