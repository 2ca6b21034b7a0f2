"""Answers in the forms their readers work with."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pyarrow as pa
import pytest

from insights import Insights
from insights.domain.errors import Invalid
from insights.entrypoints.embedded import MissingPackage, Rows

NOON = datetime.now(UTC).replace(hour=12) - timedelta(days=2)
DAY = NOON.date()


@pytest.fixture(scope="module")
def insights() -> Iterator[Insights]:
    with Insights.temporary() as opened:
        page = {"url": "https://example.com/a", "timestamp": NOON}
        opened.track("read", user_id="ada", properties={"plan": "pro"}, **page)
        opened.track("read", user_id="eve", **page)
        opened.track("buy", user_id="eve", timestamp=NOON, revenue={"amount": "12.50", "currency": "EUR"})
        opened.flush()
        yield opened


@pytest.fixture
def answer(insights: Insights) -> Rows:
    return insights.query(
        metrics=["visitors", "bounce_rate", "total_revenue", "visit_duration"],
        date_range=(DAY, DAY),
        dimensions=["time:day"],
        order_by=[("time:day", "asc")],
    )


def test_rows_are_dictionaries_by_name(answer: Rows) -> None:
    (row,) = answer.rows()
    assert (
        list(row)
        == answer.columns
        == ["time:day", "visitors", "bounce_rate", "total_revenue", "visit_duration"]
    )
    assert row["visitors"] == 2
    assert row["total_revenue"] == [{"currency": "EUR", "value": "12.50"}]
    assert len(answer) == 1


def test_an_answer_says_what_it_is(answer: Rows) -> None:
    assert answer.meta.exact
    assert answer.query.metrics == ("visitors", "bounce_rate", "total_revenue", "visit_duration")
    assert repr(answer).startswith("<Rows: 1 of time:day, visitors")


def test_arrow_columns_are_typed(answer: Rows) -> None:
    table = answer.arrow()
    money = pa.list_(pa.struct([("currency", pa.string()), ("value", pa.string())]))
    assert table.schema.types == [pa.date32(), pa.int64(), pa.float64(), money, pa.int64()]
    assert {b"meta", b"query"} <= table.schema.metadata.keys()
    assert isinstance(table["time:day"][0].as_py(), date)


def test_polars_columns_are_typed(answer: Rows) -> None:
    frame = answer.polars()
    money = pl.List(pl.Struct({"currency": pl.String, "value": pl.String}))
    assert frame.dtypes == [pl.Date, pl.Int64, pl.Float64, money, pl.Int64]
    assert frame["visitors"].to_list() == [2]


def test_pandas_columns_are_typed(answer: Rows) -> None:
    frame = answer.pandas()
    assert [str(kind) for kind in frame.dtypes][:3] == [
        "date32[day][pyarrow]",
        "int64[pyarrow]",
        "double[pyarrow]",
    ]
    assert frame["visitors"].tolist() == [2]
    assert frame["time:day"].dt.year.tolist() == [DAY.year]


def test_pandas_keeps_counts_whole_where_one_is_absent(insights: Insights) -> None:
    frame = insights.query(metrics=["visit_duration"], date_range=("2020-01-01", "2020-01-02")).pandas()
    assert str(frame["visit_duration"].dtype) == "int64[pyarrow]"
    assert frame["visit_duration"].isna().tolist() == [True]


def test_compared_periods_stand_in_further_columns(insights: Insights) -> None:
    answer = insights.query(
        metrics=["visitors"], date_range=(DAY, DAY), include={"comparison": "previous_period"}
    )
    assert answer.rows() == [{"visitors": 2, "visitors_before": 0, "visitors_change": None}]
    assert answer.polars().columns == answer.columns


@pytest.mark.parametrize("package", ["polars", "pandas"])
def test_a_missing_package_is_named_with_how_to_get_it(
    answer: Rows, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackage, match=rf"pip install 'insights\[{package}\]'"):
        getattr(answer, package)()


def test_a_question_that_breaks_rules_is_refused_with_all_of_them(insights: Insights) -> None:
    with pytest.raises(Invalid) as refused:
        insights.query(metrics=["visitorz"], date_range="7y", dimensions=["visit:planet"])
    assert [fault.path for fault in refused.value.faults] == ["date_range", "metrics[0]", "dimensions[0]"]
    with pytest.raises(Invalid, match="query: must hold only what JSON can carry"):
        insights.query(metrics=["visitors"], date_range="day", filters=[("is", "event:page", [object()])])


def test_filters_are_those_of_the_query_api(insights: Insights) -> None:
    filters = [("or", [("is", "event:page", ["/a"]), ("is", "event:props:plan", ["pro"])])]
    answer = insights.query(metrics=["events"], date_range=(DAY, DAY), filters=filters, exact=True)
    assert answer.rows() == [{"events": 2}]
