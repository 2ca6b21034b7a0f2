"""Who may ask the Stats API, and how it says that something went wrong."""

from hashlib import sha256
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from insights.application.ports.rate_limits import Limit
from insights.domain.accounts.principal import Scope
from insights.domain.accounts.project import Project
from insights.domain.errors import Forbidden, NotFound, Unauthenticated
from insights.entrypoints.http.auth import bearer
from insights.entrypoints.http.problems import problem_response
from insights.entrypoints.services import Services

AN_HOUR: Final = 600
LIMIT: Final = Limit("stats-requests-of-key", per_second=AN_HOUR / 3_600, burst=AN_HOUR)

NO_KEY: Final = "Missing API key. Please use a valid Plausible API key as a Bearer Token."
NO_ACCESS: Final = (
    "Invalid API key or site ID. "
    "Please make sure you're using a valid API key with access to the site you've requested."
)
NO_SITE: Final = "Missing site ID. Please provide the required site_id parameter with your request."


class Refused(Exception):
    """Answered with the status, and the text as `error`."""

    def __init__(self, status: int, text: str, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.retry_after = retry_after


async def site_of(request: Request[Any, Any, Any], services: Services, site_id: object) -> Project:
    """The site by its domain, alias, public key or id. Raises Refused."""
    try:
        credential = bearer(request)
    except Unauthenticated:
        raise Refused(401, NO_KEY) from None
    try:
        principal = await services.users.authenticate(credential)
    except Unauthenticated:
        raise Refused(401, NO_ACCESS) from None
    await _spend(services, credential)
    if site_id is None or site_id == "":
        raise Refused(400, NO_SITE)
    if not isinstance(site_id, str):
        raise Refused(401, NO_ACCESS)
    try:
        return await services.open_project(principal, site_id, Scope.QUERY)
    except (NotFound, Forbidden):
        raise Refused(401, NO_ACCESS) from None


async def _spend(services: Services, credential: str) -> None:
    wait = await services.rate_limits.spend(LIMIT, sha256(credential.encode()).hexdigest())
    if wait > 0:
        limit = f"Your API key is limited to {AN_HOUR} requests per hour."
        raise Refused(429, f"Too many API requests. {limit}", int(wait) + 1)


def refusal_response(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's exception handler for the routes of the Stats API: always `{"error": …}`."""
    if isinstance(error, Refused):
        headers = {} if error.retry_after is None else {"retry-after": str(error.retry_after)}
        return _response(str(error), error.status, headers)
    problem = problem_response(request, error)
    kept: dict[str, str] = {
        name: problem.headers[name] for name in ("retry-after", "allow") if name in problem.headers
    }
    text = msgspec.json.decode(problem.content)["detail"] if problem.content else ""
    return _response(text, problem.status_code or 500, kept)


def _response(text: str, status: int, headers: dict[str, str]) -> Response[bytes]:
    body = msgspec.json.encode({"error": text})
    headers["cache-control"] = "no-store"
    return Response(body, status_code=status, headers=headers, media_type="application/json")


HANDLERS: Final[Any] = {HTTPException: refusal_response, Exception: refusal_response}
