"""An answer, in the form its reader works with."""

from typing import TYPE_CHECKING, Any

import msgspec

from insights.application.analytics.result import Meta, Result, Value
from insights.domain.analytics.question import Echo
from insights.domain.errors import InsightsError
from insights.entrypoints.http.analytics_arrow import arrow_table
from insights.entrypoints.http.analytics_forms import column_names, values

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class MissingPackage(InsightsError, ImportError):
    """The form needs a library that is not installed."""


class Rows:
    """The rows of an answer, in order. Columns are the dimensions, then the metrics; where two periods are
    compared, each metric's `_before` and each one's `_change` follow."""

    def __init__(self, result: Result) -> None:
        self._result = result

    @property
    def meta(self) -> Meta:
        """What kind of answer it is: whether exact, and who counts as one visitor."""
        return self._result.meta

    @property
    def query(self) -> Echo:
        """The question as it was understood."""
        return self._result.query

    @property
    def columns(self) -> list[str]:
        return column_names(self._result)

    def rows(self) -> list[dict[str, Any]]:
        """Dimensions are text and metrics numbers, as the HTTP API answers them; money is a list of
        `{"currency", "value"}`."""
        names = self.columns
        return [
            dict(zip(names, [*row.dimensions, *map(_plain, values(self._result, row))], strict=True))
            for row in self._result.results
        ]

    def arrow(self) -> "pa.Table":
        """Times are dates, or local date-times without a zone; counts are 64-bit integers; the schema's
        metadata holds `meta` and `query` as JSON."""
        return arrow_table(self._result)

    def polars(self) -> "pl.DataFrame":
        """The Arrow table's types. Raises MissingPackage."""
        try:
            import polars as pl
        except ImportError as error:
            raise _missing("polars", error) from error
        frame = pl.from_arrow(self.arrow())
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - of a table it always is; this tells the type
        return frame

    def pandas(self) -> "pd.DataFrame":
        """The Arrow table's types, kept by `pandas.ArrowDtype`: counts stay integers where some are absent.
        Raises MissingPackage."""
        try:
            import pandas as pd
        except ImportError as error:
            raise _missing("pandas", error) from error
        frame: pd.DataFrame = self.arrow().to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def __len__(self) -> int:
        return len(self._result.results)

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} of {', '.join(self.columns)}>"


def _missing(package: str, error: ImportError) -> MissingPackage:
    return MissingPackage(
        f"Answers in {package} need it installed ({error}): pip install 'insights[{package}]'."
    )


def _plain(value: Value) -> object:
    return [msgspec.to_builtins(amount) for amount in value] if isinstance(value, tuple) else value
