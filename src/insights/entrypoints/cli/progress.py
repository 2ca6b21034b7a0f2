"""Progress bars, on standard error and only where somebody is looking."""

from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from insights.application.demo.create_demo import DemoProgress
from insights.application.ingestion.import_report import ImportReport
from insights.entrypoints.cli.log_file import LogFile


def progress_bars() -> Progress:
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


class ImportBars:
    """One bar for reading the log, and one for recording what was found in it."""

    def __init__(self, bars: Progress, log: LogFile) -> None:
        self._bars = bars
        self._log = log
        self._reading = bars.add_task("Reading", total=log.size)
        self._recording = bars.add_task("Recording", total=None, visible=False)
        self._views = 0

    def chunks(self) -> Iterator[bytes]:
        for chunk in self._log.chunks():
            yield chunk
            self._bars.update(self._reading, completed=self._log.position)

    def show(self, report: ImportReport) -> None:
        """Nothing is recorded before all is read, so the most that ever waited is all there is."""
        self._views = max(self._views, report.waiting)
        self._bars.update(
            self._recording, total=self._views, completed=self._views - report.waiting, visible=True
        )


class DemoBar:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._filling = bars.add_task("Filling the demo", total=None)

    def show(self, progress: DemoProgress) -> None:
        self._bars.update(self._filling, total=progress.all_hours, completed=progress.hours)
