"""The end of a question: one line in the log, whatever became of it."""

import structlog

from bot.course import Course, Onlookers

log = structlog.get_logger("bot.question")


def ended(course: Course, onlookers: Onlookers) -> None:
    """Writes the one line of a question that is over, and has it counted."""
    onlookers.ended(course.outcome, course.seconds)
    log.info("question", **course.close())
