"""Who asks: the `Authorization` header becomes the `principal` that handlers take."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from insights.domain.accounts.principal import Principal
from insights.domain.errors import Unauthenticated
from insights.entrypoints.services import Services


def bearer(request: Request[Any, Any, Any]) -> str:
    """The access token or API key of this request. Raises Unauthenticated."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise Unauthenticated("Send `Authorization: Bearer` with an access token or an API key.")
    return credential.strip()


async def provide_principal(
    request: Request[Any, Any, Any], services: NamedDependency[Services]
) -> Principal:
    """The caller of this request. Raises Unauthenticated."""
    return await services.users.authenticate(bearer(request))
