"""Addresses as text, in one spelling."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network


@lru_cache(maxsize=4_096)
def plain_address(text: str) -> str | None:
    """The shortest spelling, an IPv4 address carried in IPv6 as IPv4; None for what is no address."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


@lru_cache(maxsize=4_096)
def subscriber(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 address. Other text stays itself."""
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address
