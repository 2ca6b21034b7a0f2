"""What a measurement found, beside what it aims at."""

import msgspec

_IMPORTS = (
    "Most of it is importing libraries: SQLAlchemy with Alembic, clickhouse-connect with the engine, "
    "Litestar (`python -X importtime`); a sixth is FastAPI, which dependency-injector imports where it is "
    "installed, as it is for the tests."
)
_ONE_LOCK = (
    "Whatever cores there are, the interpreter's lock is held by one thread at a time. Of the time under it "
    "over two fifths go to decoding and accepting events, two fifths to the recorder's steps, repeats and "
    "visits, the rest to encoding them for the queue and to Arrow columns. Only the queue's commits and "
    "the engine's inserts and merges run beside it, and these take a third of all processor time."
)
_ONE_CORE = (
    "Of the one core nearly a third goes to what the bare handler does too, two fifths to reading, checking "
    "and naming the event, its commit and the answer, and the rest to recording it, of which half is the "
    "engine's. All of it is spread over many steps, of which none takes a twentieth."
)
_ALL_EVENTS = "Every event of the period is read, and brought to its visit, on both cores."
_THE_WAY = (
    "Most of it is the way through HTTP, the project and the statement that tells which buckets hold; of "
    "pages, the names of thirty days are put together to know how many there are."
)
_LAST_DAY = (
    "The events of the last day and the one before it are brought to their visits again, once for all that "
    "is asked meanwhile; the engine takes about 15 ms to plan that statement, however few they are."
)
HELD_BACK: dict[str, str] = {
    "growth": "Ten times the events show more of the 3,000 pages in a day, and the names of all are counted. "
    "Of what takes 10 ms, a few are chance.",
    "resident": "The engine takes most of it, the libraries that are imported nearly all of the rest.",
    "first_start": _IMPORTS,
    "start": _IMPORTS,
    "ratio_256": _ONE_CORE,
    "accepted_100": _ONE_LOCK,
    "accepted_1000": _ONE_LOCK,
    "queryable_100": _ONE_LOCK,
    "queryable_1000": _ONE_LOCK,
    "raw_panel": _ALL_EVENTS,
    "rolled_panel": _THE_WAY,
    "marked_panel": f"{_THE_WAY} Besides, the events around the last day are counted, to know whether there "
    "are new ones.",
    "marked_overview": "The panels share the interpreter's lock, so they are answered one after the other.",
    "busy_panel": _LAST_DAY,
    "busy_overview": _LAST_DAY,
    "rolled_overview": "The panels share the interpreter's lock, so they are answered one after the other.",
}
"""By the key of a finding: the reason, found with a profiler, why an aim is missed. Shown only when it is."""


class Aim(msgspec.Struct, frozen=True):
    """At least `least`, or at most `most`."""

    least: float | None = None
    most: float | None = None
    unit: str = ""

    def met(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        sign, bound = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{sign} {shown(bound or 0)} {self.unit}".strip()


class Finding(msgspec.Struct, frozen=True):
    key: str
    """Under which `HELD_BACK` may tell more."""
    what: str
    value: float
    unit: str = ""
    aim: Aim | None = None
    note: str = ""

    @property
    def missed(self) -> bool:
        return self.aim is not None and not self.aim.met(self.value)


class Part(msgspec.Struct, frozen=True):
    title: str
    how: str
    """How it was measured, in a sentence or two."""
    findings: list[Finding]


def shown(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
