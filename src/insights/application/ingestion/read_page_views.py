"""From one line of an access log to a page view, or to the reason why it is none."""

from hashlib import blake2b

from insights.application.ingestion.import_visitors import ImportVisitors
from insights.application.ports.enrichment import Places
from insights.application.ports.system import Ids
from insights.domain.accounts.project import Project
from insights.domain.ingestion import limits
from insights.domain.ingestion.access_log import AccessLine, parse_access_line
from insights.domain.ingestion.address import plain_address
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import Accepted, Event
from insights.domain.ingestion.log_lines import MAX_LINE
from insights.domain.ingestion.names import PAGEVIEW
from insights.domain.ingestion.page_views import SkipReason, skip_reason
from insights.domain.ingestion.refusal import Refused
from insights.domain.ingestion.text import clean_text
from insights.domain.ingestion.url import Page, read_url

_DIGEST_BYTES = 16


class PageViewReader:
    """Reads the lines of one import into one project. The address ends here."""

    def __init__(self, project: Project, now: int, places: Places, ids: Ids) -> None:
        self._project = project
        self._now = now
        self._places = places
        self._visitors = ImportVisitors(project, ids)

    def __call__(self, raw: bytes) -> Accepted | SkipReason:
        """The page view's id is a hash of the line: equal lines are still to be told apart."""
        if len(raw) > MAX_LINE:
            return SkipReason.TOO_LONG
        line = parse_access_line(raw.decode(errors="replace"))
        if line is None:
            return SkipReason.MALFORMED
        reason = skip_reason(line)
        if reason is not None:
            return reason
        try:
            page = self._page(line.target)
        except Refused as refused:
            too_long = refused.reason is RejectReason.TOO_LONG
            return SkipReason.TOO_LONG if too_long else SkipReason.MALFORMED
        return self._page_view(blake2b(raw, digest_size=_DIGEST_BYTES).hexdigest(), line, page)

    def _page(self, target: str) -> Page:
        """A path is one of the project's own site; proxies are asked for whole addresses. Raises Refused."""
        if not target.startswith("/"):
            return read_url(clean_text(target))
        page = read_url(f"http://_{clean_text(target)}")
        return Page(self._project.domain, page.path, page.query)

    def _page_view(self, id_: str, line: AccessLine, page: Page) -> Accepted:
        time = min(line.time, self._now)
        address = plain_address(line.address) or line.address
        agent = clean_text(line.user_agent)[: limits.USER_AGENT]
        visitor, previous = self._visitors.ids_at(time, address, agent)
        place = self._places.locate(address)
        event = Event(
            project=self._project.id,
            id=id_,
            name=PAGEVIEW,
            time=time,
            received=self._now,
            visitor_id=visitor,
            hostname=page.hostname,
            path=page.path,
            query=page.query,
            referrer=clean_text(line.referrer)[: limits.REFERRER],
            country=place.country,
            region=place.region,
            city=place.city,
        )
        return Accepted(
            event=event,
            user_agent=agent,
            previous_visitor_id=previous,
            session_minutes=self._project.session_minutes,
        )
