"""Logs are lines of JSON that hold no secret, whatever is handed to them."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from insights.entrypoints.logging import FORBIDDEN, configure_logging


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.readouterr().err.splitlines()]


def test_both_kinds_of_logger_write_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    structlog.get_logger("a").info("from us", size=3)
    logging.getLogger("b").warning("from %s", "a library")
    first, second = lines(capsys)
    assert (first["event"], first["level"], first["size"]) == ("from us", "info", 3)
    assert (second["event"], second["level"]) == ("from a library", "warning")
    assert str(first["timestamp"]).endswith("Z")


def test_lines_of_a_request_carry_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("a").info("in")
        logging.getLogger("b").warning("also in")
    structlog.get_logger("a").info("out")
    assert [line.get("request_id") for line in lines(capsys)] == ["r-1", "r-1", None]


def test_a_field_named_like_a_secret_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    structlog.get_logger("a").info("sign-in", **dict.fromkeys(FORBIDDEN, "hush"))
    assert "hush" not in capsys.readouterr().err


def test_what_opens_the_door_is_left_out_of_urls(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    structlog.get_logger("a").info("opened mongodb://u:hush@h/x", url="redis://:hush@h")
    (line,) = lines(capsys)
    assert (line["event"], line["url"]) == ("opened mongodb://…@h/x", "redis://…@h")


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_shows_no_variables(capsys: pytest.CaptureFixture[str], form: str) -> None:
    configure_logging("info", form)
    hush = "203.0." + "113.9"
    try:
        raise ValueError(len(hush))
    except ValueError:
        structlog.get_logger("a").exception("failed")
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "203.0.113.9" not in written


def test_quieter_levels_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("warning", "json")
    structlog.get_logger("a").info("chatter")
    assert capsys.readouterr().err == ""
