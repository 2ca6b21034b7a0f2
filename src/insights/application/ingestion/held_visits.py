"""The visits that a batch may belong to, while they are given to its events."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import final

from insights.application.ports.event_log import Visit, VisitorKey
from insights.application.ports.open_visits import Held
from insights.application.ports.rollups import TouchedHour
from insights.domain.analytics.rollups import utc_hour
from insights.domain.ingestion.session import extend, visit_to_join


@final
class HeldVisits:
    """A visit that several visitors share is one object, held once for each of them."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self._hours: defaultdict[str, set[int]] = defaultdict(set)

    @property
    def touched(self) -> set[TouchedHour]:
        """Hours whose numbers change (see `docs/decisions/0080`)."""
        return {(project, hour) for project, hours in self._hours.items() for hour in hours}

    def of(self, key: VisitorKey) -> list[Visit]:
        return self.held.visits.get(key, [])

    def nearest(self, key: VisitorKey, time: int, gap: int) -> Visit | None:
        visits = self.held.visits.get(key)
        if visits is None:
            return None
        if len(visits) == 1 and (visit := visits[0]).last <= time < visit.last + gap:
            return visit  # What the rule finds too, for nearly every event.
        return visit_to_join(visits, time, gap)

    def take(self, visit: Visit, time: int) -> Visit:
        """An event of that time is one of the visit."""
        hours = self._hours[visit.project]
        if time >= visit.last:
            visit.last = time
        else:
            # What all events of the visit show of it may be another now: its source, its entry page.
            hours.update((utc_hour(visit.first), utc_hour(visit.last)))
            extend(visit, time)
        hours.add(utc_hour(time))
        hours.add(utc_hour(visit.first))
        return visit

    def begin(self, key: VisitorKey, session_id: int, time: int) -> Visit:
        visit = Visit(*key, session_id, time, time)
        self.held.visits.setdefault(key, []).append(visit)
        return visit

    def share(self, visit: Visit, visitor: int) -> None:
        """The visit is this visitor's, too."""
        visits = self.held.visits.setdefault((visit.project, visitor), [])
        if any(known is visit for known in visits):
            return
        visits.append(visit)
        visit.sharers = tuple(dict.fromkeys((*(visit.sharers or (visit.visitor_id,)), visitor)))

    def recall(self, visit: Visit) -> None:
        """From the log. What is held may be ahead of it, or behind when it comes from before a crash."""
        visits = self.held.visits.setdefault((visit.project, visit.visitor_id), [])
        for known in visits:
            if known.session_id == visit.session_id:
                _add(known, visit)
                return
        visits.append(visit)

    def sharers(self, keys: Iterable[VisitorKey]) -> set[VisitorKey]:
        """Whoever shares a visit with one of these visitors."""
        held = self.held.visits
        shared = [visit for key in keys if key in held for visit in held[key] if visit.sharers]
        return {(visit.project, visitor) for visit in shared for visitor in visit.sharers}

    def unite(self, keys: Collection[VisitorKey]) -> None:
        """Make copies of a visit, that were kept for each of these visitors, one."""
        first: dict[tuple[str, int], Visit] = {}
        for key in sorted(keys):
            visits = self.held.visits.get(key, [])
            for index, visit in enumerate(visits):
                known = first.setdefault((visit.project, visit.session_id), visit)
                if known is not visit:
                    _add(known, visit)
                    visits[index] = known


def _add(known: Visit, visit: Visit) -> None:
    extend(known, visit.first)
    extend(known, visit.last)
    known.user = known.user or visit.user
    known.sharers = tuple(dict.fromkeys((*known.sharers, *visit.sharers)))
