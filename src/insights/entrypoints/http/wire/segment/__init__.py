"""Segment's Tracking API, which RudderStack's SDKs speak as well."""

from collections.abc import Mapping
from typing import Final

from litestar.types import ControllerRouterHandler

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.door import JSON, Door
from insights.entrypoints.http.wire.segment.doors import (
    SegmentAlias,
    SegmentBatch,
    SegmentGroup,
    SegmentIdentify,
    SegmentPage,
    SegmentScreen,
    SegmentTrack,
)
from insights.entrypoints.http.wire.segment.settings import RudderSourceConfig, segment_settings

_ANSWERS: Final = dict.fromkeys(("200", "400", "401", "405", "408", "429", "503"), JSON)
_SINGLE: Final = {
    SegmentAlias: ("alias", "a"),
    SegmentGroup: ("group", "g"),
    SegmentIdentify: ("identify", "i"),
    SegmentPage: ("page", "p"),
    SegmentScreen: ("screen", "s"),
    SegmentTrack: ("track", "t"),
}

DOORS: Final[Mapping[str, Door]] = {
    **{
        path: Door(Product.SEGMENT, SegmentBatch, "Send a batch of messages", _ANSWERS)
        for path in ("/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch")
    },
    **{
        f"/v1/{name}": Door(Product.SEGMENT, kind, f"Send one message of type {names[0]}", _ANSWERS)
        for kind, names in _SINGLE.items()
        for name in names
    },
    "/sourceConfig/": Door(
        Product.SEGMENT, RudderSourceConfig, "What RudderStack's browser SDK asks before it sends", _ANSWERS
    ),
}

ROUTES: Final[list[ControllerRouterHandler]] = [segment_settings]
