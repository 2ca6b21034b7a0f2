"""Documents of `visitor_links`. All that a link says is in its `_id`, so that a repeat changes nothing."""

from collections.abc import Collection

from bson.datetime_ms import DatetimeMS

from insights.adapters.mongodb.collection import RawEvents
from insights.adapters.mongodb.documents import Document, from_int64, to_int64
from insights.adapters.mongodb.lists import parts
from insights.adapters.mongodb.refusals import refusals
from insights.domain.analytics.visitor_links import VisitorLink


async def links_at(events: RawEvents, end: str, project: str, visitors: Collection[int]) -> list[VisitorLink]:
    """Links of the project with one of these visitors at this end, `from_id` or `to_id`."""
    found: list[VisitorLink] = []
    for part in parts([to_int64(each) for each in visitors]):
        with refusals():
            found += map(to_link, await events.links.find({"project": project, end: {"$in": part}}).to_list())
    return found


def to_link_document(link: VisitorLink) -> Document:
    return {
        "_id": f"{link.project}:{link.from_id:x}:{link.to_id:x}:{link.time}:{link.event_id}",
        "project": link.project,
        "from_id": to_int64(link.from_id),
        "to_id": to_int64(link.to_id),
        "time": DatetimeMS(link.time),
        "event_id": link.event_id,
        "identifies": int(link.identifies),
    }


def to_link(document: Document) -> VisitorLink:
    return VisitorLink(
        document["project"],
        from_int64(document["from_id"]),
        from_int64(document["to_id"]),
        int(document["time"]),
        document["event_id"],
        bool(document["identifies"]),
    )
