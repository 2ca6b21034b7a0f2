"""From a query to one SQL statement, and from its rows to an answer.

Read in this order: `tallies` (what is counted for each metric), `values` and `conditions` (dimensions and
filters as expressions), `visits` (a row per visit), `parts` (tallies per row of the answer), `statement`
(the whole), `answer` (rows to numbers). `plan` chooses the parts.

Statements are put together from fragments written here; whatever a query holds is bound as a parameter.
"""

from insights.adapters.clickhouse.compiler.answer import to_answer
from insights.adapters.clickhouse.compiler.statement import Statement, compile_query

__all__ = ["Statement", "compile_query", "to_answer"]
