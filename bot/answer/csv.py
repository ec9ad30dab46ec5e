"""An answer as CSV: what it is of on top, then every row, with formulas in names defused."""

from collections.abc import Iterator, Sequence

from bot.answer.cells import line
from bot.answer.contract import digits, stamp
from bot.answer.model import Answer, Part
from bot.books import Value


def lines(answer: Answer, said: Sequence[str] = ()) -> Iterator[str]:
    """The lines of the file, one at a time, each with its line end; `said` are further notes."""
    yield from (line([f"# {name}", text]) for name, text in _head(answer))
    yield from (line(["# note", note]) for note in said)
    yield line(_header(answer))
    for part in answer.parts:
        yield line(_row(answer, part))
    if answer.other.count:
        blank = [""] * (len(answer.question.group_by) - 1)
        values = [digits(answer.other.values[c]) for c in answer.columns]
        yield line([f"other ({answer.other.count})", *blank, "", *values])
    blank = [""] * (len(answer.question.group_by) - 1)
    total = [digits(answer.total[c]) for c in answer.columns]
    yield line(["total", *blank, "", *total])


def _head(answer: Answer) -> list[tuple[str, str]]:
    """What the figures are of, so that the file explains itself."""
    return [
        ("question", answer.reading),
        ("days", f"{answer.period.first} to {answer.period.last} (UTC days, both included)"),
        ("as of", stamp(answer.as_of)),
        ("project", answer.project),
        *(("note", note) for note in answer.notes),
    ]


def _header(answer: Answer) -> list[str]:
    previous = [f"previous_{c}" for c in answer.columns] if answer.compare else []
    dimensions = [d.value for d in answer.question.group_by] or ["of"]
    return [*dimensions, "label", *answer.columns, *previous]


def _row(answer: Answer, part: Part) -> list[str]:
    before = part.previous or {}
    previous = [digits(before[c]) if before else "" for c in answer.columns]
    return [
        *(_text(value) for _, value in part.group),
        part.label,
        *(digits(part.values[c]) for c in answer.columns),
        *(previous if answer.compare else []),
    ]


def _text(value: Value) -> str:
    return " + ".join(value) if isinstance(value, tuple) else value or ""
