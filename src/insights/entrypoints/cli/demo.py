"""`insights demo`: something to look at."""

from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple

import msgspec
import typer

from insights.application.demo.create_demo import EMAIL, DemoProgress
from insights.domain.errors import Unavailable
from insights.entrypoints.cli.follow import Work, follow
from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.cli.progress import DemoBar, progress_bars


def demo(data_dir: DataDir = None, config: Config = None) -> None:
    """Make an organization with a project, filled with ninety days of believable data up to now.

    Its password is made once and kept in the data directory, in `demo-password`. A second run changes
    nothing; one that was broken off goes on where it ended.

    Examples:

        insights demo --data-dir /tmp/insights
    """
    settings = settings_of(config, data_dir=data_dir)
    kept = settings.data_dir / "demo-password"
    password = _password(kept)
    with progress_bars() as progress:
        work = Work(
            report=DemoProgress,
            path="/demo",
            content=[msgspec.json.encode({"password": password.text})],
            here=lambda services: services.create_demo(password.text),
        )
        outcome = follow(settings, work, DemoBar(progress).show)
    typer.echo("The demo is there already." if outcome.existed else f"Stored {outcome.recorded:,} events.")
    if password.new and not outcome.new_account:
        kept.unlink(missing_ok=True)
        typer.echo(f"Sign in as {EMAIL}; the password is not kept here any more.")
    else:
        typer.echo(f"Sign in as {EMAIL} with the password {password.text}")


class _Password(NamedTuple):
    text: str
    new: bool


def _password(file: Path) -> _Password:
    """Kept before the account is made, so that no run leaves an account with an unknown password."""
    try:
        file.touch(mode=0o600)
        text = file.read_text().strip()
        if text:
            return _Password(text, new=False)
        text = token_urlsafe(12)
        file.write_text(text)
    except OSError as error:
        raise Unavailable(f"The demo's password cannot be kept in {file}: {error.strerror}.") from error
    return _Password(text, new=True)
