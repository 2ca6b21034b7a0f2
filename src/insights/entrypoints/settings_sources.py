"""From flags, environment and `insights.toml` to `Settings`; the first that names a setting wins."""

import ipaddress
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import msgspec

from insights.domain.errors import Fault, Invalid
from insights.entrypoints.mail_settings import mail_sender, mail_server
from insights.entrypoints.redaction import redacted
from insights.entrypoints.settings import AVAILABLE, FILES, PLANNED, MailUrl, Secret, Settings

PREFIX = "INSIGHTS_"
NOT_SETTINGS = ("INSIGHTS_TEST_", "INSIGHTS_CONFIG", "INSIGHTS_NEW_PASSWORD")
TYPES: dict[str, Any] = {
    name: hint
    for name, hint in get_type_hints(Settings, include_extras=True).items()
    if not name.startswith("_")
}
SHORTEST_SECRET = 32


class Loaded(NamedTuple):
    settings: Settings
    warnings: list[str]
    """One sentence for each name that is no setting, with the nearest that is."""


class Given(NamedTuple):
    origin: str
    """How whoever set it knows it: `INSIGHTS_PORT`, `port in insights.toml`, `--port`."""
    value: object


def load_settings(
    environ: Mapping[str, str], flags: Mapping[str, object] | None = None, config: Path | None = None
) -> Loaded:
    """Raises Invalid with one fault for each value that breaks its rule."""
    warnings: list[str] = []
    given: dict[str, Given] = {}
    for source in (_from_toml(_config_file(environ, config), warnings), _from_environment(environ, warnings)):
        given.update(source)
    given.update((name, Given(f"--{name.replace('_', '-')}", value)) for name, value in (flags or {}).items())
    return Loaded(checked_settings(given), warnings)


def checked_settings(given: Mapping[str, Given]) -> Settings:
    """From values by their setting's name. Raises Invalid like `load_settings`."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for name, (origin, value) in given.items():
        try:
            values[name] = _read(name, value)
        except (ValueError, msgspec.ValidationError) as refusal:
            faults.append(Fault(origin, _refusal(name, str(refusal), value)))
    if faults:
        raise Invalid("; ".join(f"{fault.path}: {fault.message}" for fault in faults), faults)
    settings = Settings(**values)  # type: ignore[arg-type]  # each value was read as its field's type
    if settings.sends_mail:
        _check_mail(settings)
    return settings


def _check_mail(settings: Settings) -> None:
    """A link in a mail must not lead where whoever asked for it says."""
    needed = {"mail_from": settings.mail_from, "public_url": settings.public_url}
    faults = [
        Fault(f"{PREFIX}{name.upper()}", "must be set when mail is sent by SMTP")
        for name, value in needed.items()
        if not value
    ]
    if faults:
        raise Invalid("; ".join(f"{fault.path}: {fault.message}" for fault in faults), faults)


def _config_file(environ: Mapping[str, str], config: Path | None) -> Path | None:
    named = config or (Path(environ["INSIGHTS_CONFIG"]) if environ.get("INSIGHTS_CONFIG") else None)
    if named is not None and not named.is_file():
        raise Invalid(f"The configuration file {named} does not exist.")
    default = Path("insights.toml")
    return named or (default if default.is_file() else None)


def _from_toml(file: Path | None, warnings: list[str]) -> Iterator[tuple[str, Given]]:
    if file is None:
        return
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Invalid(f"{file} cannot be read as TOML: {error}") from error
    for name, value in table.items():
        if name in TYPES:
            yield name, Given(f"{name} in {file}", value)
        else:
            warnings.append(_unknown(name, TYPES, str(file)))


def _from_environment(environ: Mapping[str, str], warnings: list[str]) -> Iterator[tuple[str, Given]]:
    known = {PREFIX + name.upper(): name for name in TYPES}
    for variable, value in environ.items():
        if variable in known:
            if value != "":
                yield known[variable], Given(variable, value)
        elif variable.startswith(PREFIX) and not variable.startswith(NOT_SETTINGS):
            warnings.append(_unknown(variable, known, "the environment"))


def _unknown(name: str, known: Mapping[str, object], where: str) -> str:
    near = get_close_matches(name, known, n=1)
    return f"{name} in {where} is no setting" + (f"; did you mean {near[0]}?" if near else ".")


def _read(name: str, value: object) -> object:
    if name in AVAILABLE:
        return _adapter_url(name, value)
    if name == "mail_from":
        mail_sender(str(value))
    if name == "trusted_proxies":
        value = _networks(value)
    return msgspec.convert(value, TYPES[name], strict=False, dec_hook=_special)


def _special(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value)).expanduser()
    if kind is MailUrl:
        mail_server(str(value))
        return MailUrl(str(value))
    if not isinstance(value, str) or len(value) < SHORTEST_SECRET:
        raise ValueError(f"must be text of at least {SHORTEST_SECRET} characters")
    return Secret(value)


def _networks(value: object) -> object:
    """Text is split at commas; each part is a network or an address."""
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(parts, list):
        return parts
    return [str(ipaddress.ip_network(part, strict=False)) for part in parts if part]


def _adapter_url(name: str, value: object) -> str:
    url = str(value)
    scheme, separator, rest = url.partition("://")
    available = AVAILABLE[name]
    choice = " or ".join(f"`{each}://`" for each in available)
    if scheme in PLANNED.get(name, ()):
        raise ValueError(f"`{scheme}` is not available in this version; use {choice}")
    if not separator or scheme not in available:
        raise ValueError(f"must begin with {choice}")
    if scheme in FILES and not rest.removeprefix("/"):
        raise ValueError(f"must name a path, as in `{scheme}:///var/lib/insights/…`")
    if scheme not in FILES and scheme != "memory" and not urlsplit(url).netloc.rpartition("@")[2]:
        raise ValueError(f"must name a host, as in `{scheme}://user:password@host/…`")
    return url


def _refusal(name: str, reason: str, value: object) -> str:
    """The rule in words where the type tells it; the value, unless it is a secret."""
    if name in ("secret_key", "mail_url"):
        return reason
    if name in AVAILABLE:
        return f"{reason}, got {redacted(str(value))[:100]!r}"
    kind, meta = get_args(TYPES[name])
    if get_origin(kind) is Literal:
        reason = "must be one of " + ", ".join(get_args(kind))
    elif kind is bool:
        reason = "must be true or false"
    elif kind in (int, float):
        least = f"above {meta.gt}" if meta.gt is not None else f"at least {meta.ge}"
        reason = f"must be a {'whole ' if kind is int else ''}number {least} and at most {meta.le}"
    elif name.endswith("_path"):
        reason = "must begin with / and hold only letters, digits and ._~/-"
    elif name == "public_url":
        reason = "must be http:// or https:// and a host, without a path"
    return f"{reason}, got {str(value)[:100]!r}"
