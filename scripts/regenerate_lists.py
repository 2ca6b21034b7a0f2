# /// script
# requires-python = ">=3.11"
# dependencies = ["pyyaml>=6"]
# ///
"""Writes the lists of referrers under src/insights/domain/ingestion/lists from checkouts of their sources:

    uv run scripts/regenerate_lists.py CHECKOUT_OF_SEARCHENGINE_AND_SOCIAL_LIST CHECKOUT_OF_REFERRER_SPAM_LIST

The two repositories are matomo-org/searchengine-and-social-list and matomo-org/referrer-spam-list, both
dedicated to the public domain (CC0-1.0). What they do not tell apart (mail, video, shops) is listed here.
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import unquote

import yaml

LISTS = Path(__file__).parent.parent / "src/insights/domain/ingestion/lists"

RENAMED = {"Deepseek": "DeepSeek", "reddit": "Reddit", "StackOverflow": "Stack Overflow", "tumblr": "Tumblr"}

VIDEO = {
    "YouTube": ["youtube.com", "youtu.be", "youtube-nocookie.com", "com.google.android.youtube"],
    "Vimeo": ["vimeo.com"],
    "Twitch": ["twitch.tv"],
    "Dailymotion": ["dailymotion.com", "dai.ly"],
    "bilibili": ["bilibili.com"],
    "Douyu": ["douyu.com"],
    "Rumble": ["rumble.com"],
    "Wistia": ["wistia.com"],
    "Netflix": ["netflix.com"],
}
EMAIL = {
    "Gmail": ["mail.google.com", "com.google.android.gm"],
    "Outlook": ["outlook.live.com", "outlook.office.com", "outlook.office365.com", "outlook.com"],
    "Yahoo! Mail": [
        "mail.yahoo.com",
        "mail.yahoo.net",
        "mail.yahoo.co.jp",
        "com.yahoo.mobile.client.android.mail",
    ],
    "Proton Mail": ["mail.proton.me", "mail.protonmail.com"],
    "iCloud Mail": ["mail.icloud.com"],
    "Fastmail": ["app.fastmail.com", "fastmail.com"],
    "Zoho Mail": ["mail.zoho.com", "mail.zoho.eu"],
    "AOL Mail": ["mail.aol.com"],
    "GMX": ["navigator.gmx.net", "deref-gmx.net", "gmx.net", "gmx.com"],
    "WEB.DE": ["navigator.web.de", "deref-web.de", "deref-web-02.de", "deref-mail.com"],
    "Mail.ru Mail": ["e.mail.ru"],
    "Yandex Mail": ["mail.yandex.ru", "mail.yandex.com"],
    "QQ Mail": ["mail.qq.com"],
    "NetEase Mail": ["mail.163.com", "mail.126.com"],
    "Naver Mail": ["mail.naver.com"],
    "Orange Webmail": ["webmail.orange.fr", "messagerie.orange.fr"],
    "T-Online Mail": ["email.t-online.de"],
}
SHOPPING = {
    "Amazon": ["amazon.{}"],
    "eBay": ["ebay.{}"],
    "Etsy": ["etsy.com"],
    "AliExpress": ["aliexpress.com", "aliexpress.us"],
    "Walmart": ["walmart.com"],
    "Temu": ["temu.com"],
    "Google Shopping": ["shopping.google.com"],
    "idealo": ["idealo.{}"],
    "Mercado Libre": ["mercadolibre.{}", "mercadolivre.com.br"],
    "Rakuten": ["rakuten.co.jp", "rakuten.com"],
    "Shopify Shop": ["shop.app"],
}
SEARCH_TOO = {"Google": ["google.com"], "Bing": ["bing.com"], "Kagi": ["kagi.com"]}
AI_TOO = {
    "ChatGPT": ["chatgpt.com", "com.openai.chatgpt"],
    "Copilot": ["copilot.com", "copilot.cloud.microsoft", "m365.cloud.microsoft"],
    "DeepSeek": ["deepseek.com"],
    "Kimi": ["kimi.com", "kimi.ai"],
    "Le Chat": ["chat.mistral.ai"],
    "Manus": ["manus.im"],
    "Phind": ["phind.com"],
    "Poe": ["poe.com"],
    "You.com": ["you.com"],
}


def main(definitions: Path, spam: Path) -> None:
    kinds = {
        "search": _merged(_search_engines(definitions), SEARCH_TOO),
        "social": _hosts_by_name(definitions / "Socials.yml"),
        "ai": _merged(_hosts_by_name(definitions / "AIAssistants.yml"), AI_TOO),
        "video": VIDEO,
        "shopping": SHOPPING,
        "email": EMAIL,
    }
    # A host belongs to the last kind that names it: the later lists are the more particular ones.
    owner = {
        host: (kind, name) for kind, names in kinds.items() for name, hosts in names.items() for host in hosts
    }
    lists: dict[str, dict[str, list[str]]] = {kind: {} for kind in kinds}
    for host, (kind, name) in sorted(owner.items(), key=lambda item: (item[1][1].lower(), item[0])):
        lists[kind].setdefault(name, []).append(host)
    (LISTS / "sources.json").write_text(json.dumps(lists, indent=1, ensure_ascii=False) + "\n")
    hosts = {line.strip().lower() for line in (spam / "spammers.txt").read_text().splitlines()}
    (LISTS / "referrer_spam.txt").write_text("\n".join(sorted(host for host in hosts if "." in host)) + "\n")


def _hosts_by_name(file: Path) -> dict[str, list[str]]:
    entries = yaml.safe_load(file.read_text())
    return {_name(name): [_host(url) for url in urls if "/" not in url] for name, urls in entries.items()}


def _search_engines(definitions: Path) -> dict[str, list[str]]:
    """Without the portals (cnn.com under Google), told apart by parameters that browsers no longer send: a
    host stays if it is the engine's first, bears its name, or says `search`."""
    engines = {}
    for name, setups in yaml.safe_load((definitions / "SearchEngines.yml").read_text()).items():
        hosts = [_host(url) for setup in setups for url in setup["urls"] if "/" not in url]
        word = re.split(r"[^a-z0-9]+", str(name).lower())[0]
        engines[_name(name)] = [
            h for i, h in enumerate(hosts) if i == 0 or word in h or h.startswith("search")
        ]
    return engines


def _merged(names: dict[str, list[str]], more: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: [*names.get(name, []), *more.get(name, [])] for name in names | more}


def _name(name: object) -> str:
    plain = unquote(str(name))
    return RENAMED.get(plain, plain)


def _host(host: str) -> str:
    return host.lower().removeprefix("www.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
