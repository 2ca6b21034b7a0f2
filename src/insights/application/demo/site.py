"""The shop that the demo tells of: its pages and who links to it, each with how common it is."""

from typing import Final

import msgspec

DOMAIN: Final = "northwind.example"
"""`.example` is reserved (RFC 2606), so nobody's site is meant."""
DAYS: Final = 90


class Page(msgspec.Struct, frozen=True):
    path: str
    title: str


PAGES: Final = tuple(
    Page(path, f"{title} · Northwind")
    for path, title in (
        ("/", "Coffee, roasted on the day"),
        ("/shop", "Shop"),
        ("/shop/house-blend", "House blend"),
        ("/pricing", "Subscriptions"),
        ("/blog/how-to-brew-a-better-cup", "How to brew a better cup"),
        ("/shop/ethiopia-guji", "Ethiopia Guji"),
        ("/blog", "Journal"),
        ("/shop/decaf", "Decaf"),
        ("/about", "About us"),
        ("/blog/grinders-compared", "Ten grinders compared"),
        ("/shop/colombia-huila", "Colombia Huila"),
        ("/guides/espresso", "The espresso guide"),
        ("/shop/sampler", "The sampler"),
        ("/guides/cold-brew", "The cold brew guide"),
        ("/contact", "Contact"),
        ("/blog/why-we-roast-lighter", "Why we roast lighter"),
        ("/shop/grinder-mini", "Grinder Mini"),
        ("/guides/pour-over", "The pour-over guide"),
        ("/blog/a-visit-to-huila", "A visit to Huila"),
        ("/wholesale", "For cafés"),
        ("/shop/gift-card", "Gift card"),
        ("/blog/water-matters", "Water matters"),
        ("/delivery", "Delivery"),
        ("/jobs", "Jobs"),
        ("/blog/the-new-packaging", "The new packaging"),
        ("/imprint", "Imprint"),
    )
)
"""The commonest first: the n-th is asked for in proportion to 1/n (Zipf's law)."""

PRICING: Final = "/pricing"
SIGN_UP: Final = Page("/signup", "Create an account · Northwind")
CHECKOUT: Final = (
    Page("/checkout", "Checkout · Northwind"),
    Page("/checkout/thanks", "Thank you · Northwind"),
)
CATALOGUE: Final = "/files/northwind-catalogue.pdf"
OUTBOUND: Final = (
    "https://www.instagram.com/northwind.example",
    "https://sca.coffee/",
    "https://maps.example/n",
)
PRODUCTS: Final = (("house-blend", 1290), ("ethiopia-guji", 1650), ("sampler", 2490), ("subscription", 3900))
"""With its price in cents."""


class Link(msgspec.Struct, frozen=True):
    """One way to the site."""

    referrer: str = ""
    query: str = ""
    landing: str = ""
    """The page it leads to; empty for any."""


LINKS: Final = (
    (30, Link()),
    (26, Link("https://www.google.com/")),
    (5, Link("https://www.bing.com/")),
    (4, Link("https://duckduckgo.com/")),
    (5, Link("https://t.co/Xy1coffee", landing="/blog/grinders-compared")),
    (4, Link("https://www.reddit.com/r/Coffee/", landing="/guides/espresso")),
    (3, Link("https://news.ycombinator.com/", landing="/blog/why-we-roast-lighter")),
    (3, Link("https://www.youtube.com/", landing="/guides/pour-over")),
    (3, Link("https://www.instagram.com/", landing="/shop/sampler")),
    (2, Link("https://chatgpt.com/", landing="/guides/cold-brew")),
    (2, Link("https://www.linkedin.com/", landing="/jobs")),
    (2, Link("https://beanhunters.example/roasters/best", landing="/shop")),
    (
        6,
        Link(
            "https://www.google.com/",
            "utm_source=google&utm_medium=cpc&utm_campaign=coffee-online&gclid=d3m0",
            "/shop",
        ),
    ),
    (
        3,
        Link(
            "",
            "utm_source=facebook&utm_medium=paid-social&utm_campaign=sampler&utm_content=video",
            "/shop/sampler",
        ),
    ),
)
NEWSLETTER: Final = Link("", "utm_source=newsletter&utm_medium=email&utm_campaign=fortnightly", "/blog")
"""Sent on every other Tuesday, and then a fifth of all visits."""
