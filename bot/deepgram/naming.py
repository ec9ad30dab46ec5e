"""The names of a project, put together from four lists of which any may have failed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.account import Key, Model, Names, Project
from bot.deepgram import strict
from bot.deepgram.strict import Object
from bot.trouble import Trouble

PREFIX = "tag="  # usage/fields has it in front of every tag in some versions and in none in others


@dataclass(frozen=True, slots=True)
class UsedModel:
    """A model that was used, by its id and Deepgram's internal name for it ("2-medical-nova")."""

    id: str
    name: str
    language: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class UsageFields:
    """What a span's usage can be narrowed by."""

    tags: tuple[str, ...] = ()
    models: tuple[UsedModel, ...] = ()
    methods: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BillingFields:
    """What a span's billing can be narrowed by: `line_items` maps an id to its label."""

    accessors: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    line_items: Mapping[str, str] = field(default_factory=dict)


def usage_fields(body: bytes) -> UsageFields:
    """The body of usage/fields; https://developers.deepgram.com/reference/manage/usage/list."""
    answer = strict.object_of(strict.decode(body), "the answer")
    return UsageFields(
        tags=_bare(strict.listed(answer, "tags")),
        models=tuple(_used(each) for each in strict.objects(answer, "models")),
        methods=strict.texts(answer.get("processing_methods"), "processing_methods"),
        features=strict.texts(answer.get("features"), "features"),
    )


def _used(found: Object) -> UsedModel:
    return UsedModel(
        id=strict.text(found.get("model_id"), "model_id"),
        name=strict.text_or_none(found.get("name"), "name") or "",
        language=strict.text_or_none(found.get("language"), "language") or "",
        version=strict.text_or_none(found.get("version"), "version") or "",
    )


def _bare(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags as the rows of a breakdown spell them, each once, sorted.

    One prefix is taken off where every tag has it; among bare tags "tag=x" is a tag of that name.
    """
    prefixed = all(tag.startswith(PREFIX) for tag in tags)
    return tuple(sorted({tag.removeprefix(PREFIX) if prefixed else tag for tag in tags}))


def billing_fields(body: bytes) -> BillingFields:
    """The body of billing/fields; https://developers.deepgram.com/reference/manage/billing/list."""
    answer = strict.object_of(strict.decode(body), "the answer")
    items = strict.object_of(answer.get("line_items"), "line_items")
    return BillingFields(
        accessors=strict.listed(answer, "accessors"),
        deployments=strict.texts(answer.get("deployments"), "deployments"),
        tags=_bare(strict.listed(answer, "tags")),
        line_items={
            strict.text(each, "line_items"): strict.text(label, "line_items[]")
            for each, label in items.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Found:
    """The four lists, each as it was read or with the trouble that it met."""

    usage: UsageFields | Trouble
    billing: BillingFields | Trouble
    keys: tuple[Key, ...] | Trouble
    models: tuple[Model, ...] | Trouble


def names(project: Project, found: Found, read_at: datetime) -> Names:
    """The names of a project; what could not be read is `missing`, with its reason in a sentence."""
    usage = UsageFields() if isinstance(found.usage, Trouble) else found.usage
    billing = BillingFields() if isinstance(found.billing, Trouble) else found.billing
    parts = {
        "tags": found.usage,
        "keys": found.keys,
        "models": found.models,
        "line_items": found.billing,
    }
    return Names(
        project=project,
        tags=tuple(sorted({*usage.tags, *billing.tags})),
        keys={} if isinstance(found.keys, Trouble) else by_id(found.keys, billing.accessors),
        models=by_name(() if isinstance(found.models, Trouble) else found.models, usage.models),
        line_items=billing.line_items,
        read_at=read_at,
        missing={part: it.sentence for part, it in parts.items() if isinstance(it, Trouble)},
    )


def by_id(keys: Iterable[Key], accessors: Iterable[str]) -> dict[str, Key]:
    """Keys by their id; accessors with spend that the list does not have are deleted keys."""
    listed = {key.id: key for key in keys}
    return {each: Key(each, deleted=True) for each in accessors} | listed


def by_name(models: Iterable[Model], used: Iterable[UsedModel]) -> dict[str, Model]:
    """Models by uuid, and by the internal name where that means one canonical name only."""
    known = {model.uuid: model for model in models}
    internal: dict[str, Model] = {}
    doubtful: set[str] = set()
    for each in used:
        model = known.setdefault(each.id, _as_used(each))
        if each.name and internal.setdefault(each.name, model).name != model.name:
            doubtful.add(each.name)
    return {name: it for name, it in internal.items() if name not in doubtful} | known


def _as_used(used: UsedModel) -> Model:
    languages = (used.language,) if used.language else ()
    return replace(Model(used.id, used.name or used.id), languages=languages, version=used.version)
