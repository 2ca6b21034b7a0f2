"""Who really asks, where reverse proxies stand in front."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, final

from insights.domain.ingestion.address import plain_address

MOST_HOPS = 20
"""Entries of `X-Forwarded-For` that are looked at, so that a long one costs nothing."""


@final
class TrustedProxies:
    """Believes `X-Forwarded-For` only as far as it was written by proxies within the given networks.

    Raises ValueError for a network that is none, as `10.0.0.1/8`: its host bits must be zero.
    """

    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = [ip_network(network.strip()) for network in networks]
        self._trusts = lru_cache(maxsize=4_096)(self._is_proxy)

    def client(self, scope: Any) -> str:
        """The client's address in its plain spelling; empty where the connection has none (a Unix socket).

        Each proxy adds the address it was called from at the right. So the list is walked from the right
        while its entries are proxies; what stands left of the first stranger is the stranger's claim.
        """
        address = plain_address(scope["client"][0]) if scope.get("client") else None
        if address is None:
            return ""
        if not self._networks or not self._trusts(address):
            return address
        for entry in reversed(_forwarded(scope["headers"])):
            claimed = plain_address(_without_port(entry))
            if claimed is None:
                break
            address = claimed
            if not self._trusts(address):
                break
        return address

    def _is_proxy(self, address: str) -> bool:
        parsed = ip_address(address)
        return any(parsed in network for network in self._networks)


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    """Several headers are one list, in order."""
    values = (value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for")
    return ",".join(values).rsplit(",", MOST_HOPS)[-MOST_HOPS:]


def _without_port(entry: str) -> str:
    """`[::1]:80` and `10.0.0.1:80` as some proxies write them."""
    entry = entry.strip()
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
