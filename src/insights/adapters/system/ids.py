"""Ids and chance from the operating system."""

import secrets

import uuid_utils

from insights.application.ports.system import Ids


class SystemIds(Ids):
    def uuid7(self) -> str:
        return str(uuid_utils.uuid7())

    def token(self, bytes_: int = 32) -> str:
        return secrets.token_urlsafe(bytes_)

    def number(self) -> int:
        return secrets.randbits(64) or 1
