"""`insights doctor`: look at everything, say what is wrong and how to mend it."""

import typer
from rich.console import Console
from rich.table import Table

from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.logging import configure_logging

SIGNS = {"well": "[green]✓[/]", "warning": "[yellow]![/]", "bad": "[red]✗[/]"}


def doctor(data_dir: DataDir = None, config: Config = None) -> None:
    """Check data directory, stores, queue, place database and assets. Exits with 1 if something is wrong.

    Works beside a running server, which then answers for its stores.

    Examples:

        insights doctor

        insights doctor --data-dir /var/lib/insights
    """
    settings = settings_of(config, data_dir=data_dir)
    configure_logging("error", settings.log_format)
    from insights.entrypoints.diagnosis import State, examine  # late: --help needs no engine

    table = Table(show_header=False, box=None, pad_edge=False)
    findings = []
    for finding in examine(settings):
        findings.append(finding)
        mend = f"\n[dim]{finding.mend}[/]" if finding.mend else ""
        table.add_row(SIGNS[finding.state], finding.about, f"{finding.found}{mend}")
    Console().print(table)
    if any(finding.state is State.BAD for finding in findings):
        raise typer.Exit(1)
