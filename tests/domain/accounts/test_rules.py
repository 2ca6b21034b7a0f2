"""What names, hosts, keys and passwords may look like."""

from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.accounts import rules
from insights.domain.accounts.project import PROJECT_RULES, GoalKind, goal_rules
from insights.domain.accounts.user import user_rules
from insights.domain.errors import Invalid

labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
hostnames = st.lists(labels, min_size=1, max_size=5).map(".".join)


@given(hostnames, st.sampled_from(["", "http://", "https://", "HTTPS://"]), st.sampled_from(["", "/"]))
def test_a_pasted_address_is_kept_as_its_hostname(host: str, scheme: str, end: str) -> None:
    assert rules.hostname("domain", f" {scheme}{host.upper()}{end} ") == host


@pytest.mark.parametrize(
    "value",
    ["", " ", "a b", "example.com:80", "example.com/path", "-a.com", "a..com", "münchen.de", "x" * 64 + ".de",
     "user@example.com", "http://", "a.com?x=1", "a\0.com", ".".join(["abcdefgh"] * 30)],
)  # fmt: skip
def test_what_is_no_hostname_is_refused_with_field_rule_and_value(value: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.hostname("domain", value)
    (fault,) = refused.value.faults
    assert fault.path == "domain"
    assert "must be a hostname" in fault.message
    assert value.strip()[:10] in fault.message or "\\" in fault.message


@pytest.mark.parametrize("value", ["*.example.com", "example.com", "*.EXAMPLE.com"])
def test_a_host_pattern_may_cover_subdomains(value: str) -> None:
    assert rules.host_pattern("allowed_hosts[0]", value) == value.lower()


@pytest.mark.parametrize("value", ["*", "*.", "a.*.com", "*.*.com", "*example.com", "a*.example.com"])
def test_a_star_stands_only_at_the_beginning_before_a_dot(value: str) -> None:
    with pytest.raises(Invalid):
        rules.host_pattern("allowed_hosts[0]", value)


@given(hostnames, st.from_regex(r"[A-Za-z0-9.+_-]{1,64}", fullmatch=True))
def test_one_person_has_one_address_however_it_is_written(host: str, local: str) -> None:
    kept = rules.email("email", f" {local.upper()}@{host.upper()} ")
    assert kept == rules.email("email", f"{local.lower()}@{host}") == f"{local.lower()}@{host}"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a",
        "@",
        "a@",
        "@b.de",
        "a@b@c.de",
        "a b@c.de",
        "a@b c.de",
        "a\n@b.de",
        "a@-b.de",
        "a" * 65 + "@b.de",
    ],
)
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(Invalid, match="e-mail"):
        rules.email("email", value)


@pytest.mark.parametrize(
    "secret", ["seven77", "x" * 1025, "ADA@example.com", " ada@example.com ", "with\0nul!", ""]
)
def test_a_refused_password_is_never_repeated(secret: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked(user_rules("Ada@Example.com"), {"email": "Ada@Example.com", "password": secret})
    (fault,) = refused.value.faults
    assert fault.path == "password"
    assert not secret or secret not in fault.message


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=8, max_size=1024))
def test_any_text_of_the_right_length_is_a_password(secret: str) -> None:
    assert rules.password_other_than("ada@example.com")("password", secret) == secret


def test_all_broken_rules_are_told_at_once_with_their_places() -> None:
    sent = {"name": "", "domain": "a b", "aliases": ["ok", "not ok", "ins_x"], "session_minutes": 0}
    with pytest.raises(Invalid) as refused:
        rules.checked(PROJECT_RULES, sent)
    paths = [fault.path for fault in refused.value.faults]
    assert paths == ["name", "domain", "aliases[1]", "aliases[2]", "session_minutes"]


def test_a_list_keeps_its_order_and_each_value_once() -> None:
    kept = rules.checked(PROJECT_RULES, {"aliases": ["b", "a", "b", "B"]})
    assert kept == {"aliases": ("b", "a", "B")}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Argentina/Ushuaia"])
def test_time_zones_are_those_of_the_tz_database(zone: str) -> None:
    assert rules.timezone("timezone", zone) == zone


@pytest.mark.parametrize(
    "zone", ["", "europe/berlin", "../../etc/passwd", "localtime", "+01:00", "Mars/Base"]
)
def test_other_time_zones_are_refused(zone: str) -> None:
    with pytest.raises(Invalid, match="IANA"):
        rules.timezone("timezone", zone)


@given(st.text())
def test_a_kept_name_is_one_clean_line(value: str) -> None:
    try:
        kept = rules.text(120)("name", value)
    except Invalid:
        return
    assert kept == kept.strip()
    assert 1 <= len(kept) <= 120
    assert len(kept.splitlines()) == 1
    kept.encode()


@pytest.mark.parametrize(
    ("kind", "match", "good"),
    [
        (GoalKind.PAGE, "/thanks", True),
        (GoalKind.PAGE, "/docs/**", True),
        (GoalKind.PAGE, "**/end", True),
        (GoalKind.PAGE, "thanks", False),
        (GoalKind.PAGE, "/" + "x" * 2000, False),
        (GoalKind.EVENT, "purchase", True),
        (GoalKind.EVENT, "x" * 121, False),
        (GoalKind.EVENT, " ", False),
    ],
)
def test_a_goals_match_is_judged_by_its_kind(kind: GoalKind, match: str, good: bool) -> None:
    with nullcontext() if good else pytest.raises(Invalid, match="match"):
        assert rules.checked(goal_rules(kind), {"match": match}) == {"match": match}


@pytest.mark.parametrize(("sent", "kept"), [("12.50 eur", "12.50 EUR"), ("0 USD", "0 USD"), (None, None)])
def test_a_goals_worth_is_an_amount_and_a_currency(sent: str | None, kept: str | None) -> None:
    assert rules.worth("value", sent) == kept


@pytest.mark.parametrize(
    "sent", ["12.50", "EUR", "-1 EUR", "1.23456 EUR", "1,5 EUR", "1 EURO", "1 XYZ", "NaN EUR", "١ EUR"]
)
def test_another_worth_is_refused(sent: str) -> None:
    with pytest.raises(Invalid, match="currency"):
        rules.worth("value", sent)
