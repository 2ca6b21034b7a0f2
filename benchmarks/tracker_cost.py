"""What the tracker costs the page that carries it: script time in Chromium, beside the bare page's."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.findings import Finding, Part
from benchmarks.processes import insights_server
from benchmarks.site import new_site

STEPS: Final = 200
"""Turns of the wheel, and movements of the mouse."""
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PARAGRAPHS: Final = "".join(f"<section><h2>Part {n}</h2><p>{'Text ' * 120}</p></section>" for n in range(60))
CHUNKS: Final = 'data-with="clicks moves vitals errors" data-clicks="all"'


class Cost(NamedTuple):
    """Milliseconds of script."""

    load: float
    scroll: float
    move: float


def measure(data_dir: Path, *, quick: bool) -> Part:
    visits = 3 if quick else 15
    with insights_server(data_dir) as server, sync_playwright() as playwright:
        site = new_site(server.url)
        tag = f'<script defer src="{site.url}/js/insights.js" data-project="{site.key}" '
        heads = {"bare": "", "core": f"{tag}></script>", "chunks": f"{tag}{CHUNKS}></script>"}
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        costs = _costs(browser, heads, visits)
        browser.close()
    how = (
        f"Script time as Chromium counts it (`ScriptDuration`), median of {visits} visits each, taken in "
        "turns: until the page is loaded and quiet; then while it is scrolled by "
        f"{STEPS} turns of the wheel; then while the mouse moves {STEPS} times. The same page without the "
        "tracker, with it, and with it and the chunks for clicks, movement, vitals and errors."
    )
    return Part("The tracker in the page", how, _findings(costs))


def _costs(browser: Browser, heads: dict[str, str], visits: int) -> dict[str, Cost]:
    found: dict[str, list[Cost]] = {name: [] for name in heads}
    for _ in range(visits):
        for name, head in heads.items():
            with _website(head) as address:
                found[name].append(_visit(browser, address))
    return {name: Cost(*map(median, zip(*costs, strict=True))) for name, costs in found.items()}


def _visit(browser: Browser, address: str) -> Cost:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    loaded = _script_ms(session)
    for _ in range(STEPS):
        page.mouse.wheel(0, 40)
    scrolled = _settled(page, session)
    for step in range(STEPS):
        page.mouse.move(100 + step, 300)
    moved = _settled(page, session)
    context.close()
    return Cost(loaded, scrolled - loaded, moved - scrolled)


def _settled(page: Page, session: CDPSession) -> float:
    """Once two frames have been drawn, so that what the input has caused is over."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return _script_ms(session)


def _script_ms(session: CDPSession) -> float:
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"]) * 1000


def _findings(costs: dict[str, Cost]) -> list[Finding]:
    shown = {"bare": "without the tracker", "core": "with the tracker", "chunks": "with all chunks, too"}
    said = {"load": "load", "scroll": "scrolling", "move": "moving the mouse"}
    return [
        Finding(f"tracker_{part}_{name}", f"{said[part]}, {text}", getattr(costs[name], part), "ms")
        for part in Cost._fields
        for name, text in shown.items()
    ]


def _chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("The cost of the tracker is measured in chromium, which is not on the PATH.")
    return found


@contextmanager
def _website(head: str) -> Iterator[str]:
    """One page for every path."""
    html = f"<!doctype html><html><head><title>Long</title>{head}</head><body>{PARAGRAPHS}</body></html>"
    body = html.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
