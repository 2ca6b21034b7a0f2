"""The limit on signing in counts people, not the proxy that they all come through."""

from pathlib import Path

import pytest

from tests.builders.server import running_server

pytestmark = pytest.mark.journey
WRONG = {"email": "ada@example.com", "password": "wrong password"}


@pytest.mark.parametrize(("trusted", "others"), [("127.0.0.0/8", 401), ("10.0.0.0/8", 429)])
def test_who_is_named_by_a_trusted_proxy_has_a_limit_of_their_own(
    tmp_path: Path, trusted: str, others: int
) -> None:
    settings = {"INSIGHTS_TRUSTED_PROXIES": trusted}
    with running_server(tmp_path / "data", settings) as server, server.client() as client:

        def sign_in(address: str) -> tuple[int, int]:
            answer = client.post("/api/v1/auth/login", json=WRONG, headers={"X-Forwarded-For": address})
            return answer.status_code, int(answer.headers.get("retry-after", 0))

        assert [sign_in("203.0.113.1") for _ in range(10)] == [(401, 0)] * 10
        # An attempt is given back every six seconds: ask while the next one is not about to be.
        while sign_in("203.0.113.1")[1] < 4:
            pass
        assert sign_in("203.0.113.2")[0] == others
