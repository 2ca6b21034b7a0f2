"""Whose address a request has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.entrypoints.http.proxies import TrustedProxies

PROXIES = TrustedProxies(["10.0.0.0/8", "2001:db8:1::/48", "192.0.2.1"])


def scope(peer: str | None, *forwarded: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", value.encode("latin-1", "replace")) for value in forwarded]
    return {"client": (peer, 1) if peer is not None else None, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("1.2.3.4",), "203.0.113.9"),
        ("10.0.0.1", ("1.2.3.4",), "1.2.3.4"),
        ("10.0.0.1", ("6.6.6.6, 1.2.3.4",), "1.2.3.4"),
        ("10.0.0.1", ("6.6.6.6, 1.2.3.4, 10.9.9.9 , 192.0.2.1",), "1.2.3.4"),
        ("10.0.0.1", ("6.6.6.6, 1.2.3.4", "10.9.9.9"), "1.2.3.4"),
        ("10.0.0.1", ("10.2.2.2, 10.3.3.3",), "10.2.2.2"),
        ("10.0.0.1", ("unknown",), "10.0.0.1"),
        ("10.0.0.1", ("1.2.3.4, unknown, 10.3.3.3",), "10.3.3.3"),
        ("10.0.0.1", ("",), "10.0.0.1"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("::ffff:10.0.0.1", ("[2001:db8::5]:443",), "2001:db8::5"),
        ("2001:db8:1::2", ("1.2.3.4:5678",), "1.2.3.4"),
        (None, ("1.2.3.4",), ""),
        ("", ("1.2.3.4",), ""),
    ],
)
def test_the_chain_is_believed_as_far_as_trusted_proxies_wrote_it(
    peer: str | None, forwarded: tuple[str, ...], client: str
) -> None:
    assert PROXIES.client(scope(peer, *forwarded)) == client


@given(st.lists(st.text() | st.ip_addresses().map(str), max_size=5))
def test_without_trusted_proxies_nobody_can_claim_an_address(forwarded: list[str]) -> None:
    assert TrustedProxies().client(scope("203.0.113.9", *forwarded)) == "203.0.113.9"


@given(st.lists(st.text() | st.ip_addresses().map(str), max_size=30))
def test_a_client_cannot_choose_its_address_through_a_trusted_proxy(claims: list[str]) -> None:
    """Whatever it sends, the proxy adds the address it was called from."""
    assert PROXIES.client(scope("10.0.0.1", *claims, "203.0.113.9")) == "203.0.113.9"


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.1/8"):
        TrustedProxies(["10.0.0.1/8"])
