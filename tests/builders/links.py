"""Links between the visitors of histories at random."""

from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from insights.domain.analytics.visitor_links import VisitorLink
from tests.builders.analytics import DAY, OTHER_PROJECT, PROJECT, VISITORS

USERS = (4, 2**62, 2**63 + 7)


@st.composite
def links(draw: DrawFn) -> list[VisitorLink]:
    """Links of two projects in no order: between visitors that have events and users that may have none, at
    few times, so that there are ties, shared devices, chains and circles."""
    chance = Random(draw(st.integers(0, 2**32)))
    made = []
    for number in range(draw(st.sampled_from((1, 2, 4, 8, 16)))):
        from_id, to_id = chance.sample((*VISITORS, *USERS), 2)
        project, time = chance.choice((PROJECT, PROJECT, OTHER_PROJECT)), chance.choice((0, 1, 2)) * DAY
        said_by = f"{chance.choice('aBä')}{number}"
        made.append(VisitorLink(project, from_id, to_id, time, said_by, chance.random() < 0.8))
    chance.shuffle(made)
    return made
