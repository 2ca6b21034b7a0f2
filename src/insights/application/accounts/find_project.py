"""The door of the installation's owner, who stands above its organizations."""

from dataclasses import dataclass

from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.project import Project
from insights.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class FindProject:
    """For commands on the data directory and its socket, never for a route that the network reaches."""

    unit_of_work: UnitOfWork

    async def __call__(self, reference: str) -> Project:
        """By id, public key or alias. Raises NotFound."""
        async with self.unit_of_work.read() as view:
            project = await view.projects.of_any_organization(reference)
        if project is None:
            raise NotFound(f"There is no project with the id or key {reference!r}.")
        return project
