from collections import defaultdict
from typing import final

from insights.application.ports.changes import Changes, Forget


@final
class MemoryChanges(Changes):
    """Within this process."""

    def __init__(self) -> None:
        self._heeding: defaultdict[str, list[Forget]] = defaultdict(list)

    def announce(self, topic: str) -> None:
        for forget in self._heeding[topic]:
            forget()

    def heed(self, topic: str, forget: Forget) -> None:
        self._heeding[topic].append(forget)
