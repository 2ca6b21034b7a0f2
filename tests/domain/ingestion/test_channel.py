"""From a landing page's query and referrer to source and channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.ingestion.campaign import Campaign, read_campaign
from insights.domain.ingestion.channel import RULES, Channel, channel_of, source_of

LANDINGS = [
    ("", "", "", "Direct"),
    ("", "https://www.google.de/", "Google", "Organic Search"),
    ("", "https://www.google.com.br/", "Google", "Organic Search"),
    ("", "https://fr.search.yahoo.com/search", "Yahoo!", "Organic Search"),
    ("", "https://www.bing.com/", "Bing", "Organic Search"),
    ("", "https://duckduckgo.com/", "DuckDuckGo", "Organic Search"),
    ("", "https://docs.google.com/document", "docs.google.com", "Referral"),
    ("", "https://mail.google.com/mail/u/0", "Gmail", "Email"),
    ("", "android-app://com.google.android.gm/", "Gmail", "Email"),
    ("", "https://l.facebook.com/l.php", "Facebook", "Organic Social"),
    ("", "https://t.co/abc", "Twitter", "Organic Social"),
    ("", "https://news.ycombinator.com/item", "Hacker News", "Organic Social"),
    ("", "https://m.youtube.com/watch", "YouTube", "Organic Video"),
    ("", "https://chatgpt.com/", "ChatGPT", "AI"),
    ("", "https://www.perplexity.ai/search", "Perplexity", "AI"),
    ("", "https://www.amazon.co.uk/dp/1", "Amazon", "Organic Shopping"),
    ("", "https://www.example.org/blog", "example.org", "Referral"),
    ("", "http://192.0.2.7/", "192.0.2.7", "Referral"),
    ("utm_source=google&utm_medium=cpc", "", "Google", "Paid Search"),
    ("utm_source=fb&utm_medium=paid_social", "", "Facebook", "Paid Social"),
    ("utm_source=youtube.com&utm_medium=cpv", "", "YouTube", "Paid Video"),
    ("utm_source=example&utm_medium=ppc", "", "example", "Paid Other"),
    ("utm_source=ebay&utm_medium=ppc", "", "eBay", "Paid Shopping"),
    ("utm_source=example&utm_medium=cpc&utm_campaign=spring-shop", "", "example", "Paid Shopping"),
    ("utm_source=example&utm_medium=banner", "", "example", "Display"),
    ("utm_source=example&utm_medium=affiliate", "", "example", "Affiliates"),
    ("utm_source=example&utm_medium=audio", "", "example", "Audio"),
    ("utm_source=sms", "", "sms", "SMS"),
    ("utm_source=app&utm_medium=webpush", "", "app", "Mobile Push Notifications"),
    ("utm_source=google&utm_medium=email", "", "Google", "Email"),
    ("utm_source=Newsletter&utm_medium=Email", "https://www.google.com/", "Newsletter", "Email"),
    ("utm_source=x&utm_medium=social", "", "Twitter", "Organic Social"),
    ("utm_medium=organic", "", "", "Organic Search"),
    ("utm_campaign=spring", "", "", "Unassigned"),
    ("utm_source=g&utm_medium=cpc&utm_campaign=cross-network", "", "g", "Cross-network"),
    ("ref=producthunt", "https://example.org/", "producthunt", "Referral"),
    ("source=t.co", "", "Twitter", "Organic Social"),
    ("gclid=abc", "", "Google", "Paid Search"),
    ("gclid=abc", "https://www.google.com/", "Google", "Paid Search"),
    ("msclkid=abc", "", "Bing", "Paid Search"),
    ("fbclid=abc", "", "Facebook", "Organic Social"),
    ("fbclid=abc", "https://l.instagram.com/", "Instagram", "Organic Social"),
]


@pytest.mark.parametrize(("query", "referrer", "source", "channel"), LANDINGS)
def test_a_landing_has_a_source_and_a_channel(query: str, referrer: str, source: str, channel: str) -> None:
    assert (source_of(query, referrer).name, channel_of(query, referrer)) == (source, channel)


def test_every_channel_is_reached_by_some_landing() -> None:
    assert {channel for *_, channel in LANDINGS} == {channel.value for channel in Channel}
    assert [channel for channel, _ in RULES] == list(dict.fromkeys(channel for channel, _ in RULES))


def test_a_campaign_is_read_from_the_first_of_each_parameter() -> None:
    query = "utm_source=a&utm_source=b&UTM_MEDIUM=%20mail%20&utm_term=x%00y&utm_content=%FF&other=1"
    assert read_campaign(query) == Campaign(
        source="a", medium="mail", term="xy", content="\N{REPLACEMENT CHARACTER}", sender="a"
    )


@given(st.text(), st.text() | st.text().map(lambda rest: "https://" + rest))
def test_any_text_has_one_of_the_channels(query: str, referrer: str) -> None:
    assert channel_of(query, referrer) in set(Channel)
