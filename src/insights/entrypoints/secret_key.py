"""The key that signs tokens: given by a setting, or made once and kept in the data directory."""

import os
import secrets
from pathlib import Path

from insights.domain.errors import Invalid
from insights.entrypoints.settings import Secret, Settings

FILE = "secret.key"
OWNER_ONLY = 0o600


def signing_key(settings: Settings) -> Secret:
    if settings.secret_key is not None:
        return settings.secret_key
    return _kept(settings.data_dir / FILE)


def _kept(file: Path) -> Secret:
    """Two processes that start at once end with one key: only the first can create the file."""
    made = file.with_name(f"{file.name}.{os.getpid()}")
    if not file.exists():
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(made, file)  # fails when another process was first
        except FileExistsError:
            pass
        finally:
            made.unlink()
    key = file.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise Invalid(
            f"{file} holds no usable key: remove it to have a new one made; everyone signs in again."
        )
    return Secret(key)
