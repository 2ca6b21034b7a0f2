"""Events with a user id: which visit they go on with, and who they say that visitors are."""

from typing import final

from insights.application.ingestion.held_visits import HeldVisits
from insights.application.ports.event_log import Visit, VisitorKey
from insights.application.ports.system import Ids
from insights.domain.analytics.visitor_links import VisitorLink, said
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.names import IDENTIFY
from insights.domain.ingestion.session import distance


@final
class JoinUsers:
    """Of one batch. A user goes on with the open visit of the visitor they were until now, unless they have a
    nearer one of their own, or the visit or the visitor is somebody else's."""

    def __init__(self, visits: HeldVisits, ids: Ids, links: dict[VisitorKey, VisitorLink]) -> None:
        self._visits = visits
        self._ids = ids
        self._links = links
        """By the visitor they lead from, as far as stored or said in this batch."""
        self.said: list[VisitorLink] = []

    def visit_of(self, accepted: Accepted, gap: int) -> Visit:
        event = accepted.event
        key = (event.project, event.visitor_id)
        before = self._until_now(accepted, gap)
        visit = self._visits.nearest(key, event.time, gap)
        joined = 0
        for id_ in before:
            going = self._visits.nearest((event.project, id_), event.time, gap)
            if going is None or not self._may_join(accepted, id_, going):
                continue
            if visit is None or distance(going, event.time) < distance(visit, event.time):
                visit, joined = going, id_
        if visit is None:
            visit = self._visits.begin(key, self._ids.number(), event.time)
        self._visits.take(visit, event.time)
        visit.user = event.visitor_id
        self._visits.share(visit, event.visitor_id)
        if event.name == IDENTIFY:
            self._identify(accepted, before, visit)
        elif joined and (event.project, joined) not in self._links:
            self._say(accepted, joined, identifies=False)
        return visit

    def _until_now(self, accepted: Accepted, gap: int) -> tuple[int, ...]:
        """Of two candidate ids the one whose visit is open, as for any event; and previous ids."""
        event, anonymous = accepted.event, accepted.anonymous_ids
        if len(anonymous) > 1:
            last = (event.project, anonymous[-1])
            is_open = self._visits.nearest(last, event.time, gap) is not None
            anonymous = anonymous[-1:] if is_open else anonymous[:1]
        ids = dict.fromkeys((*anonymous, *accepted.previous_ids))
        return tuple(id_ for id_ in ids if id_ != event.visitor_id)

    def _may_join(self, accepted: Accepted, id_: int, visit: Visit) -> bool:
        users = (0, accepted.event.visitor_id, *accepted.previous_ids)
        return visit.user in users and self._is_theirs(accepted, id_)

    def _is_theirs(self, accepted: Accepted, id_: int) -> bool:
        """Whether the visitor is nobody else by what is known."""
        link = self._links.get((accepted.event.project, id_))
        return link is None or link.to_id == accepted.event.visitor_id

    def _identify(self, accepted: Accepted, before: tuple[int, ...], visit: Visit) -> None:
        """Earlier events that come later find the visit, too: events need not come in order."""
        for id_ in before:
            self._say(accepted, id_)
            if self._is_theirs(accepted, id_):
                self._visits.share(visit, id_)

    def _say(self, accepted: Accepted, id_: int, *, identifies: bool = True) -> None:
        event = accepted.event
        link = VisitorLink(event.project, id_, event.visitor_id, event.time, event.id, identifies)
        self.said.append(link)
        known = self._links.get((event.project, id_))
        if identifies and (known is None or said(link) < said(known)):
            self._links[event.project, id_] = link
