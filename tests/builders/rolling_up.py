"""Events recorded into what rolls up, and projects that move."""

import msgspec

from insights.domain.accounts.project import Project
from tests.builders.recording import NOW, Recording, accepted, delivery
from tests.builders.rollups import Rollups


async def record(rollups: Rollups, recording: Recording, project: Project, *minutes: float) -> None:
    events = [accepted(f"{minute} {NOW}", minute=minute, project=project.id) for minute in minutes]
    await recording.record([delivery(1, *events)])


def recorder(rollups: Rollups) -> Recording:
    recording = Recording(log=rollups.events.log, marks=rollups.marks)
    recording.clock.now = rollups.accounts.clock.now
    return recording


async def change_zone(rollups: Rollups, project: Project, zone: str) -> Project:
    changed = msgspec.structs.replace(project, timezone=zone)
    async with rollups.accounts.unit_of_work.begin() as work:
        await work.projects.replace(changed)
        await work.commit()
    return changed
