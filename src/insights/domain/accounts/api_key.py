"""API keys: `ins_<prefix>_<secret>`. The prefix finds the key and may be shown; the hash proves it."""

import hmac
from hashlib import sha256
from typing import Final

import msgspec

from insights.domain.accounts import rules
from insights.domain.accounts.principal import Scope

_MARK: Final = "ins_"
_PREFIX_LENGTH: Final = 8
_PREFIX_END: Final = len(_MARK) + _PREFIX_LENGTH


class ApiKey(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    project_id: str
    name: str
    prefix: str
    hash: str
    """SHA-256 of the whole key, in hex: its secret has 256 random bits, so there is nothing to guess at."""
    scopes: frozenset[Scope]
    created_at: int
    """Milliseconds since the epoch."""

    def matches(self, key: str) -> bool:
        """Takes the same time wherever the two differ."""
        return hmac.compare_digest(self.hash, key_hash(key))


def compose_key(prefix: str, secret: str) -> str:
    """`prefix` and `secret` are URL-safe random text."""
    return f"{_MARK}{prefix[:_PREFIX_LENGTH]}_{secret}"


def key_prefix(key: str) -> str | None:
    """The part that finds the key; None when this does not look like an API key."""
    if key.startswith(_MARK) and key[_PREFIX_END : _PREFIX_END + 1] == "_":
        return key[len(_MARK) : _PREFIX_END]
    return None


def key_hash(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()


def _scopes(path: str, scopes: frozenset[Scope]) -> frozenset[Scope]:
    if not scopes:
        raise rules.broken(path, f"must hold at least one of {', '.join(Scope)}")
    return scopes


KEY_RULES: Final[dict[str, rules.Rule]] = {"name": rules.text(120), "scopes": _scopes}
