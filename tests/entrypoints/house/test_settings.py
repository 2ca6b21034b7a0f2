"""Settings come from flags, the environment and a file, and a wrong one is named with its rule."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.errors import Invalid
from insights.entrypoints.settings import Settings
from insights.entrypoints.settings_sources import load_settings


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "insights.toml"
    file.write_text('port = 1\nhost = "10.0.0.1"\nlog_level = "debug"\n')
    settings = load_settings({"INSIGHTS_PORT": "2", "INSIGHTS_HOST": "::1"}, {"port": 3}, file).settings
    assert (settings.port, settings.host, settings.log_level) == (3, "::1", "debug")
    assert settings.durability == Settings().durability


def test_an_unknown_name_is_warned_of_with_the_nearest_one(tmp_path: Path) -> None:
    file = tmp_path / "insights.toml"
    file.write_text("prot = 1\n")
    loaded = load_settings({"INSIGHTS_DATADIR": "x", "PATH": "y"}, config=file)
    assert loaded.settings == Settings()
    assert any("prot" in line and "did you mean port?" in line for line in loaded.warnings)
    assert any("INSIGHTS_DATADIR" in line and "INSIGHTS_DATA_DIR" in line for line in loaded.warnings)
    assert len(loaded.warnings) == 2


@pytest.mark.parametrize(
    ("variable", "value", "rule"),
    [
        ("INSIGHTS_PORT", "65536", "whole number at least 0 and at most 65535, got '65536'"),
        ("INSIGHTS_PORT", "http", "whole number"),
        ("INSIGHTS_REQUEST_TIMEOUT", "0", "number above 0"),
        ("INSIGHTS_RATE_LIMIT_ENABLED", "maybe", "true or false"),
        ("INSIGHTS_DURABILITY", "none", "one of disk, process"),
        ("INSIGHTS_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "'proxy'"),
        ("INSIGHTS_COLLECT_PATH", "stats", "must begin with /"),
        ("INSIGHTS_PUBLIC_URL", "example.com", "https://"),
        ("INSIGHTS_DATABASE_URL", "mysql://ada:secret@db/x", "postgresql+psycopg://`"),
        ("INSIGHTS_DATABASE_URL", "postgresql+psycopg://", "must name a host"),
        ("INSIGHTS_DATABASE_POOL_SIZE", "1", "at least 2"),
        ("INSIGHTS_QUEUE_URL", "kafka://db/x", "not available in this version"),
        ("INSIGHTS_QUEUE_URL", "redis://", "must name a host"),
        ("INSIGHTS_QUEUE_URL", "carrier-pigeon://x", "must begin with `local://`"),
        ("INSIGHTS_EVENTS_URL", "chdb:///", "must name a path"),
        ("INSIGHTS_MAIL_URL", "smtp://u:p@h?tls=maybe", "tls=starttls or tls=none"),
        ("INSIGHTS_MAIL_FROM", "nobody", "must be an e-mail address"),
    ],
)
def test_a_wrong_value_is_refused_naming_variable_rule_and_value(
    variable: str, value: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        load_settings({variable: value})
    (fault,) = refused.value.faults
    assert fault.path == variable
    assert rule in fault.message
    assert variable in str(refused.value)
    assert "secret" not in str(refused.value)


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        load_settings({"INSIGHTS_PORT": "x"}, {"log_level": "loud"})
    assert {fault.path for fault in refused.value.faults} == {"INSIGHTS_PORT", "--log-level"}


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="does not exist"):
        load_settings({"INSIGHTS_CONFIG": str(tmp_path / "none.toml")})
    broken = tmp_path / "broken.toml"
    broken.write_text("port = ")
    with pytest.raises(Invalid, match="cannot be read as TOML"):
        load_settings({}, config=broken)


@given(st.text(max_size=26))
def test_a_short_secret_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_settings({"INSIGHTS_SECRET_KEY": f"hush-{text}"})
    assert "hush-" not in str(refused.value)


def test_a_mail_servers_password_is_shown_nowhere_and_links_never_lead_where_a_caller_says() -> None:
    given = {"INSIGHTS_MAIL_URL": "smtp://u:hush-hush@mail.example.com:2525"}
    with pytest.raises(Invalid) as refused:
        load_settings(given)
    assert {fault.path for fault in refused.value.faults} == {"INSIGHTS_MAIL_FROM", "INSIGHTS_PUBLIC_URL"}
    assert "hush" not in str(refused.value)
    whole = {**given, "INSIGHTS_MAIL_FROM": "I <i@x.de>", "INSIGHTS_PUBLIC_URL": "https://x.de"}
    settings = load_settings(whole).settings
    assert settings.sends_mail
    assert "hush" not in repr(settings)
    with pytest.raises(Invalid) as refused:
        load_settings({**whole, "INSIGHTS_MAIL_URL": "smtp://u:hush-hush@h:bad"})
    assert "hush" not in str(refused.value)
    assert not load_settings({"INSIGHTS_MAIL_URL": "outbox://"}).settings.sends_mail


@given(st.text(min_size=32, max_size=80))
def test_a_secret_shows_in_no_repr(text: str) -> None:
    settings = load_settings({"INSIGHTS_SECRET_KEY": f"hush-{text}"}).settings
    assert settings.secret_key is not None
    assert settings.secret_key.reveal() == f"hush-{text}"
    assert "hush-" not in repr(settings)
    assert "hush-" not in str(settings)


def test_every_adapter_lies_under_the_data_directory_unless_named() -> None:
    settings = Settings(data_dir=Path("/srv/x"))
    assert settings.owns_database
    places = [settings.database_file, settings.events_dir, settings.queue_file, settings.socket_file]
    assert all(place.is_relative_to("/srv/x") for place in places)
    named = load_settings(
        {"INSIGHTS_DATABASE_URL": "sqlite:////a/b.db", "INSIGHTS_EVENTS_URL": "chdb:///e/f"}
    )
    assert named.settings.database_file == Path("/a/b.db")
    assert named.settings.events_dir == Path("/e/f")
    assert not named.settings.owns_database
