"""Examples for the help: what can be typed, and how it is read back."""

PHRASES: tuple[tuple[str, str], ...] = (
    ("every monday 9am", "every Monday at 09:00"),
    ("mon, wed and fri at 16:30", "every Monday, Wednesday and Friday at 16:30"),
    ("weekdays 8:30", "every weekday at 08:30"),
    ("daily at noon", "every day at 12:00"),
    ("every 2 weeks on friday 16:00", "every 2 weeks on Friday at 16:00 from 27 Nov 2026"),
    ("every other day at 7pm", "every 2 days at 19:00 from 23 Nov 2026"),
    ("on the 1st and 15th at 8am", "on the 1st and 15th of every month at 08:00"),
    ("first weekday of the month 9am", "on the first weekday of every month at 09:00"),
    ("last friday at 17:00", "on the last Friday of every month at 17:00"),
    ("last day of the month 18:00", "on the last day of every month at 18:00"),
    (
        "quarterly on the first monday at 10",
        "on the first Monday of January, April, July and October at 10:00",
    ),
    ("every year on 1 jan at 9:00", "every year on 1 January at 09:00"),
    ("every monday 9am in New York", "every Monday at 09:00, America/New_York"),
    ("cron 0 9 * * 1-5", "every weekday at 09:00"),
)


def phrases() -> tuple[tuple[str, str], ...]:
    """What can be typed and what is said back; intervals as of Monday, 23 November 2026."""
    return PHRASES
