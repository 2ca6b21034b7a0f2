"""What one visitor does in one visit to the demo's shop, as a browser with the tracker would send it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from random import Random
from typing import Final

from insights.application.demo import site
from insights.application.demo.chance import Choice, zipf
from insights.application.demo.crowd import Visitor
from insights.domain.ingestion import names
from insights.domain.ingestion.event import Accepted, Event, PropertyValue

_BOUNCE: Final = 0.42
_GO_ON: Final = 0.68
"""After each page but the first."""
_MOST_PAGES: Final = 14
_LONGEST_READ_MS: Final = 12 * 60_000
"""Well under the 30 minutes that end a visit."""
_EUROPE: Final = frozenset({"DE", "AT", "FR", "NL", "ES", "IT"})


class Shop:
    """What all visits draw from. Ids count up, so they are the same for the same seed."""

    def __init__(self, chance: Random, project: str) -> None:
        self.chance = chance
        self.project = project
        self.pages = zipf(site.PAGES)
        self.links = Choice(site.LINKS)
        self.products = zipf(site.PRODUCTS)
        self.numbers: Iterator[int] = count(1)
        self._by_path = {page.path: page for page in site.PAGES}

    def landing(self, link: site.Link) -> site.Page:
        return self._by_path[link.landing] if link.landing else self.pages(self.chance)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share


class Visit:
    """Its events, in order. `now` goes on with what the visitor does."""

    def __init__(self, shop: Shop, visitor: Visitor, start: int) -> None:
        self.events: list[Accepted] = []
        self._shop = shop
        self._chance = shop.chance
        self._visitor = visitor
        self._now = start
        self._page = site.SIGN_UP
        self._link = site.Link()

    def walk(self, link: site.Link) -> None:
        self._link = link
        self._look_at(self._shop.landing(link))
        if self._shop.happens(_BOUNCE):
            return
        for _ in range(_MOST_PAGES):
            self._link = site.Link()
            self._look_at(self._shop.pages(self._chance))
            self._act()
            if not self._shop.happens(_GO_ON):
                return

    def _look_at(self, page: site.Page) -> None:
        self._page = page
        self._add(names.PAGEVIEW)
        read = min(_LONGEST_READ_MS, int(self._chance.lognormvariate(9.9, 1.0)))
        self._now += read + 400
        self._add(
            names.ENGAGEMENT, engaged_ms=read, scroll=min(100, 20 + int(self._chance.expovariate(1 / 38)))
        )

    def _act(self) -> None:
        path, happens = self._page.path, self._shop.happens
        if path.startswith("/shop/") and happens(0.11):
            self._buy()
        elif path == site.PRICING and not self._visitor.signed_up and happens(0.3):
            self._sign_up()
        elif path in ("/wholesale", "/shop") and happens(0.08):
            self._add(names.DOWNLOAD, {"url": f"https://{site.DOMAIN}{site.CATALOGUE}"})
        elif path == "/contact" and happens(0.3):
            self._add(names.FORM, {"id": "contact"})
        elif path.startswith(("/blog", "/about")) and happens(0.06):
            self._add(names.OUTBOUND, {"url": self._chance.choice(site.OUTBOUND)})

    def _sign_up(self) -> None:
        self._look_at(site.SIGN_UP)
        self._visitor.signed_up = True
        self._add("signup", {"plan": self._chance.choice(("monthly", "monthly", "yearly")), "trial": True})

    def _buy(self) -> None:
        product, cents = self._shop.products(self._chance)
        quantity = self._chance.choice((1, 1, 1, 2, 3))
        self._look_at(site.CHECKOUT[0])
        self._add("checkout", {"product": product, "quantity": quantity})
        if not self._shop.happens(0.6):
            return
        self._look_at(site.CHECKOUT[1])
        self._add("purchase", {"product": product, "quantity": quantity}, cents=cents * quantity)

    def _add(
        self,
        name: str,
        properties: dict[str, PropertyValue] | None = None,
        *,
        engaged_ms: int = 0,
        scroll: int | None = None,
        cents: int = 0,
    ) -> None:
        visitor, link, page = self._visitor, self._link, self._page
        event = Event(
            project=self._shop.project,
            id=f"demo-{next(self._shop.numbers)}",
            name=name,
            time=self._now,
            received=self._now,
            visitor_id=visitor.id,
            hostname=site.DOMAIN,
            path=page.path,
            query=link.query,
            title=page.title,
            referrer=link.referrer,
            screen=visitor.device.screen,
            language=visitor.language,
            country=visitor.place.country,
            region=visitor.place.region,
            city=visitor.place.city,
            properties=properties or {},
            revenue=Decimal(cents).scaleb(-2) if cents else None,
            currency=("EUR" if visitor.place.country in _EUROPE else "USD") if cents else "",
            engaged_ms=engaged_ms,
            scroll_depth=scroll,
        )
        self.events.append(Accepted(event=event, user_agent=visitor.device.user_agent))
        self._now += 250
