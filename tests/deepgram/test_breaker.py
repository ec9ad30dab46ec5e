"""The breaker, on paper: what it lets by, whatever happens in whatever order."""

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from bot.deepgram.breaker import FAULTS, REST, Breaker, Condition, Pass


def failing(times: int, now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = breaker.failed(Pass.GO, now)
    return breaker


def test_it_rests_after_enough_faults_in_a_row() -> None:
    assert failing(FAULTS - 1).verdict(0) is Pass.GO
    assert failing(FAULTS).verdict(0) is Pass.REFUSE
    assert failing(FAULTS).condition is Condition.RESTING


def test_one_success_starts_the_count_again() -> None:
    breaker = failing(FAULTS - 1).succeeded(Pass.GO).failed(Pass.GO, 0)

    assert breaker.verdict(0) is Pass.GO


def test_after_the_rest_one_probes_and_the_others_are_refused() -> None:
    breaker = failing(FAULTS)
    assert breaker.verdict(REST) is Pass.PROBE

    breaker = breaker.begun(Pass.PROBE)
    assert breaker.verdict(REST + 1) is Pass.REFUSE
    assert breaker.succeeded(Pass.PROBE) == Breaker()
    assert breaker.failed(Pass.PROBE, REST).verdict(2 * REST - 0.1) is Pass.REFUSE
    assert breaker.failed(Pass.PROBE, REST).verdict(2 * REST) is Pass.PROBE


def test_a_probe_that_is_given_up_leaves_the_turn_to_the_next() -> None:
    breaker = failing(FAULTS).begun(Pass.PROBE).abandoned(Pass.PROBE)

    assert breaker.verdict(REST) is Pass.PROBE


def test_a_limit_holds_callers_for_as_long_as_was_asked() -> None:
    breaker = Breaker().quieted(Pass.GO, 100, 7)

    assert breaker.condition is Condition.LIMITED
    assert breaker.verdict(106.9) is Pass.HOLD
    assert breaker.rest(106) == 1
    assert breaker.verdict(107) is Pass.PROBE
    assert breaker.begun(Pass.PROBE).verdict(108) is Pass.HOLD


def test_of_several_limits_the_longest_counts() -> None:
    breaker = Breaker().quieted(Pass.GO, 0, 7).quieted(Pass.GO, 1, 2)

    assert breaker.until == 7


def test_an_answer_to_an_older_call_ends_no_rest() -> None:
    limited = Breaker().quieted(Pass.GO, 0, 7)

    assert limited.succeeded(Pass.GO) == limited
    assert limited.failed(Pass.GO, 1) == limited
    assert limited.abandoned(Pass.GO) == limited


class AnyOrder(RuleBasedStateMachine):
    """Calls come, succeed, fail, are limited and are given up, while time goes on."""

    out: Bundle[Pass] = Bundle("out")

    def __init__(self) -> None:
        super().__init__()
        self.breaker = Breaker()
        self.now = 0.0
        self.probes = 0
        self.told_until = 0.0

    @rule(seconds=st.floats(0, 10))
    def time_goes_on(self, seconds: float) -> None:
        self.now += seconds

    @rule(target=out)
    def a_call_comes(self) -> Pass:
        verdict = self.breaker.verdict(self.now)
        if verdict in {Pass.GO, Pass.PROBE}:
            assert self.now >= self.told_until, "nobody asks while Deepgram wants quiet"
        self.probes += verdict is Pass.PROBE
        self.breaker = self.breaker.begun(verdict)
        return verdict

    @rule(verdict=consumes(out))
    def it_succeeds(self, verdict: Pass) -> None:
        if self.went(verdict):
            self.breaker = self.breaker.succeeded(verdict)

    @rule(verdict=consumes(out))
    def it_fails(self, verdict: Pass) -> None:
        if self.went(verdict):
            self.breaker = self.breaker.failed(verdict, self.now)

    @rule(verdict=consumes(out))
    def it_is_given_up(self, verdict: Pass) -> None:
        if self.went(verdict):
            self.breaker = self.breaker.abandoned(verdict)

    @rule(verdict=consumes(out), seconds=st.floats(0, 30))
    def it_is_limited(self, verdict: Pass, seconds: float) -> None:
        if self.went(verdict):
            self.breaker = self.breaker.quieted(verdict, self.now, seconds)
            self.told_until = max(self.told_until, self.now + seconds)

    def went(self, verdict: Pass) -> bool:
        self.probes -= verdict is Pass.PROBE
        return verdict in {Pass.GO, Pass.PROBE}

    @invariant()
    def at_most_one_probe_is_out(self) -> None:
        assert self.probes <= 1
        assert self.breaker.probing == (self.probes == 1)

    @invariant()
    def it_never_rests_for_ever(self) -> None:
        if not self.probes and self.breaker.until is not None:
            assert self.breaker.verdict(self.breaker.until) is Pass.PROBE


TestAnyOrder = AnyOrder.TestCase
