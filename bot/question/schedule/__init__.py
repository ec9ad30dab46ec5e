"""When a digest is due: schedule phrases, read and said back, and the times that they yield."""

from bot.question.schedule.find import find_schedule
from bot.question.schedule.model import Schedule, Slot
from bot.question.schedule.phrases import phrases
from bot.question.schedule.read import read_schedule

__all__ = ["Schedule", "Slot", "find_schedule", "phrases", "read_schedule"]
