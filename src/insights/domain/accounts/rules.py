"""What names, hosts, keys and passwords may look like.

A rule takes the path and the value as sent; it returns the value as it is kept, or raises Invalid with
a fault that names the path, the rule and the value.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final
from unicodedata import category
from zoneinfo import available_timezones

from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.money import CURRENCIES

Rule = Callable[[str, Any], Any]

SHOWN_CHARACTERS: Final = 100
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_KEY = re.compile(r"[!-~]{1,128}")
_LOCAL_PART = re.compile(r"[^\s@\x00-\x1f\x7f\"(),:;<>\[\\\]]{1,64}")
_WORTH = re.compile(r"(?P<amount>[0-9]{1,12}(?:\.[0-9]{1,4})?) (?P<currency>[A-Z]{3})")
_NOT_IN_A_LINE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories: control characters, lone surrogates, line and paragraph separators."""
_NOT_A_PLACE: Final = frozenset({"Factory", "localtime"})


def broken(path: str, rule: str, value: object = None) -> Invalid:
    """The error for one broken rule. Leave `value` out where it is a secret."""
    shown = "" if value is None else f", not {str(value)[:SHOWN_CHARACTERS]!r}"
    return Invalid(f"{path}: {rule}{shown}", [Fault(path, f"{rule}{shown}")])


def checked(rules: Mapping[str, Rule], values: Mapping[str, object]) -> dict[str, Any]:
    """The values as they are kept; raises one Invalid with all faults. A field without a rule passes."""
    kept: dict[str, Any] = {}
    faults: list[Fault] = []
    for field, value in values.items():
        try:
            kept[field] = rules[field](field, value) if field in rules else value
        except Invalid as refused:
            faults.extend(refused.faults)
    if faults:
        raise Invalid("; ".join(f"{fault.path}: {fault.message}" for fault in faults[:3]), faults)
    return kept


def text(most: int) -> Rule:
    """One line of 1 to `most` characters, without space around it."""

    def rule(path: str, value: str) -> str:
        kept = value.strip()
        if not 1 <= len(kept) <= most or any(category(c) in _NOT_IN_A_LINE for c in kept):
            raise broken(path, f"must be one line of 1 to {most} characters", value)
        return kept

    return rule


def each(rule: Rule, most: int) -> Rule:
    """Up to `most` values under one rule, kept in order and once each, as a tuple."""

    def rule_of_list(path: str, values: list[str]) -> tuple[Any, ...]:
        if len(values) > most:
            raise broken(path, f"must hold at most {most} values", len(values))
        kept = checked({f"{path}[{i}]": rule for i in range(len(values))}, _numbered(path, values))
        return tuple(dict.fromkeys(kept.values()))

    return rule_of_list


def hostname(path: str, value: str) -> str:
    """Lower case. A scheme and one closing slash are taken off, so that an address can be pasted."""
    kept = re.sub(r"^https?://", "", value.strip().lower()).removesuffix("/")
    if len(kept) > 253 or not _HOSTNAME.fullmatch(kept):
        raise broken(path, "must be a hostname such as example.com (international names as xn--…)", value)
    return kept


def host_pattern(path: str, value: str) -> str:
    """A hostname, or `*.` and a hostname for all its subdomains."""
    wildcard, _, rest = value.strip().rpartition("*.")
    if wildcard or not rest:
        raise broken(path, "must be a hostname or *. and a hostname", value)
    kept = hostname(path, rest)
    return f"*.{kept}" if value.strip().startswith("*.") else kept


def timezone(path: str, value: str) -> str:
    if value not in _zones():
        raise broken(path, "must be an IANA time zone such as Europe/Berlin", value)
    return value


def alias(path: str, value: str) -> str:
    """Compared as it stands: other products' keys tell upper from lower case."""
    if not _KEY.fullmatch(value) or value.startswith("ins_"):
        raise broken(path, "must be 1 to 128 visible ASCII characters, not beginning with ins_", value)
    return value


def email(path: str, value: str) -> str:
    """Lower case, so that one person has one account however the address is written."""
    local, at, host = value.strip().lower().rpartition("@")
    domain_is_good = len(host) <= 253 and _HOSTNAME.fullmatch(host)
    if not at or not _LOCAL_PART.fullmatch(local) or not domain_is_good or not storable(local):
        raise broken(path, "must be an e-mail address", value)
    return f"{local}@{host}"


def password_other_than(email: str) -> Rule:
    """Length is the one rule about what a password is made of (NIST SP 800-63B, 5.1.1.2)."""

    def rule(path: str, value: str) -> str:
        if not 8 <= len(value) <= 1024 or not storable(value):
            raise broken(path, "must have 8 to 1024 characters")
        if value.strip().lower() == email.strip().lower():
            raise broken(path, "must not be the e-mail address")
        return value

    return rule


def page_pattern(path: str, value: str) -> str:
    """A path, where `*` stands for anything but `/` and `**` for anything."""
    kept = value.strip()
    if not kept.startswith(("/", "*")) or len(kept) > 2000 or not storable(kept):
        raise broken(path, "must begin with / or * and have at most 2000 characters", value)
    return kept


def whole_number(least: int, most: int) -> Rule:
    def rule(path: str, value: int) -> int:
        if not least <= value <= most:
            raise broken(path, f"must be a whole number from {least} to {most}", value)
        return value

    return rule


def worth(path: str, value: str | None) -> str | None:
    """`12.50 EUR`: an amount of at most four decimals, and an ISO 4217 code."""
    if value is None:
        return None
    match = _WORTH.fullmatch(value.strip().upper())
    if match is None or match["currency"] not in CURRENCIES:
        raise broken(path, "must be an amount and a currency such as 12.50 EUR", value)
    return f"{Decimal(match['amount'])} {match['currency']}"


def _numbered(path: str, values: list[str]) -> dict[str, object]:
    return {f"{path}[{i}]": value for i, value in enumerate(values)}


def storable(value: str) -> bool:
    """Without NUL and lone surrogates, which no store takes."""
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_A_PLACE
