"""`insights import`: what was recorded elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import typer

from insights.application.ingestion.import_report import ImportReport
from insights.entrypoints.cli.follow import Work, follow
from insights.entrypoints.cli.import_table import report_json, show_report
from insights.entrypoints.cli.log_file import open_log
from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.cli.progress import ImportBars, progress_bars
from insights.entrypoints.services import Services

app = typer.Typer(help="Import what was recorded elsewhere.", no_args_is_help=True)


@app.callback()
def imports() -> None:
    """Import what was recorded elsewhere."""


@app.command("access-log")
def access_log(
    file: Annotated[str, typer.Argument(help="The log, plain or gzip; `-` reads standard input.")],
    project: Annotated[str, typer.Option(help="The project's id or public key.")],
    as_json: Annotated[bool, typer.Option("--json", help="Tell the outcome as JSON.")] = False,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Import page views from the access log of Apache or nginx, in the common or the combined format.

    A page view is a GET that was answered with 2xx or 304 and whose path is not that of an asset (a style, a
    script, a picture, a download, …). The same line is never imported twice: run it again after a
    break, or with a log that has grown.

    Examples:

        insights import access-log /var/log/nginx/access.log --project pk_… --data-dir /var/lib/insights

        zcat -f /var/log/nginx/access.log* | insights import access-log - --project pk_…
    """
    settings = settings_of(config, data_dir=data_dir)
    with open_log(file) as log, progress_bars() as progress:
        bars = ImportBars(progress, log)
        work = Work(
            report=ImportReport,
            path="/import/access-log",
            parameters={"project": project},
            content=bars.chunks(),
            here=lambda services: _import(services, project, bars.chunks()),
        )
        report = follow(settings, work, bars.show)
    if as_json:
        typer.echo(report_json(report))
    else:
        show_report(report)


async def _import(services: Services, project: str, chunks: Iterator[bytes]) -> AsyncIterator[ImportReport]:
    found = await services.find_project(project)
    async for report in services.import_access_log(found, _in_thread(chunks)):
        yield report


async def _in_thread(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(next, chunks, b""):
        yield chunk
