"""Which properties of PostHog's SDKs are kept: what a program set, and of those with `$` what one asks for.

Left out are the SDKs' own notes (versions, debugging, queues), what address, agent and referrer tell, ids of
devices and sessions, whatever is said of the first visit or of a person, and network addresses.
"""

from functools import lru_cache
from typing import Final

import msgspec

from insights.entrypoints.http.wire.raw_values import Properties

KEPT: Final = frozenset(
    {
        "$active_feature_flags",
        "$ce_version",
        "$current_screen",
        "$el_text",
        "$elements_chain",
        "$event_type",
        "$exception_fingerprint",
        "$exception_level",
        "$exception_list",
        "$exception_message",
        "$exception_type",
        "$exception_types",
        "$exception_values",
        "$external_click_url",
        "$feature_flag",
        "$feature_flag_response",
        "$group_key",
        "$group_type",
        "$groups",
        "$level",
        "$screen_name",
    }
)
KEPT_PREFIXES: Final = (
    "$ai_",
    "$app_",
    "$feature/",
    "$group_set",
    "$logs_",
    "$survey",
    "$web_vitals_CLS_v",
    "$web_vitals_FCP_v",
    "$web_vitals_INP_v",
    "$web_vitals_LCP_v",
)
DROPPED: Final = frozenset(
    """
    distinct_id token title alias
    utm_source utm_medium utm_campaign utm_content utm_term
    _kx bfcid dclid epik fbclid gad_source gbraid gclid gclsrc igshid irclid li_fat_id mc_cid msclkid oppref
    qclid rdt_cid sccid ttclid twclid wbraid
    """.split()  # noqa: SIM905 - as a list it would be a line for each
)
"""Of the names without `$`: what the SDK reads out of the address, and names of the envelope."""

_NOTHING: Final = frozenset({b"null", b"[]", b"{}", b'""'})


def kept(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if _is_kept(name) and not _is_empty(value)}


@lru_cache(maxsize=4_096)
def _is_kept(name: str) -> bool:
    """Remembered: a browser's event has eighty of them, and every event the same."""
    if name[:1] != "$":
        return name not in DROPPED
    return name in KEPT or name.startswith(KEPT_PREFIXES)


def _is_empty(value: msgspec.Raw) -> bool:
    return bytes(value) in _NOTHING
