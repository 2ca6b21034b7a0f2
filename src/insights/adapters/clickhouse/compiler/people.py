"""Visitor ids as people's: `insights.domain.analytics.visitor_links` in SQL.

A project without links does without all of it: its statements are what they would be if there were none.
"""

from enum import Enum
from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.domain.analytics.visitor_links import LONGEST_CHAIN, LONGEST_WALK


class Linked(Enum):
    """What has to be followed in a project."""

    NOT = "not"
    ONCE = "once"
    """No link leads to an id that has one itself."""
    IN_CHAINS = "in chains"


PROBE: Final = """
SELECT count() > 0, countIf(identifies AND to_id IN (
    SELECT from_id FROM visitor_links WHERE project = {project:String} AND identifies)) > 0
FROM visitor_links WHERE project = {project:String}
"""


def probed(some: int, chained: int) -> Linked:
    """From the row that PROBE answers."""
    return Linked.IN_CHAINS if chained else Linked.ONCE if some else Linked.NOT


def with_people(events: str, project: str, linked: Linked, parameters: Parameters) -> str:
    """A SELECT of the same events, with the id of the person as `visitor_id`.

    Links are joined, not listed: a list of a hundred thousand makes a statement too large.
    """
    if linked is Linked.NOT:
        return events
    return (
        "SELECT raw.* REPLACE (if(p.from_id != 0, p.to_id, raw.visitor_id) AS visitor_id) "
        f"FROM ({events}) AS raw LEFT ANY JOIN ({_people(project, linked, parameters)}) AS p "
        "ON raw.visitor_id = p.from_id"
    )


def _people(project: str, linked: Linked, parameters: Parameters) -> str:
    """`from_id` and the person's id as `to_id`, a row for each id that is linked."""
    first = (
        f"SELECT from_id, to_id FROM visitor_links WHERE project = {parameters.bind(project)} AND identifies "
        "ORDER BY from_id, time, event_id LIMIT 1 BY from_id"
    )
    if linked is Linked.ONCE:
        return first
    return (
        f"WITH RECURSIVE links AS ({first}), walk AS (SELECT from_id, to_id, 1 AS depth FROM links "
        "UNION ALL SELECT w.from_id, l.to_id, w.depth + 1 FROM walk AS w "
        f"INNER JOIN links AS l ON w.to_id = l.from_id WHERE w.depth < {LONGEST_WALK}) "
        f"SELECT from_id, if(max(depth) < {LONGEST_WALK}, argMax(to_id, depth), "
        f"minIf(to_id, depth > {LONGEST_CHAIN})) AS to_id FROM walk GROUP BY from_id"
    )
