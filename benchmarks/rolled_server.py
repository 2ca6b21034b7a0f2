"""The product, answering from rollups whatever the number of events: else few are read raw.

`python -m benchmarks.rolled_server serve …`, as `insights serve …`.
"""

from insights.entrypoints.cli import main
from insights.entrypoints.container import Container

if __name__ == "__main__":
    Container.answer_from_rollups.add_kwargs(raw_up_to=0)
    main()
