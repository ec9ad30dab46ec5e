"""When to stop asking, and when to try again."""

from bot.store.breaker import FAILURES, PAUSE, Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_opens_after_three_failures_in_a_row() -> None:
    assert FAILURES == 3
    assert not opened(Clock()).allows()


def test_an_answer_between_failures_starts_the_count_again() -> None:
    breaker = Breaker(Clock())
    for _ in range(10):
        breaker.failed()
        breaker.worked()
        breaker.failed()
        breaker.worked()

    assert breaker.allows()


def test_one_probe_goes_through_every_five_seconds() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE

    assert [breaker.allows() for _ in range(3)] == [True, False, False]

    breaker.failed()
    clock.now += PAUSE - 0.1
    assert not breaker.allows()

    clock.now += 0.1
    assert breaker.allows()


def test_a_probe_that_works_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE
    breaker.allows()
    breaker.worked()

    assert [breaker.allows() for _ in range(3)] == [True] * 3


def test_a_probe_that_never_reports_does_not_keep_it_shut() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE
    breaker.allows()
    clock.now += PAUSE

    assert breaker.allows()
