"""Rollups: where they are kept, what marks those that are behind, and what computes them."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from insights.domain.analytics.query import Period
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Stretch

TouchedHour = tuple[str, int]
"""(project id, when a UTC hour begins): every bucket that shares time with it may be behind the log."""


class RollupMarks(Protocol):
    """Which buckets may differ from the raw events. A mark too many costs time, one too few is a wrong
    number."""

    def touching(self, hours: Collection[TouchedHour]) -> AbstractAsyncContextManager[None]:
        """Append within. The marks are durable on entry; no claim is made while anybody is inside, so a claim
        that comes after a mark also comes after what was appended under it. Raises Unavailable, on entry or,
        when the store has lost us meanwhile, on leaving: then the hours have to be marked again."""
        ...

    async def claim(self, claim: str) -> Sequence[TouchedHour]:
        """All marks there are, now under this name, whatever name they had before. They stay marks. Whoever
        made an earlier claim can change no rows any more. Raises Unavailable."""
        ...

    async def release(self, claim: str, project: str) -> None:
        """Remove the project's marks that are still under this name: those touched since are not."""
        ...

    async def of_project(self, project: str, period: Period) -> Sequence[int]:
        """When the marked hours begin that share time with the period, in order."""
        ...


class Kept(msgspec.Struct, frozen=True):
    """What is kept of neighbouring buckets."""

    marked: Sequence[int]
    """As `RollupMarks.of_project` tells them."""
    buckets: Sequence[Sequence[RollupBucket]]
    """Of each stretch that was asked for, by beginning."""


class RollupStore(Protocol):
    """The rows. Of projects that are gone nothing is kept.

    Rows are changed under a claim of `RollupMarks`. Every change raises Unavailable and does nothing unless
    that is the latest claim: of two runs at once the later one has all marks, and computes what is newer."""

    async def replace(self, claim: str, stretch: Stretch, buckets: Sequence[RollupBucket]) -> None:
        """Instead of what there was in these buckets, all of it or nothing."""
        ...

    async def read(self, stretches: Sequence[Stretch], *, all_sketches: bool = True) -> Kept | None:
        """The buckets that begin in each of the stretches, which differ in dimension and span only, and the
        marks of their period, all as of one moment. None while the project's rows are not complete in this
        zone. Without `all_sketches`, those of the rows with fewest visitors may be left out, which spares
        most of the reading. Nobody changes what it gets: others get the same objects."""
        ...

    async def completed(self, claim: str, project: str, timezone: str) -> None:
        """From now on every bucket that is not marked is as the log has it, in this zone."""
        ...

    async def zone(self, project: str) -> str | None:
        """The zone in which the project's rows are complete."""
        ...

    async def outdated(self) -> Sequence[str]:
        """Ids of the projects whose rows are not complete in their own zone."""
        ...

    async def forget(self, claim: str, project: str | None) -> None:
        """Remove all rows of the project, or of every one; they are complete in no zone then."""
        ...


class RollupSource(Protocol):
    async def buckets(
        self, stretches: Sequence[Stretch], *, lazily: bool = False
    ) -> Sequence[Sequence[RollupBucket]]:
        """Of each stretch, computed from raw events as docs/metrics.md defines them; the stretches differ in
        dimension and span only, and an adapter that can reads the events once for several of them. There is
        no row for a value without an event or visit. Visits are looked at from a day before the stretch to a
        day after it, as in every question. `lazily`: for one who will look at few of the visitors. Raises
        Unavailable."""
        ...

    async def state(self, project: str, period: Period) -> object:
        """Equal at two moments only if `buckets` within the period are: nothing they are computed from was
        stored in between. None where that cannot be told for less than computing them. Raises Unavailable."""
        return None

    async def scan_estimate(self, project: str, period: Period) -> int:
        """About how many stored events a question about the period reads, told without reading them; never
        far less."""
        ...


class Sketches(Protocol):
    """Sets of visitors that can be merged and counted, but not listed."""

    exact_up_to: int
    """Counts of no more are exact."""
    standard_error: float
    """Relative, of larger counts."""

    def sketch(self, ids: Iterable[int]) -> bytes:
        """Of unsigned 64-bit ids. The same ids give the same count in any order, however often."""
        ...

    def count(self, sketches: Iterable[bytes]) -> int:
        """How many distinct ids went into these; empty bytes hold none."""
        ...
