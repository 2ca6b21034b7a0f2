"""The typed face of the container: what HTTP handlers, the CLI and the library facade may call."""

from dataclasses import dataclass

from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.projects import Goals, Senders
from insights.application.ports.records import DeadLetters, DropCounts
from insights.application.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    clock: Clock
    ids: Ids
    senders: Senders
    goals: Goals
    event_queue: EventQueue
    event_log: EventLog
    event_reader: EventReader
    drop_counts: DropCounts
    dead_letters: DeadLetters
