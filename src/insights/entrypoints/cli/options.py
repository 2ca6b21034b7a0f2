"""The options that several commands share, and the settings that come of them."""

import os
from pathlib import Path
from typing import Annotated

import typer

from insights.entrypoints.data_dir import make_data_dir
from insights.entrypoints.logging import configure_logging
from insights.entrypoints.settings import Settings
from insights.entrypoints.settings_sources import load_settings

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of all that is kept.  [env: INSIGHTS_DATA_DIR; default: data]"),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="Settings file.  [env: INSIGHTS_CONFIG; default: insights.toml, if there]"),
]

HealthPort = Annotated[
    int | None,
    typer.Option(help="TCP port for health and metrics.  [env: INSIGHTS_HEALTH_PORT; default: a free one]"),
]


def settings_of(config: Path | None, **flags: object) -> Settings:
    """Flags that were not given are None. Warnings go to stderr; the data directory exists afterwards."""
    given = {name: value for name, value in flags.items() if value is not None}
    loaded = load_settings(os.environ, given, config)
    for warning in loaded.warnings:
        typer.secho(f"insights: {warning}", err=True, fg="yellow")
    make_data_dir(loaded.settings.data_dir)
    configure_logging(loaded.settings.log_level, loaded.settings.log_format)
    return loaded.settings
