"""The numbers of a site as its rollups tell them, and as its raw events do."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.builders.server import Site

METRICS = ("events", "total_revenue", "visitors", "visits")

Numbers = dict[tuple[str, str, str], Any]
"""By event name, metric, and the local hour's label."""


def rolled_up(site: Site) -> Numbers:
    """Empty while some of them would be raw, because rollups are behind."""
    zone = ZoneInfo(site.project["timezone"])
    found: Numbers = {}
    with site.server.client(site.token) as client:
        while True:
            params = {"project": site.project["id"], "limit": 500, "offset": len(found)}
            answer = client.get("/api/v1/metrics", params=params)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            if page["meta"]["source"] != "rollup":
                return {}
            for item in page["items"]:
                began = datetime.fromisoformat(item["period_start"]).astimezone(zone)
                hour = began.strftime("%Y-%m-%d %H:%M:%S")
                found[item["event"], item["metric"], hour] = item["value"]
            if len(found) >= page["total"] or not page["items"]:
                return found


def raw(site: Site) -> Numbers:
    answer = site.query(METRICS, "all", dimensions=["event:name", "time:hour"], exact=True)
    assert answer["meta"]["source"] == "raw"
    return {
        (*row["dimensions"][:1], metric, row["dimensions"][1]): value
        for row in answer["results"]
        for metric, value in zip(METRICS, row["metrics"], strict=True)
        if value
    }


def events_in(numbers: Numbers) -> int:
    return sum(value for (_, metric, _), value in numbers.items() if metric == "events")
