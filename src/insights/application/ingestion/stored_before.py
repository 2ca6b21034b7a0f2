"""What has to be marked for events that a message brings once more, although they are stored."""

from collections.abc import Sequence
from functools import partial

from insights.application.ingestion.link_visitors import sharers
from insights.application.ingestion.patience import Pause, until_available
from insights.application.ports.event_log import EventLog
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.rollups import HOUR_MS, utc_hour
from insights.domain.ingestion.event import Accepted


async def hours_stored_before(
    log: EventLog, links: VisitorLinks, stored: Sequence[Accepted], pause: Pause
) -> set[TouchedHour]:
    """Whoever stored them died before it could acknowledge them. A store that is another process may have
    taken them after the dead one's lock was freed and its marks were worked off. So all hours of their visits
    are marked again: which of them the events had changed is no longer known."""
    if not stored:
        return set()
    events = [accepted.event for accepted in stored]
    visitors = {(event.project, event.visitor_id) for event in events}
    visitors |= {
        (one.event.project, one.previous_visitor_id) for one in stored if one.previous_visitor_id is not None
    }
    visitors |= {(one.event.project, id_) for one in stored for id_ in one.anonymous_ids}
    visitors = await until_available("Looking for links", partial(sharers, links, visitors), pause)
    first, last = min(event.time for event in events), max(event.time for event in events)
    visits = await until_available(
        "Looking for the visits of stored events", lambda: log.visits(visitors, first, last), pause
    )
    hours = {(event.project, utc_hour(event.time)) for event in events}
    for visit in visits:
        hours |= {(visit.project, hour) for hour in range(utc_hour(visit.first), visit.last + 1, HOUR_MS)}
    return hours
