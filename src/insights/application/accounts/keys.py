"""API keys of a project."""

from dataclasses import dataclass

import msgspec

from insights.application.accounts.projects import OnChange, OpenProject
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.api_key import KEY_RULES, ApiKey, compose_key, key_hash, key_prefix
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.rules import checked
from insights.domain.errors import Forbidden, NotFound


class NewKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class CreateKey:
    unit_of_work: UnitOfWork
    open_project: OpenProject
    clock: Clock
    ids: Ids
    on_change: OnChange

    async def __call__(self, principal: Principal, reference: str, new: NewKey) -> tuple[ApiKey, str]:
        """The key, and its text, which is nowhere after this. Raises Invalid, what `OpenProject` raises, and
        Forbidden for scopes that the caller lacks."""
        project = await self.open_project(principal, reference, Scope.ADMIN)
        kept = checked(KEY_RULES, msgspec.structs.asdict(new))
        beyond = ", ".join(sorted(new.scopes - principal.scopes))
        if beyond:
            raise Forbidden(f"A key cannot be given scopes that its maker lacks: {beyond}.")
        text = compose_key(self.ids.token(8), self.ids.token())
        key = ApiKey(
            id=self.ids.uuid7(),
            project_id=project.id,
            prefix=key_prefix(text) or "",
            hash=key_hash(text),
            created_at=self.clock.now_ms(),
            **kept,
        )
        async with self.unit_of_work.begin() as work:
            await work.api_keys.add(key)
            await work.commit()
        self.on_change()
        return key, text


@dataclass(frozen=True, slots=True)
class DeleteKey:
    unit_of_work: UnitOfWork
    open_project: OpenProject
    on_change: OnChange

    async def __call__(self, principal: Principal, reference: str, key_id: str) -> None:
        """Raises what `OpenProject` raises, and NotFound for a key of another project."""
        project = await self.open_project(principal, reference, Scope.ADMIN)
        async with self.unit_of_work.begin() as work:
            if not await work.api_keys.remove(project.id, key_id):
                raise NotFound("The project has no such key.")
            await work.commit()
        self.on_change()
