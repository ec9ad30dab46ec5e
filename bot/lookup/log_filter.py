"""Which lines of the request log a question means: what Deepgram narrows, and what we do. Pure.

Deepgram's log has no filter by tag or model, and takes one value of each of the others:
https://developers.deepgram.com/reference/manage/requests/list
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.account import LoggedRequest, Names
from bot.question.model import UNTAGGED, Field, Filter, Op
from bot.trouble import Reason, Trouble

PARAMETER: dict[Field, str] = {
    Field.KEY: "accessor",
    Field.ENDPOINT: "endpoint",
    Field.METHOD: "method",
    Field.DEPLOYMENT: "deployment",
    Field.STATUS: "status",
}
NARROWED = {"hosted", "beta", "self-hosted"}  # the deployments that Deepgram narrows by
FAILED, SUCCEEDED = 400, 300  # from here on; below this
UNSAID = {
    Field.FEATURE: ("by feature", "the usage `by feature`."),
    Field.LINE_ITEM: ("by line item", "`cost by line_item`."),
}


@dataclass(frozen=True, slots=True)
class Logged:
    """A line with the project whose log it is of, and that project's names."""

    line: LoggedRequest
    project: str
    names: Names


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of Deepgram, and what is then held against each line."""

    asked: tuple[tuple[str, str], ...]
    keep: tuple[Filter, ...]


def wanted(filters: Iterable[Filter]) -> Wanted:
    """How a log is narrowed; Trouble where its lines do not say what is asked for."""
    asked: dict[str, str] = {}
    keep: list[Filter] = []
    for each in filters:
        if each.field in UNSAID:
            how, instead = UNSAID[each.field]
            why = f"The request log cannot be narrowed {how}."
            raise Trouble(Reason.CANNOT_SPLIT, {"why": why, "instead": instead})
        if _narrows(each):
            asked[PARAMETER[each.field]] = each.values[0]
        elif each.field is not Field.PROJECT:
            keep.append(each)
    return Wanted(tuple(sorted(asked.items())), tuple(keep))


def _narrows(each: Filter) -> bool:
    """Whether Deepgram can do it."""
    if each.field not in PARAMETER or each.op is Op.NONE or len(each.values) != 1:
        return False
    return each.field is not Field.DEPLOYMENT or each.values[0] in NARROWED


def status_of(line: LoggedRequest) -> str | None:
    """succeeded, failed, or nothing yet; a line that was redirected is neither."""
    if line.status is None:
        return "pending"
    if line.status >= FAILED:
        return "failed"
    return "succeeded" if line.status < SUCCEEDED else None


def tags_of(line: LoggedRequest, names: Names) -> tuple[str, ...] | None:
    """The tags that a request counts under; None where its line does not say.

    A line that failed or is pending has those of its query; its key's come on top, as they do for
    every request of that key. An agent's tags are sent later, so there the query has none.
    https://developers.deepgram.com/guides/fundamentals/tagging-your-usage-data
    """
    if status_of(line) == "succeeded":
        return tuple(sorted(line.tags))
    key = names.keys.get(line.key_id or "")
    tags = {*line.tags, *(key.tags if key else ())}
    return None if not tags and line.endpoint == "agent" else tuple(sorted(tags))


def models_of(line: LoggedRequest, names: Names) -> tuple[str, ...] | None:
    """The canonical names of its models; None where its line does not say."""
    if not line.models and status_of(line) != "succeeded":
        return None
    return tuple(sorted({names.models[m].name if m in names.models else m for m in line.models}))


def deployment_of(line: LoggedRequest) -> str | None:
    """Where it ran, without the region: "hosted:us" is hosted."""
    return line.deployment.partition(":")[0] if line.deployment else None


Values = frozenset[str] | None  # None: the line does not say


def _tags(line: LoggedRequest, names: Names) -> Values:
    tags = tags_of(line, names)
    return None if tags is None else frozenset(tags or (UNTAGGED,))


def _models(line: LoggedRequest, names: Names) -> Values:
    models = models_of(line, names)
    return None if models is None else frozenset(models)


def _one(value: str | None) -> Values:
    return None if value is None else frozenset({value})


VALUES: Mapping[Field, Callable[[LoggedRequest, Names], Values]] = {
    Field.TAG: _tags,
    Field.MODEL: _models,
    Field.KEY: lambda line, _: _one(line.key_id),
    Field.ENDPOINT: lambda line, _: _one(line.endpoint),
    Field.METHOD: lambda line, _: _one(line.method),
    Field.DEPLOYMENT: lambda line, _: _one(deployment_of(line)),
    Field.STATUS: lambda line, _: _one(status_of(line)),
}


def means(line: LoggedRequest, keep: Sequence[Filter], names: Names) -> bool | None:
    """Whether a question means this line; None where that hangs on what the line does not say."""
    verdicts = [_passes(each, VALUES[each.field](line, names)) for each in keep]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _passes(each: Filter, values: Values) -> bool | None:
    if values is None:
        return None
    hits = [wanted in values for wanted in each.values]
    if each.op is Op.ALL:
        return all(hits)
    return any(hits) == (each.op is Op.ANY)
