from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any, final

import maxminddb
import msgspec

from insights.application.ports.enrichment import Place, Places

NOWHERE = Place()


class GeoDatabase(msgspec.Struct, frozen=True):
    """One opened file, for whoever reports on the state of the installation."""

    path: Path
    kind: str
    ip_version: int
    built: datetime


@final
class UnknownPlaces(Places):
    """No file, so no place is known."""

    databases: Sequence[GeoDatabase] = ()

    def locate(self, address: str) -> Place:
        return NOWHERE


@final
class MaxMindPlaces(Places):
    """Databases mapped into memory, one for each version of the Internet protocol or one for both.

    Reads the flat records of DB-IP's city files (`country_code`, `state1`, `city`) and the nested ones of
    MaxMind's own (`country.iso_code`, `subdivisions`, `city.names`). The places of recent addresses are
    remembered in memory, and nowhere else.
    """

    def __init__(self, paths: Sequence[Path], remembered: int = 50_000) -> None:
        """Raises OSError or maxminddb.InvalidDatabaseError, naming the file, for one that cannot be read."""
        readers = [(path, maxminddb.open_database(path, maxminddb.MODE_AUTO)) for path in paths]
        self.databases = tuple(_describe(path, reader) for path, reader in readers)
        self._readers = [reader for _, reader in readers]
        by_version = {reader.metadata().ip_version: reader for reader in self._readers}
        self._reader_v6 = by_version.get(6)
        self._reader_v4 = by_version.get(4, self._reader_v6)
        self._recall = lru_cache(remembered)(self._look_up)

    def locate(self, address: str) -> Place:
        return self._recall(address)

    def close(self) -> None:
        for reader in self._readers:
            reader.close()

    def _look_up(self, address: str) -> Place:
        try:
            ip = ip_address(address.partition("%")[0])
        except ValueError:
            return NOWHERE
        if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        reader = self._reader_v6 if ip.version == 6 else self._reader_v4
        record = reader.get(ip) if reader is not None and ip.is_global else None
        return _place(record) if isinstance(record, Mapping) else NOWHERE


def open_places(path: Path | None) -> MaxMindPlaces | UnknownPlaces:
    """The places of one file, or of all `*.mmdb` in a folder; `UnknownPlaces` where there is none."""
    if path is None or not path.exists():
        return UnknownPlaces()
    files = sorted(path.glob("*.mmdb")) if path.is_dir() else [path]
    return MaxMindPlaces(files) if files else UnknownPlaces()


def _describe(path: Path, reader: maxminddb.Reader) -> GeoDatabase:
    about = reader.metadata()
    built = datetime.fromtimestamp(about.build_epoch, UTC)
    return GeoDatabase(path=path, kind=about.database_type, ip_version=about.ip_version, built=built)


def _place(record: Mapping[str, Any]) -> Place:
    if "country_code" in record:
        country, region, city = record["country_code"], record.get("state1"), record.get("city")
    else:
        country = _at(record, "country", "iso_code")
        region = _at((record.get("subdivisions") or [{}])[0], "names", "en")
        city = _at(record, "city", "names", "en")
    # DB-IP names districts, `London (Shadwell)`: finer than a city, and too fine to keep of a visitor.
    return Place(
        country=str(country or ""), region=str(region or ""), city=str(city or "").partition(" (")[0]
    )


def _at(record: Mapping[str, Any], *keys: str) -> Any:
    value: Any = record
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
