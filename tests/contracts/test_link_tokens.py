"""LinkTokens."""

from base64 import urlsafe_b64decode
from itertools import product

from insights.adapters.system.link_tokens import HmacLinkTokens


def test_a_token_is_made_again_from_the_same_three_and_from_no_others() -> None:
    tokens = HmacLinkTokens(b"key" * 10)
    asked = list(product(("invitation", "password reset"), ("a", "b"), (1, 2)))
    made = [tokens.token(*one) for one in asked]
    assert len(set(made)) == len(asked)
    assert made == [HmacLinkTokens(b"key" * 10).token(*one) for one in asked]
    assert not set(made) & {HmacLinkTokens(b"yek" * 10).token(*one) for one in asked}


def test_a_token_has_256_bits_and_stands_in_a_link_as_it_is() -> None:
    token = HmacLinkTokens(b"k").token("invitation", "a", 1)
    assert len(urlsafe_b64decode(token + "=")) == 32
    assert token.replace("-", "").replace("_", "").isalnum()
