"""docs/metrics.md by example: what is measured against something else, and money."""

from decimal import Decimal

from insights.domain.accounts.project import GoalKind
from insights.domain.analytics.query import GoalCondition
from tests.builders.analytics import a_goal, an_event
from tests.builders.asking import NOON, SIGNUP, ask, is_, numbers, table


def test_time_on_page_is_the_mean_over_the_visits_of_the_page_rounded_half_to_even() -> None:
    history = [
        an_event(NOON, path="/a"),
        an_event(NOON + 9, "engagement", path="/a", engaged_ms=4000),
        an_event(NOON + 9, "engagement", path="/a", engaged_ms=3000),
        an_event(NOON, path="/a", session_id=2),
        an_event(NOON, "click", path="/a", session_id=3),
    ]
    assert numbers(ask(history, "time_on_page", where=(is_("event:page", "/a"),))) == (
        4,
    )  # 3.5, half to even


def test_scroll_depth_is_the_mean_of_the_deepest_scroll_of_each_visit_that_reports_one() -> None:
    depths = [(1, 20), (1, 80), (2, 25), (3, None)]
    history = [an_event(NOON, "engagement", session_id=s, scroll_depth=depth) for s, depth in depths]
    assert numbers(ask(history, "scroll_depth", where=(is_("event:page", ""),))) == (52.5,)


def test_exit_rate_divides_exits_by_the_views_of_the_page() -> None:
    history = [
        an_event(NOON, path="/a"),
        an_event(NOON + 1, path="/a"),
        an_event(NOON, path="/a", session_id=2),
        an_event(NOON + 1, path="/b", session_id=2),
    ]
    by_exit = ask(history, "exit_rate", "visits", by=("visit:exit_page",))
    assert table(by_exit) == {("/a",): (33.3, 1), ("/b",): (100.0, 1)}


def test_conversion_is_measured_without_the_goal_filter() -> None:
    converted = [an_event(NOON, source="Google"), an_event(NOON + 1, "signup", source="Google")]
    others = [
        an_event(NOON, session_id=2, visitor_id=2, source="Google"),
        an_event(NOON, session_id=3, visitor_id=3),
        an_event(NOON, session_id=4, visitor_id=4),
    ]
    answer = ask(
        converted + others,
        "visitors",
        "conversion_rate",
        "group_conversion_rate",
        "percentage",
        by=("visit:source",),
        where=(GoalCondition((SIGNUP,)),),
    )
    assert table(answer) == {("Google",): (1, 25.0, 50.0, 100.0)}


def test_an_event_stands_in_the_row_of_each_goal_it_reaches() -> None:
    goals = (
        a_goal("Any post", GoalKind.PAGE, "/blog/**"),
        a_goal("Post", GoalKind.PAGE, "/blog/*"),
        SIGNUP,
    )
    history = [
        an_event(NOON, path="/blog/a"),
        an_event(NOON, path="/blog/a/b", visitor_id=2, session_id=2),
        an_event(NOON, "click", path="/blog/a", visitor_id=3, session_id=3),
    ]
    answer = ask(history, "visitors", "conversion_rate", by=("event:goal",), goals=goals)
    assert table(answer) == {("Any post",): (2, 66.7), ("Post",): (1, 33.3)}


def test_money_is_kept_apart_by_currency_and_has_its_decimals() -> None:
    prices = [("10.00", "EUR"), ("2.505", "EUR"), ("1000", "JPY"), ("1.2345", "KWD")]
    history = [
        an_event(NOON + n, "buy", revenue=Decimal(amount), currency=currency)
        for n, (amount, currency) in enumerate(prices)
    ]
    total, average = numbers(ask([*history, an_event(NOON)], "total_revenue", "average_revenue"))
    assert total == (("EUR", "12.50"), ("JPY", "1000"), ("KWD", "1.234"))
    assert average == (("EUR", "6.25"), ("JPY", "1000"), ("KWD", "1.234"))


def test_a_goal_with_a_value_is_worth_it_whatever_the_event_says() -> None:
    worth = a_goal("Lead", GoalKind.EVENT, "lead", "12.50 EUR")
    history = [
        an_event(NOON, "lead"),
        an_event(NOON, "lead", revenue=Decimal(99), currency="USD"),
        an_event(NOON, "signup", revenue=Decimal(7), currency="EUR"),
    ]
    goals = (worth, SIGNUP)
    by_goal = ask(history, "total_revenue", by=("event:goal",), goals=goals)
    assert table(by_goal) == {("Lead",): ((("EUR", "25.00"),),), ("Signup",): ((("EUR", "7.00"),),)}
    filtered = ask(history, "total_revenue", where=(GoalCondition(goals),))
    assert numbers(filtered) == ((("EUR", "32.00"),),)
    assert numbers(ask(history, "total_revenue")) == ((("EUR", "7.00"), ("USD", "99.00")),)
