"""The built front ends: dashboard, API pages and tracker, with their compressed copies and cache rules.

`make assets` builds them into `static/`; a checkout without them serves the API all the same.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from servestatic import ServeStaticASGI

from insights.entrypoints.http.asgi import AsgiApp, Receive, Scope, Send
from insights.entrypoints.http.security import PAGE_POLICY
from insights.entrypoints.http.wire.scripts import script_at

if TYPE_CHECKING:
    from wsgiref.headers import Headers

STATIC = Path(__file__).parent / "static"
TRACKER_FILES = "/js/"
TRACKER = f"{TRACKER_FILES}insights.js"
PAGES = ("/app/", "/api/docs/")
"""Folders with an `index.html` of their own; the dashboard's answers for every path below it."""

HASHED = re.compile(r"^/app/assets/.+-[\w-]{8,}\.\w+$")
"""How the dashboard's build names a file after its content."""


class StaticFiles:
    """ASGI: files that exist are answered, everything else goes on to `app`."""

    def __init__(self, app: AsgiApp, tracker_path: str = "", root: Path = STATIC) -> None:
        self._app = app
        self._files = ServeStaticASGI(
            app,
            max_age=300,
            allow_all_origins=False,
            index_file=True,
            mimetypes={".ts": "application/typescript"},
            immutable_file_test=lambda _path, url: bool(HASHED.match(url)),
            add_headers_function=_page_headers,
        )
        for folder, prefix in (("app", "/app/"), ("docs", "/api/docs/"), ("js", TRACKER_FILES)):
            if (root / folder).is_dir():
                self._files.add_files(root / folder, prefix)
        self._aliases = _aliases(tracker_path, self._files.files) if tracker_path else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        served = scope
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path = self._resolve(scope["path"])
            if path != scope["path"]:
                served = {**scope, "path": path}
            if path in self._files.files:
                scope["path_template"] = _label(path)
                await self._files(served, receive, send)
                return
        await self._app(scope, receive, send)

    def _resolve(self, path: str) -> str:
        """The dashboard's own routes are drawn by its page for their depth; a missing asset stays missing."""
        path = self._aliases.get(path) or script_at(path)
        if path.startswith("/app/") and path not in self._files.files and "." not in path.rsplit("/", 1)[1]:
            depth = path.count("/") - 2
            return f"/app/index-{depth}.html" if depth else "/app/"
        return path


def _page_headers(headers: "Headers", _path: str, url: str) -> None:
    if url.startswith(PAGES):
        headers["Content-Security-Policy"] = PAGE_POLICY.decode()
    if url in PAGES or url.endswith(".html"):
        headers["Cache-Control"] = "no-cache"
    if url.startswith(TRACKER_FILES):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _aliases(tracker_path: str, files: Iterable[str]) -> dict[str, str]:
    """The tracker fetches its chunks from the folder that it came from itself, whatever its own name."""
    folder = tracker_path.rpartition("/")[0]
    chunks = (
        url for url in files if url.startswith(TRACKER_FILES) and url.endswith(".js") and url != TRACKER
    )
    return {tracker_path: TRACKER} | {f"{folder}/{url.removeprefix(TRACKER_FILES)}": url for url in chunks}


def _label(path: str) -> str:
    """A bounded name for metrics and logs."""
    return TRACKER if path == TRACKER else next((page for page in PAGES if path.startswith(page)), "static")
