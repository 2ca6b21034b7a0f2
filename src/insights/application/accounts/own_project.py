"""The project of a program that has the platform inside it, there from the first moment."""

from dataclasses import dataclass
from typing import Final

from insights.application.messages.publish import Publish
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.project import Project
from insights.domain.accounts.user import Organization
from insights.domain.messages import ProjectCreated

ALIAS: Final = "default"
"""Unique in the installation, as every key is: it says which organization is the program's own, too."""


@dataclass(frozen=True, slots=True)
class OpenOwnProject:
    """For the installation's owner only. It makes an organization without users: they are added to it."""

    unit_of_work: UnitOfWork
    publish: Publish
    clock: Clock
    ids: Ids

    async def __call__(self) -> Project:
        """The project under the alias `default`, made with its organization where there is none."""
        async with self.unit_of_work.begin() as work:
            found = await work.projects.of_any_organization(ALIAS)
            if found is not None:
                return found
            now = self.clock.now_ms()
            organization = Organization(id=self.ids.uuid7(), name="This application", created_at=now)
            project = self._project(organization, now)
            await work.organizations.add(organization)
            await work.projects.add(project)
            created = ProjectCreated(project_id=project.id, organization_id=organization.id)
            await self.publish(work, created)
            await work.commit()
        return project

    def _project(self, organization: Organization, now: int) -> Project:
        return Project(
            id=self.ids.uuid7(),
            organization_id=organization.id,
            name="Default",
            domain="localhost",
            public_key=f"pk_{self.ids.token(18)}",
            aliases=(ALIAS,),
            created_at=now,
        )
