"""The image and the composition of services speak of files and settings that exist."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from insights.entrypoints.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy/docker/Dockerfile"
SECRETS = ("POSTGRES_PASSWORD", "MONGO_PASSWORD", "REDIS_PASSWORD", "INSIGHTS_SECRET_KEY")
VARIABLES = {f"INSIGHTS_{name.upper()}" for name in Settings.__struct_fields__}
OF_THE_COMPOSITION = {"INSIGHTS_VERSION", "INSIGHTS_UPSTREAM"}
INNERMOST = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")


def filled_in(text: str, values: dict[str, str]) -> str:
    """As Compose does it: `${NAME}`, `${NAME:-default}`, `${NAME:?what to do}`, one within another."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if values.get(name):
            return values[name]
        if kind == "?":
            raise KeyError(f"{name}: {rest}")
        return rest or ""

    while INNERMOST.search(text):
        text = INNERMOST.sub(value, text)
    return text


def composition(**values: str) -> dict[str, Any]:
    text = filled_in((ROOT / "docker-compose.yml").read_text(), dict.fromkeys(SECRETS, "x" * 32) | values)
    return dict(yaml.safe_load(text))


def processes() -> dict[str, dict[str, Any]]:
    services = composition()["services"]
    return {name: services[name] for name in ("api", "worker", "scheduler", "migrate")}


def test_the_composition_is_valid_and_whole() -> None:
    # A parser of the specification; extension fields with merges are resolved by YAML before.
    parsed = PyCompose.from_yaml(yaml.safe_dump({k: v for k, v in composition().items() if k[:2] != "x-"}))
    stores = {"postgres", "mongo", "redis", "clickhouse"}
    assert set(parsed.service_names()) == {"nginx", *processes(), *stores}


@pytest.mark.parametrize("missing", SECRETS)
def test_a_secret_that_is_not_given_ends_it_with_its_name(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        composition(**{missing: ""})


def test_only_nginx_can_be_reached_and_stores_reach_nobody() -> None:
    composed = composition()
    services = composed["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert composed["networks"]["inside"]["internal"] is True
    for name in ("postgres", "mongo", "redis", "clickhouse"):
        assert services[name]["networks"] == ["inside"]


def test_every_variable_is_a_setting() -> None:
    files = [DOCKERFILE, ROOT / "docker-compose.yml", ROOT / "deploy/docker/example.env"]
    named = set().union(*(re.findall(r"\bINSIGHTS_[A-Z_]+", file.read_text()) for file in files))
    assert named - VARIABLES - OF_THE_COMPOSITION == set()


def test_processes_wait_for_migrations_and_run_without_rights() -> None:
    for name, service in processes().items():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        if name != "migrate":
            assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "USER 10001" in DOCKERFILE.read_text()


def test_redis_keeps_what_it_is_given() -> None:
    command = " ".join(composition()["services"]["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_what_the_image_copies_is_there_and_reaches_the_builder() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"]
    copied = 0
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE.read_text(), re.MULTILINE):
        for source in line.split()[:-1]:
            copied += 1
            assert (ROOT / source).exists(), source
            assert any(source == prefix or source.startswith(f"{prefix}/") for prefix in allowed), source
    assert copied > 10


def test_the_image_passes_the_linter() -> None:
    done = subprocess.run([f"{sys.prefix}/bin/hadolint", str(DOCKERFILE)], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0)
