"""What the README tells a newcomer to send and to ask works as it stands there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.builders.server import Server, new_site

pytestmark = pytest.mark.journey

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_an_event_is_sent_and_found_by_the_commands_of_the_readme(server: Server) -> None:
    site = new_site(server)
    with server.client(site.token) as client:
        wanted = {"name": "mine", "scopes": ["query"]}
        made = client.post(f"/api/v1/projects/{site.project['id']}/keys", json=wanted).json()
    real = {"https://stats.example.com": server.url, "pk_…": site.key, "ins_…": made["key"]}

    def run(command: str) -> object:
        for shown, meant in real.items():
            command = command.replace(shown, meant)
        return json.loads(subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout)

    send, ask = re.findall(r"^```\n(curl .*?)^```", README, re.DOTALL | re.MULTILINE)
    assert run(send) == {"accepted": 1, "rejected": []}
    site.wait_for("events", 1)
    answer = run(ask)
    assert isinstance(answer, dict)
    assert answer["results"] == [{"metrics": [1, 1], "dimensions": ["signup"]}]
