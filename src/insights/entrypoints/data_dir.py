"""The folder of everything that is kept."""

import os
from pathlib import Path

from insights.domain.errors import Invalid


def make_data_dir(folder: Path) -> None:
    """Raises Invalid when it cannot be made or written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"data_dir: {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Invalid(f"data_dir: {folder} cannot be written to by this user.")
