"""Built files are served compressed and cached as their names allow; the dashboard draws its own paths."""

import gzip
from pathlib import Path

import httpx
import pytest

from insights.entrypoints.http.asgi import Message, Receive, Scope, Send
from insights.entrypoints.http.static import StaticFiles

HASHED = "/app/assets/index-DiwrgTda.js"
SCRIPT = b"console.log('insights')\n" * 50


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": 404, "headers": []}
    await send(start)
    await send({"type": "http.response.body", "body": b"elsewhere"})


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for name, content in {
        "app/index.html": b"<html>dashboard</html>",
        **{f"app/index-{depth}.html": b"<html>dashboard %d up</html>" % depth for depth in range(1, 7)},
        "app/assets/index-DiwrgTda.js": SCRIPT,
        "app/assets/index-DiwrgTda.js.gz": gzip.compress(SCRIPT),
        "docs/index.html": b"<html>api</html>",
        "js/insights.js": b"track()",
        "js/clicks.js": b"chunk()",
        "js/insights.d.ts": b"export {}",
        "js/compat-matomo.js": b"matomo()",
        "js/compat-plausible.js": b"plausible()",
        "js/compat-umami.js": b"umami()",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path


def browsing(root: Path, tracker_path: str = "") -> httpx.AsyncClient:
    app = StaticFiles(not_found, tracker_path, root)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://insights.test")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/app/", "dashboard"),
        ("/app/projects", "dashboard"),
        ("/app/projects/0199", "dashboard 1 up"),
        ("/app/projects/0199/settings/keys", "dashboard 3 up"),
    ],
)
async def test_every_path_of_the_dashboard_is_its_page_and_never_stale(
    built: Path, path: str, page: str
) -> None:
    async with browsing(built) as client:
        answer = await client.get(path)
    assert answer.text == f"<html>{page}</html>"
    assert answer.headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_a_hashed_asset_is_kept_for_ever_and_sent_compressed(built: Path) -> None:
    async with browsing(built) as client:
        answer = await client.get(HASHED, headers={"accept-encoding": "gzip"})
        plain = await client.get(HASHED, headers={"accept-encoding": "identity"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert answer.content == plain.content == SCRIPT


async def test_an_unchanged_file_is_not_sent_again(built: Path) -> None:
    async with browsing(built) as client:
        first = await client.get("/js/insights.js")
        second = await client.get("/js/insights.js", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/app/assets/gone-12345678.js", "/other", "/app/x.js.gz", "/app/1/2/3/4/5/6/7/8"],
)
async def test_what_was_not_built_is_not_there(built: Path, path: str) -> None:
    async with browsing(built) as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.text == "elsewhere"


@pytest.mark.parametrize(
    "path", ["/app/../secret", "/app/%2e%2e/secret", "/js/..%2fsecret", "/js//../secret"]
)
async def test_no_path_leads_out_of_the_built_files(built: Path, path: str) -> None:
    (built / "secret").write_text("hush")
    async with browsing(built) as client:
        assert "hush" not in (await client.get(path)).text


async def test_other_sites_may_load_the_tracker_and_its_chunks_also_under_another_name(built: Path) -> None:
    async with browsing(built, "/lib/site.js") as client:
        for path, text in (
            ("/js/insights.js", "track()"),
            ("/lib/site.js", "track()"),
            ("/js/clicks.js", "chunk()"),
            ("/lib/clicks.js", "chunk()"),
        ):
            answer = await client.get(path)
            assert answer.text == text
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_a_checkout_without_built_files_still_answers(tmp_path: Path) -> None:
    async with browsing(tmp_path) as client:
        assert (await client.get("/app/")).status_code == 404


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/js/script.js", "plausible()"),
        ("/js/script.hash.outbound-links.js", "plausible()"),
        ("/js/plausible.js", "plausible()"),
        ("/js/pa-Ab_3-x.js", "plausible()"),
        ("/script.js", "umami()"),
        ("/matomo.js", "matomo()"),
        ("/piwik.js", "matomo()"),
        ("/js/scripts.js", "elsewhere"),
        ("/js/pa-.js", "elsewhere"),
        ("/js/script.js/x", "elsewhere"),
    ],
)
async def test_tags_of_other_products_find_a_script_where_they_look(
    built: Path, path: str, text: str
) -> None:
    async with browsing(built) as client:
        answer = await client.get(path)
    assert answer.text == text
    assert ("access-control-allow-origin" in answer.headers) == (text != "elsewhere")


async def test_types_are_no_film(built: Path) -> None:
    async with browsing(built) as client:
        answer = await client.get("/js/insights.d.ts")
    assert answer.headers["content-type"] == "application/typescript"
