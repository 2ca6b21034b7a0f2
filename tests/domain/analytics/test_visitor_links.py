"""Who a visitor is, by what was said of visitor ids in any order."""

from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from insights.domain.analytics.visitor_links import LONGEST_CHAIN, LONGEST_WALK, VisitorLink, people
from tests.builders.analytics import PROJECT
from tests.builders.links import links


def said(*steps: tuple[int, int], identifies: bool = True) -> list[VisitorLink]:
    """In this order of time."""
    return [VisitorLink("p", a, b, time, f"e{time}", identifies) for time, (a, b) in enumerate(steps)]


def test_a_visitor_is_the_user_who_was_named_first_so_a_shared_device_makes_two_users_no_one() -> None:
    assert people(said((1, 10), (1, 20), (2, 20))) == {1: 10, 2: 20}


def test_of_what_was_said_at_one_time_the_smaller_event_id_goes_first() -> None:
    both = [VisitorLink("p", 1, 10, 5, "b"), VisitorLink("p", 1, 20, 5, "a")]
    assert people(both) == people(both[::-1]) == {1: 20}


def test_chains_lead_to_their_end_whatever_was_said_first() -> None:
    for order in permutations([(1, 2), (2, 3), (3, 4), (9, 2)]):
        assert people(said(*order)) == {1: 4, 2: 4, 3: 4, 9: 4}


def test_a_circle_is_one_person() -> None:
    assert people(said((5, 6), (6, 7), (7, 5), (1, 6))) == {5: 5, 6: 5, 7: 5, 1: 5}


def test_a_chain_and_a_circle_may_be_as_long_as_is_told() -> None:
    chain = said(*((n, n + 1) for n in range(1, LONGEST_WALK)))
    assert set(people(chain).values()) == {LONGEST_WALK}
    circle = said(*((n, n % LONGEST_CHAIN + 1) for n in range(1, LONGEST_CHAIN + 1)))
    assert set(people(circle).values()) == {1}


def test_a_visit_that_two_share_makes_them_no_one() -> None:
    assert people([*said((1, 10), identifies=False), *said((1, 20))]) == {1: 20}


of_one_project = links().map(lambda drawn: [link for link in drawn if link.project == PROJECT])


@given(of_one_project, st.randoms(use_true_random=False))
def test_the_order_in_which_links_arrive_changes_nothing(links: list[VisitorLink], chance: Random) -> None:
    arrived = [*links, *links[:2]]
    chance.shuffle(arrived)
    assert people(arrived) == people(links)


@given(of_one_project)
def test_every_person_is_found_in_one_step(links: list[VisitorLink]) -> None:
    who = people(links)
    assert all(who.get(person, person) == person for person in who.values())
