"""Who sends when the sender is code of this very process."""

from dataclasses import dataclass

from insights.application.ports.projects import Sender, SenderSource
from insights.application.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OwnSenderSource(SenderSource):
    """Trusted under any name of a project, its public key too: whoever runs in this process holds the data
    directory. Never for a route that the network reaches."""

    unit_of_work: UnitOfWork

    async def by_key(self, key: str) -> Sender | None:
        async with self.unit_of_work.read() as view:
            project = await view.projects.of_any_organization(key)
        return None if project is None else Sender(project, trusted=True)
