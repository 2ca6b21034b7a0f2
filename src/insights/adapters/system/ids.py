import secrets
from typing import final

from uuid_utils import uuid7

from insights.application.ports.system import Ids


@final
class SystemIds(Ids):
    """Ids and tokens from the operating system's randomness."""

    def uuid7(self) -> str:
        return str(uuid7())

    def token(self, bytes_: int = 32) -> str:
        return secrets.token_urlsafe(bytes_)

    def number(self) -> int:
        return secrets.randbits(64) or 1
