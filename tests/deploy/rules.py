"""What a PromQL expression asks for: its metrics, with the labels that it names."""

from collections.abc import Iterator
from typing import NamedTuple

import promql_parser

ADDED = {"job", "instance", "le"}  # by Prometheus, or by the histogram itself


class Selector(NamedTuple):
    """One metric of an expression, and the values that each matcher lets through."""

    metric: str
    values: dict[str, list[str]]


def selectors(expression: str) -> list[Selector]:
    """Every metric that it reads; ValueError where it is not PromQL."""
    return list(_found(promql_parser.parse(expression.replace("$__rate_interval", "5m"))))


def grouped_by(expression: str) -> set[str]:
    """The labels that its aggregations keep."""
    return set(_kept(promql_parser.parse(expression.replace("$__rate_interval", "5m"))))


def _found(node: object) -> Iterator[Selector]:
    if isinstance(node, promql_parser.VectorSelector):
        yield Selector(
            str(node.name),
            {m.name: m.value.split("|") for m in node.matchers.matchers if m.name not in ADDED},
        )
    for child in _children(node):
        yield from _found(child)


def _kept(node: object) -> Iterator[str]:
    if isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
        yield from node.modifier.labels
    for child in _children(node):
        yield from _kept(child)


def _children(node: object) -> Iterator[object]:
    for name in ("expr", "lhs", "rhs", "vector_selector"):
        child = getattr(node, name, None)
        if child is not None:
            yield child
    yield from getattr(node, "args", None) or ()
