"""Making a user, however they came: by registering, being added, or being invited."""

from collections.abc import Mapping
from dataclasses import dataclass

from insights.application.messages.publish import Publish
from insights.application.ports.accounts import Credential
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import Work
from insights.domain.accounts.principal import Role
from insights.domain.accounts.rules import checked
from insights.domain.accounts.user import User, user_rules
from insights.domain.messages import UserCreated


def checked_person(given: Mapping[str, object]) -> dict[str, str]:
    """What was sent of somebody new, as it is kept. Without a name they get their address up to its @. Raises
    Invalid."""
    sent = {field: value for field, value in given.items() if value is not None}
    kept = checked(user_rules(str(sent["email"])), sent)
    return {"name": kept["email"].partition("@")[0], **kept}


@dataclass(frozen=True, slots=True)
class Enrol:
    """Inside the caller's transaction, which the caller commits."""

    publish: Publish
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        work: Work,
        organization_id: str,
        person: Mapping[str, str],
        role: Role,
        password_hash: str,
        by: str | None = None,
    ) -> User:
        """`person` is what `checked_person` gave. Raises Conflict for an address that has an account."""
        user = User(
            id=self.ids.uuid7(),
            organization_id=organization_id,
            email=person["email"],
            name=person["name"],
            role=role,
            created_at=self.clock.now_ms(),
        )
        await work.users.add(Credential(user=user, password_hash=password_hash))
        created = UserCreated(user_id=user.id, organization_id=organization_id, role=role, by=by)
        await self.publish(work, created)
        return user
