"""Django with analytics inside, and its HTTP API below /insights: uvicorn django_app:application"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

from insights import Insights

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this example, which signs nothing",  # noqa: S106 - nothing is signed with it
)
insights = Insights("data")


def order(request: HttpRequest, customer: str) -> JsonResponse:
    insights.track(
        "order",
        user_id=customer,
        ip=request.META["REMOTE_ADDR"],
        user_agent=request.headers.get("User-Agent", ""),
    )
    return JsonResponse({"customer": customer}, status=201)


def report(request: HttpRequest) -> JsonResponse:
    answer = insights.query(metrics=["visitors", "events"], date_range="day")
    return JsonResponse(answer.rows(), safe=False)


urlpatterns = [path("orders/<customer>", order), path("report", report)]

Message = MutableMapping[str, Any]
site = get_asgi_application()
analytics = insights.asgi()


async def application(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    if scope["type"] == "lifespan":
        await analytics(scope, receive, send)  # opens it at start, and closes it at the end
    elif scope["path"].startswith("/insights/"):
        await analytics({**scope, "root_path": "/insights"}, receive, send)
    else:
        await site(scope, receive, send)
