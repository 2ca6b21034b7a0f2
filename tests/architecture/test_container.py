"""The container can build all that it promises: the injector checks nothing before it is asked."""

import dataclasses
from pathlib import Path

from dependency_injector import providers

from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.event_queue import MemoryEventQueue
from insights.application.analytics.no_rollups import NoRollupSource
from insights.application.ingestion.no_links import NoVisitorLinks
from insights.entrypoints.container import Container
from insights.entrypoints.http.wire.doors import DOORS
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from tests.builders.analytics_reader import ReferenceReader


def wired(data_dir: Path) -> Container:
    container = Container(settings=Settings(data_dir=data_dir))
    container.event_queue.override(providers.Object(MemoryEventQueue()))
    container.event_log.override(providers.Object(MemoryEventLog()))
    container.event_reader.override(providers.Object(ReferenceReader()))
    container.rollup_source.override(providers.Object(NoRollupSource()))
    container.visitor_links.override(providers.Object(NoVisitorLinks()))
    return container


async def test_every_service_and_what_runs_beside_them_can_be_built(tmp_path: Path) -> None:
    container = wired(tmp_path)
    services = container.services()
    absent = [field.name for field in dataclasses.fields(Services) if getattr(services, field.name) is None]
    assert absent == []
    assert container.background().housekeeping.chores
    assert set(container.house().collect) == {"/api/v1/events", "/analytics/track", "/pixel.gif", *DOORS}


async def test_one_container_shares_its_adapters_and_two_share_nothing(tmp_path: Path) -> None:
    first, second = wired(tmp_path), wired(tmp_path)
    assert first.services().unit_of_work is first.services().open_project.unit_of_work
    assert first.services().unit_of_work is not second.services().unit_of_work
