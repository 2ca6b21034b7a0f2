"""What became of all that a load has sent: looked up through the API, and held to what was acknowledged."""

from collections.abc import Sequence
from typing import Any

from tests.builders.both_ways import events_in, raw, rolled_up
from tests.builders.eventually import eventually
from tests.builders.server import Site
from tests.builders.steady_load import Client, Load

SOON_SECONDS = 120
PAGE = 500


def assert_effects_once(site: Site, load: Load) -> None:
    """For when nothing is queued any more."""
    eventually(lambda: set(mails_to(site)) >= set(load.invited), "all mails are out", SOON_SECONDS)
    eventually(lambda: rolled_up(site) == raw(site), "rollups equal raw events", SOON_SECONDS)
    stored, dropped = events_in(raw(site)), drops(site)
    assert stored == len(load.acknowledged)
    assert_counted(stored + dropped.pop("duplicate", 0), load.customers)
    assert_counted(dropped.pop("bot", 0), [load.bots])
    assert dropped == {}
    assert dead_letters(site) == 0
    assert sorted(mails_to(site)) == sorted(load.invited)


def assert_counted(found: int, clients: Sequence[Client]) -> None:
    """Every acknowledged event once; of those whose answer got lost, some."""
    answered, unknown = (sum(getattr(one, field) for one in clients) for field in ("answered", "unknown"))
    assert answered <= found <= answered + unknown, f"{found} found, {answered} answered, {unknown} unknown"


def drops(site: Site) -> dict[str, int]:
    return dict(_get(site, f"/api/v1/projects/{site.project['id']}/drops")["totals"])


def dead_letters(site: Site) -> int:
    return int(_get(site, f"/api/v1/projects/{site.project['id']}/dead-letters")["total"])


def mails_to(site: Site) -> list[str]:
    """To whom the organization's mails went, each as often as it did."""
    found: list[str] = []
    while True:
        page = _get(site, f"/api/v1/mails?limit={PAGE}&offset={len(found)}")
        found += [mail["to"] for mail in page["items"]]
        if len(page["items"]) < PAGE:
            return found


def _get(site: Site, path: str) -> dict[str, Any]:
    with site.server.client(site.token) as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
