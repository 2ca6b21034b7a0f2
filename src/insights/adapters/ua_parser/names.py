"""How browsers and systems are commonly called, where uap-core tells variants apart that people do not."""

BROWSERS = {
    "Android": "Android Browser",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "DuckDuckGo Mobile": "DuckDuckGo",
    "Edge Mobile": "Edge",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "IE": "Internet Explorer",
    "IE Mobile": "Internet Explorer",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Opera Mobile": "Opera",
}
SYSTEMS = {
    "Chrome OS": "ChromeOS",
    "Mac OS X": "macOS",
}

KNOWN_BY_MINOR = frozenset({"Safari", "macOS", "iOS", "Ubuntu", "Samsung Internet"})
"""Whose versions people tell apart by major.minor; all others by major alone."""

DESKTOPS = frozenset(
    {
        "ChromeOS",
        "Debian",
        "Fedora",
        "FreeBSD",
        "Linux",
        "NetBSD",
        "OpenBSD",
        "Red Hat",
        "SUSE",
        "Solaris",
        "Ubuntu",
        "Windows",
        "macOS",
    }
)
