"""Events of visitors who become users, as acceptance makes them."""

from typing import Any

from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.visitor import named_visitor_id
from tests.builders.recording import PROJECT, accepted


def user_id(name: str) -> int:
    return named_visitor_id(PROJECT, "user", name)


def by_user(id_: str, user: str, *anonymous: int, **fields: Any) -> Accepted:
    """An event with a user id, whose request would have had these visitor ids without."""
    made = accepted(id_, visitor=user_id(user), user_id=user, **fields)
    made.anonymous_ids = anonymous
    return made


def identify(id_: str, user: str, *anonymous: int, previous: str = "", **fields: Any) -> Accepted:
    made = by_user(id_, user, *anonymous, name="identify", **fields)
    if previous:
        made.previous_ids = (named_visitor_id(PROJECT, "visitor", previous), user_id(previous))
    return made
