import hmac
from base64 import urlsafe_b64encode
from typing import Final, final

from insights.application.ports.system import LinkTokens

_CONTEXT: Final = b"insights link tokens 1"


@final
class HmacLinkTokens(LinkTokens):
    """HMAC-SHA256 under a key of their own, derived from the installation's."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, _CONTEXT, "sha256")

    def token(self, purpose: str, id_: str, moment: int) -> str:
        told = "\0".join((purpose, id_, str(moment))).encode()
        return urlsafe_b64encode(hmac.digest(self._key, told, "sha256")).rstrip(b"=").decode()
