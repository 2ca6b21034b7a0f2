"""The rule that gives an event its visit."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from insights.domain.ingestion.session import distance, extend, visit_to_join


@dataclass
class Stretch:
    first: int
    last: int


def test_a_gap_of_exactly_the_length_begins_a_new_visit() -> None:
    visit = Stretch(0, 100)
    assert visit_to_join([visit], 129, 30) is visit
    assert visit_to_join([visit], 130, 30) is None


def test_of_two_visits_as_near_the_earlier_is_joined() -> None:
    earlier, later = Stretch(0, 10), Stretch(50, 60)
    assert visit_to_join([later, earlier], 30, 30) is earlier
    assert visit_to_join([later, earlier], 31, 30) is later


@given(st.lists(st.integers(0, 500), max_size=40), st.integers(1, 60))
def test_visits_stay_apart_and_hold_every_event_whatever_the_order(times: list[int], gap: int) -> None:
    visits: list[Stretch] = []
    for time in times:
        before = len(visits)
        joined = visit_to_join(visits, time, gap)
        if joined is None:
            assert all(distance(visit, time) >= gap for visit in visits)
            visits.append(Stretch(time, time))
        else:
            assert distance(joined, time) == min(distance(visit, time) for visit in visits) < gap
            extend(joined, time)
            assert len(visits) == before
    ordered = sorted(visits, key=lambda visit: visit.first)
    assert all(one.last < other.first for one, other in pairwise(ordered))
    assert all(any(visit.first <= time <= visit.last for visit in visits) for time in times)
