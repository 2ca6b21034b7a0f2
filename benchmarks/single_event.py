"""One event per request, durable before its 202, against the bare floor."""

from pathlib import Path
from statistics import median

from benchmarks.findings import Aim, Finding, Part
from benchmarks.load import Load, client_name, post
from benchmarks.processes import Running, bare_server, insights_server
from benchmarks.site import new_site, single, warm_up

AIMS = {32: None, 256: Aim(least=0.5)}
EVENTS_PATH = "/api/v1/events"


def measure(data_dir: Path, *, quick: bool) -> Part:
    """Bare and product take turns, so that a slow minute of the machine meets both."""
    seconds, rounds = (2, 1) if quick else (8, 3)
    findings = []
    with bare_server() as bare, insights_server(data_dir, one_core=True) as product:
        site = new_site(product.url)
        warm_up(product, site)
        for connections, aim in AIMS.items():
            pairs = [_pair(bare, product, single(site), connections, seconds) for _ in range(rounds)]
            findings += _findings(connections, pairs, aim)
    how = (
        f"`POST {EVENTS_PATH}` with one event, {rounds} × {seconds} s each in turn with the bare handler; "
        f"the server with its queue and its recorder on one core, the load ({client_name()}) on another; "
        "the median round."
    )
    return Part("Single events, on disk before the answer", how, findings)


def _pair(bare: Running, product: Running, body: object, connections: int, seconds: int) -> tuple[Load, Load]:
    floor = post(bare.url + EVENTS_PATH, body, connections, seconds)
    return floor, post(product.url + EVENTS_PATH, body, connections, seconds)


def _findings(connections: int, pairs: list[tuple[Load, Load]], aim: Aim | None) -> list[Finding]:
    at = f"{connections} connections"
    floor = median(bare.per_second for bare, _ in pairs)
    ours = median(product.per_second for _, product in pairs)
    ratio = median(product.per_second / bare.per_second for bare, product in pairs)
    slowest = median(product.p99_ms for _, product in pairs)
    return [
        Finding(f"bare_{connections}", f"bare ASGI 202, {at}", floor, "requests/s"),
        Finding(
            f"single_{connections}", f"durable event, {at}", ours, "requests/s", note=f"p99 {slowest:.0f} ms"
        ),
        Finding(f"ratio_{connections}", f"ratio, {at}", ratio, aim=aim),
    ]
