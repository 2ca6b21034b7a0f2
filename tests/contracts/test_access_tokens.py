"""AccessTokens: what is signed here holds, and nothing else does."""

import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.domain.accounts.session import AccessClaims
from tests.builders.accounts import KEY, START_MS, SetClock

CLAIMS = AccessClaims(user_id="u", session_id="s", expires_at=START_MS + 1_000)
TOKENS = PyJwtAccessTokens(KEY, SetClock())
TOKENS_OF_A_LONG_KEY = PyJwtAccessTokens(KEY * 2, SetClock())


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


PAYLOAD = {"iss": "insights", "sub": "u", "sid": "s", "exp": START_MS // 1000 + 1}


def test_a_token_says_what_was_signed() -> None:
    assert TOKENS.read(TOKENS.issue(CLAIMS)) == CLAIMS


@given(st.integers(0, 400), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place: int, change: int) -> None:
    token = TOKENS.issue(CLAIMS).encode()
    place %= len(token)
    changed = token[:place] + bytes([token[place] ^ change]) + token[place + 1 :]
    read = TOKENS.read(changed.decode("latin-1"))
    # The last character of a part has bits that base64 does not use.
    assert read is None or read == CLAIMS


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y.z",
        "☃",
        f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(PAYLOAD)}.",
        jwt.encode(PAYLOAD, "another key that is also long enough", "HS256"),
        jwt.encode(PAYLOAD, KEY * 2, "HS512"),
        jwt.encode({**PAYLOAD, "iss": "somebody else"}, KEY, "HS256"),
        jwt.encode({**PAYLOAD, "exp": START_MS // 1000}, KEY, "HS256"),
        jwt.encode({k: v for k, v in PAYLOAD.items() if k != "sid"}, KEY, "HS256"),
        jwt.encode({k: v for k, v in PAYLOAD.items() if k != "exp"}, KEY, "HS256"),
    ],
)
def test_every_other_token_is_refused(token: str) -> None:
    assert TOKENS.read(token) is None
    assert TOKENS_OF_A_LONG_KEY.read(token) is None


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PyJwtAccessTokens(b"short", SetClock())
