"""Refresh tokens, API keys and scopes, as rules."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.accounts.api_key import ApiKey, compose_key, key_hash, key_prefix
from insights.domain.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from insights.domain.accounts.session import GRACE_MS, Family, RefreshToken, Session, Verdict, judge
from insights.domain.accounts.user import GRANTS
from insights.domain.errors import Forbidden

url_safe = st.text("abcXYZ019_-", min_size=8, max_size=60)
times = st.integers(0, 100)


def family(token: RefreshToken, living: RefreshToken | None, revoked: int | None = None) -> Family:
    return Family(Session(id="s", user_id="u", created_at=0, revoked_at=revoked), token, living)


def refresh_token(hash_: str, used: int | None = None, given_for: str | None = None) -> RefreshToken:
    return RefreshToken(hash=hash_, session_id="s", expires_at=10**9, used_at=used, given_for=given_for)


@given(st.none() | times, st.none() | times, times, times)
def test_a_token_is_fresh_only_unused_alive_and_in_time(
    revoked: int | None, used: int | None, expires: int, now: int
) -> None:
    token = RefreshToken(hash="h", session_id="s", expires_at=expires, used_at=used)
    verdict = judge(family(token, None, revoked), now)
    assert (verdict is Verdict.REFUSED) == (revoked is not None or now >= expires)
    assert (verdict is Verdict.FRESH) == (revoked is None and used is None and now < expires)


@given(st.integers(0, 3 * GRACE_MS), st.sampled_from(["h", "another", None]))
def test_a_used_token_is_good_again_for_a_moment_and_only_while_what_was_given_for_it_is_unused(
    age: int, living_was_given_for: str | None
) -> None:
    living = refresh_token("next", given_for=living_was_given_for)
    verdict = judge(family(refresh_token("h", used=0), living), age)
    spared = age <= GRACE_MS and living_was_given_for == "h"
    assert verdict is (Verdict.AGAIN if spared else Verdict.REUSED)
    assert judge(family(refresh_token("h", used=0), None), 0) is Verdict.REUSED


@given(url_safe, url_safe)
def test_a_key_is_found_by_its_prefix_and_proved_by_its_hash(prefix: str, secret: str) -> None:
    text = compose_key(prefix, secret)
    kept = ApiKey(
        id="k", project_id="p", name="n", prefix=prefix[:8], hash=key_hash(text),
        scopes=frozenset({Scope.QUERY}), created_at=0,
    )  # fmt: skip
    assert key_prefix(text) == kept.prefix
    assert kept.matches(text)
    assert not kept.matches(text + "x")
    assert not kept.matches(text[:-1])


@pytest.mark.parametrize(
    "text", ["", "ins_", "ins_short_x", "pk_12345678_secret", "eyJhbGciOi.x.y", "INS_12345678_x"]
)
def test_what_is_no_api_key_has_no_prefix(text: str) -> None:
    assert key_prefix(text) is None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", Scope)
def test_a_role_may_what_its_scopes_say(role: Role, scope: Scope) -> None:
    caller = Principal(organization_id="o", scopes=ROLE_SCOPES[role], role=role, user_id="u")
    if scope in ROLE_SCOPES[role]:
        caller.demand(scope)
    else:
        with pytest.raises(Forbidden, match=scope):
            caller.demand(scope)


def test_each_role_may_more_than_the_next() -> None:
    ordered = [ROLE_SCOPES[role] for role in (Role.OWNER, Role.ADMIN, Role.ANALYST, Role.VIEWER)]
    assert all(more >= less for more, less in pairwise(ordered))


def test_nobody_gives_a_role_above_their_own() -> None:
    assert Role.OWNER not in GRANTS[Role.ADMIN]
    assert GRANTS[Role.ANALYST] == GRANTS[Role.VIEWER] == frozenset()


def test_an_api_key_stays_in_its_project_whatever_its_scopes() -> None:
    key = Principal(organization_id="o", scopes=frozenset(Scope), project_id="p")
    key.demand(Scope.ADMIN)
    with pytest.raises(Forbidden, match="own project"):
        key.demand_member(Scope.ADMIN)
