"""What a measurement found, beside what it aims at."""

import msgspec

_IMPORTS = (
    "Most of it is importing libraries: SQLAlchemy with Alembic, clickhouse-connect with the engine, "
    "Litestar (`python -X importtime`)."
)
_ONE_LOCK = (
    "Taking requests in, the steps of recording and building Arrow columns all need the interpreter's "
    "lock, so they share one core whatever there are; only the queue's commits and the engine's inserts "
    "run beside them."
)
_ONE_CORE = (
    "The recorder, the engine's inserts and the queue's commits share the core with taking requests in, "
    "while the bare handler has it to itself."
)
HELD_BACK: dict[str, str] = {
    "first_start": _IMPORTS,
    "start": _IMPORTS,
    "ratio_256": _ONE_CORE,
    "accepted_100": _ONE_LOCK,
    "queryable_100": _ONE_LOCK,
    "queryable_1000": _ONE_LOCK,
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
