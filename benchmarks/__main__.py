"""`python -m benchmarks`: measure everything and write docs/benchmarks.md."""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    batches,
    formats,
    live,
    questions,
    rolling_up,
    scaled_out,
    single_event,
    startup,
    tracker_cost,
)
from benchmarks.machine import machine
from benchmarks.report import page

PARTS = {
    "single": single_event.measure,
    "batches": batches.measure,
    "formats": formats.measure,
    "scaled": scaled_out.measure,
    "questions": questions.measure,
    "rolling_up": rolling_up.measure,
    "live": live.measure,
    "startup": startup.measure,
    "tracker": tracker_cost.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs and small data, for development")
    parser.add_argument(
        "--only", choices=PARTS, nargs="+", help="these parts; the page is printed, not written"
    )
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"), help="the page to write")
    chosen = parser.parse_args()
    facts, parts = machine(), []
    with tempfile.TemporaryDirectory(prefix="insights-benchmark-") as folder:
        for name, measure in PARTS.items():
            if chosen.only is None or name in chosen.only:
                print(f"measuring {name} …", flush=True)
                parts.append(measure(Path(folder, name), quick=chosen.quick))
    text = page(facts, datetime.now(UTC).strftime("%-d %B %Y"), parts, quick=chosen.quick)
    print(text)
    if chosen.only is None:
        chosen.out.write_text(text)


if __name__ == "__main__":
    main()
