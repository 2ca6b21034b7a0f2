"""The visitors of the demo: new ones, and those who come again."""

from random import Random
from typing import Final

import msgspec

from insights.application.demo import people
from insights.application.demo.chance import Choice
from insights.application.ports.enrichment import Place
from insights.domain.ingestion.visitor import named_visitor_id

_RETURNING: Final = 0.34
"""The share of visits by somebody who was there before."""
_REMEMBERED: Final = 4_000
_APART_MS: Final = 2 * 3_600_000
"""Nobody comes again sooner, so visits never run into each other."""


class Visitor(msgspec.Struct):
    id: int
    device: people.Device
    place: Place
    language: str
    last_seen: int = 0
    """When the last visit ended."""
    signed_up: bool = False


class Crowd:
    """Remembers some thousands of people; of two who may come again the one seen later is likelier."""

    def __init__(self, chance: Random, project: str) -> None:
        self._chance = chance
        self._project = project
        self._devices = Choice(people.DEVICES)
        self._places = Choice((weight, (place, language)) for weight, place, language in people.PLACES)
        self._known: list[Visitor] = []
        self._count = 0

    def somebody(self, time: int) -> Visitor:
        return self._returning(time) or self._new()

    def _returning(self, time: int) -> Visitor | None:
        if not self._known or self._chance.random() >= _RETURNING:
            return None
        visitor = self._known[int(len(self._known) * self._chance.random() ** 0.5)]
        return visitor if time - visitor.last_seen > _APART_MS else None

    def _new(self) -> Visitor:
        self._count += 1
        place, language = self._places(self._chance)
        visitor = Visitor(
            id=named_visitor_id(self._project, "visitor", f"demo-{self._count}"),
            device=self._devices(self._chance),
            place=place,
            language=language,
        )
        self._known.append(visitor)
        if len(self._known) > _REMEMBERED:
            del self._known[self._chance.randrange(_REMEMBERED // 2)]
        return visitor
