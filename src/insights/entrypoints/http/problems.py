"""Every error as one RFC 9457 problem document: the only place that knows HTTP status codes for errors."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException, ValidationException
from litestar.exceptions.base_exceptions import SerializationException

from insights.domain.errors import (
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
GONE = "insights.gone"
"""The key under which a request's scope says that its client has left."""

log = structlog.get_logger("insights.http")

STATUS: dict[type[BaseException], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Invalid: HTTPStatus.BAD_REQUEST,
    SerializationException: HTTPStatus.BAD_REQUEST,
    msgspec.ValidationError: HTTPStatus.BAD_REQUEST,
    msgspec.DecodeError: HTTPStatus.BAD_REQUEST,
    RecursionError: HTTPStatus.BAD_REQUEST,  # what decoding a body nested too deeply raises
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """The body of every answer that is an error."""

    type: str
    """`urn:insights:problem:` and the name of the kind of error, as `not-found`."""
    title: str
    status: int
    detail: str
    instance: str = ""
    """The path that was asked for."""
    errors: Sequence[Fault] = ()
    """One entry for each refused value."""


def problem_of(error: BaseException, instance: str) -> Problem:
    """Whatever is not a declared error says nothing of itself: what broke is in the log only."""
    status = _status(error)
    return Problem(
        type=f"urn:insights:problem:{status.phrase.lower().replace(' ', '-')}",
        title=status.phrase,
        status=status,
        detail=_detail(error, status),
        instance=instance,
        errors=_faults(error),
    )


def problem_headers(error: BaseException) -> dict[str, str]:
    headers = {"content-type": MEDIA_TYPE, "cache-control": "no-store"}
    if isinstance(error, Unavailable):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, Unauthenticated):
        headers["www-authenticate"] = 'Bearer realm="insights"'
    if isinstance(error, HTTPException) and error.headers:
        headers.update(
            (name.lower(), value) for name, value in error.headers.items() if name.lower() == "allow"
        )
    return headers


def encode_problem(error: BaseException, instance: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body, for handlers that speak bare ASGI."""
    problem = problem_of(error, instance)
    body = msgspec.json.encode(problem)
    headers = [(name.encode(), value.encode()) for name, value in problem_headers(error).items()]
    return problem.status, [*headers, (b"content-length", str(len(body)).encode())], body


def problem_response(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's exception handler for everything."""
    if request.scope.get(GONE) and isinstance(error, InternalServerException):
        # Litestar's way to say that the client left before its body was whole: nobody reads this answer.
        return Response(b"", status_code=HTTPStatus.REQUEST_TIMEOUT)
    if _status(error) >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Unavailable):
        log.error("request failed", path=request.scope.get("path_template", ""), exc_info=error)
    problem = problem_of(error, request.scope["path"])
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        headers=problem_headers(error),
        media_type=MEDIA_TYPE,
    )


def _status(error: BaseException) -> HTTPStatus:
    if isinstance(error, HTTPException):
        return HTTPStatus(error.status_code)
    known = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return next(known, HTTPStatus.INTERNAL_SERVER_ERROR)


def _detail(error: BaseException, status: HTTPStatus) -> str:
    if isinstance(error, ValidationException):
        return "The request breaks the rules named in `errors`." if error.extra else error.detail
    if isinstance(error, HTTPException):
        return error.detail
    if isinstance(error, RecursionError):
        return "The body is nested too deeply."
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Something unexpected went wrong; the server's log has it under this answer's X-Request-Id."
    return str(error)


def _faults(error: BaseException) -> Sequence[Fault]:
    if isinstance(error, Invalid):
        return error.faults
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return [_fault(item) for item in error.extra if isinstance(item, dict)]
    return ()


def _fault(item: Mapping[str, object]) -> Fault:
    path, message = str(item.get("key", item.get("source", ""))), str(item.get("message", ""))
    if (path, message) == ("data", "'data'"):  # Litestar's parameter for the body
        return Fault("body", "must not be empty: send a JSON object")
    return Fault(path, message)
