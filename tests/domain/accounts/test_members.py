"""What members may do to one another, and that somebody can always run the organization."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.accounts.members import (
    Step,
    changes,
    demand_grant,
    keep_an_owner,
    stepped,
    with_role,
)
from insights.domain.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from insights.domain.accounts.user import GRANTS, Status, User
from insights.domain.errors import Conflict, Forbidden

roles = st.sampled_from(Role)
times = st.none() | st.integers(0, 9)


def user(id_: str = "u", role: Role = Role.VIEWER, **fields: int | None) -> User:
    return User(id=id_, organization_id="o", email=f"{id_}@x.de", name=id_, role=role, created_at=0, **fields)


def caller(role: Role, id_: str | None = "caller") -> Principal:
    return Principal(organization_id="o", scopes=ROLE_SCOPES[role], role=role, user_id=id_)


users = st.builds(
    user,
    id_=st.sampled_from("abc"),
    role=roles,
    deactivated_at=times,
    deleted_at=times,
)


@given(users, st.sampled_from(Step))
def test_a_step_leads_to_the_standing_that_it_names_or_is_refused(before: User, step: Step) -> None:
    if before.status is Status.DELETED and step in (Step.DEACTIVATE, Step.ACTIVATE):
        with pytest.raises(Conflict, match="restore"):
            stepped(before, step, 50)
        return
    after = stepped(before, step, 50)
    expected = {
        Step.DEACTIVATE: {Status.DEACTIVATED},
        Step.ACTIVATE: {Status.ACTIVE},
        Step.DELETE: {Status.DELETED},
        Step.RESTORE: {Status.ACTIVE, Status.DEACTIVATED},
    }
    assert after.status in expected[step]
    assert stepped(after, step, 99) == after


@given(users)
def test_a_restored_user_stands_where_they_stood(before: User) -> None:
    if before.status is not Status.DELETED:
        assert stepped(stepped(before, Step.DELETE, 50), Step.RESTORE, 60) == before


@given(st.dictionaries(st.sampled_from("abcd"), roles, min_size=1), st.data())
def test_an_organization_that_has_an_active_owner_always_has_one(
    members: dict[str, Role], data: st.DataObject
) -> None:
    """Any sequence of steps and roles by any member, of which some are refused."""
    people = {id_: user(id_, role) for id_, role in members.items()} | {"o": user("o", Role.OWNER)}
    for _ in range(data.draw(st.integers(1, 12))):
        actor = people[data.draw(st.sampled_from(sorted(people)))]
        target = people[data.draw(st.sampled_from(sorted(people)))]
        if actor.status is not Status.ACTIVE:
            continue
        act = data.draw(st.sampled_from(Step) | roles)
        owners = sum(one.role is Role.OWNER and one.status is Status.ACTIVE for one in people.values())
        try:
            demand_grant(caller(actor.role, actor.id), target.role)
            if isinstance(act, Step):
                after = stepped(target, act, 1)
            else:
                after = with_role(target, act, caller(actor.role, actor.id))
            keep_an_owner(target, after, owners)
        except (Conflict, Forbidden):
            continue
        people[target.id] = after
        assert actor.id != target.id or after.role is actor.role
        assert any(one.role is Role.OWNER and one.status is Status.ACTIVE for one in people.values())


@given(roles, roles, roles)
def test_a_role_is_given_and_taken_by_those_only_who_may_give_both(
    giver: Role, before: Role, after: Role
) -> None:
    allowed = before is after or {before, after} <= GRANTS[giver]
    if allowed:
        assert with_role(user(role=before), after, caller(giver)).role is after
    else:
        with pytest.raises(Forbidden):
            with_role(user(role=before), after, caller(giver))


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_their_own_role(role: Role) -> None:
    myself = user("caller", role)
    assert with_role(myself, role, caller(role)) == myself
    for other in set(Role) - {role}:
        with pytest.raises(Forbidden, match="own role"):
            with_role(myself, other, caller(role))


def test_an_api_key_and_a_role_that_gives_none_are_refused() -> None:
    key = Principal(organization_id="o", scopes=frozenset(Scope), project_id="p")
    for principal in (key, caller(Role.ANALYST)):
        with pytest.raises(Forbidden):
            demand_grant(principal, Role.VIEWER)


@given(users, users)
def test_what_changed_is_told_by_name(before: User, after: User) -> None:
    told = list(changes(before, msgspec.structs.replace(after, deleted_at=None)))
    assert ("name" in told) == (before.name != after.name)
    assert ("role" in told) == (before.role != after.role)
    assert ("restored" in told) == (before.deleted_at is not None)
    assert len(told) == len(set(told))
