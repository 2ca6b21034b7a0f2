"""Which lines of an access log are page views, and why the others are not."""

from enum import StrEnum
from typing import Final

from insights.domain.ingestion.access_log import AccessLine


class SkipReason(StrEnum):
    """Why a line was read and not imported; of several reasons the first in this order."""

    TOO_LONG = "too_long"
    """The line is longer than 16,384 bytes, or its URL than 2,000 characters."""
    MALFORMED = "malformed"
    """Neither the common nor the combined log format."""
    NOT_GET = "not_get"
    """Another method, or no HTTP request at all."""
    STATUS = "status"
    """Answered neither with 2xx nor with 304."""
    ASSET = "asset"
    """The path ends in one of `ASSET_EXTENSIONS`."""
    DUPLICATE = "duplicate"
    """This occurrence of this line is stored already."""
    BOT = "bot"
    REFERRER_SPAM = "referrer_spam"
    FAILED = "failed"
    """Recording this one event failed: a fault of the product, told in its log."""


_FILES: Final = {
    "styles, scripts and what they load": "css js mjs map json wasm webmanifest",
    "pictures": "png jpg jpeg gif svg ico webp avif bmp tif tiff",
    "fonts": "woff woff2 ttf otf eot",
    "sound and film": "mp3 mp4 m4a m4v ogg oga ogv wav webm mov avi mkv flac",
    "feeds and files for machines, such as robots.txt": "xml rss atom txt",
    "documents": "pdf csv doc docx xls xlsx ppt pptx",
    "downloads": "zip gz tgz bz2 xz 7z rar tar jar exe msi dmg pkg deb rpm iso apk",
}
ASSET_EXTENSIONS: Final = frozenset(" ".join(_FILES.values()).split())
"""A path whose last segment ends in one of these is a file, not a page. Compared without case."""

_NOT_MODIFIED: Final = 304


def skip_reason(line: AccessLine) -> SkipReason | None:
    """None for a page view: a GET answered 2xx or 304 whose path is not an asset's."""
    if line.method != "GET":
        return SkipReason.NOT_GET
    if not (200 <= line.status < 300 or line.status == _NOT_MODIFIED):
        return SkipReason.STATUS
    if is_asset(line.target):
        return SkipReason.ASSET
    return None


def is_asset(target: str) -> bool:
    path = target.partition("?")[0].partition("#")[0]
    name = path.rpartition("/")[2]
    _, dot, extension = name.rpartition(".")
    return bool(dot) and extension.lower() in ASSET_EXTENSIONS
