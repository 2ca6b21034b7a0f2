"""Members, invitations and the own account, in a real browser before a real server."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import App
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser


def open_members(app: App, site: Site) -> Page:
    app.open(f"/projects/{site.project['id']}/settings/members")
    app.sign_in(site)
    return app.page


def link_of_the_letter(page: Page, to: str) -> str:
    """Owners read what was written; nothing is sent without a mail server."""
    letter = page.get_by_role("region", name="Letters").locator("details", has_text=to).first
    letter.locator("summary").click()
    found = re.search(r"https?://\S+#\S+", letter.locator("pre").inner_text())
    assert found
    return found[0]


def join(visitor: Page, link: str, password: str) -> None:
    visitor.goto(link)
    expect(visitor.get_by_role("heading", name="Join Example")).to_be_visible()
    visitor.get_by_label("Your name").fill("Bob")
    visitor.get_by_label("Password").fill(password)
    visitor.get_by_role("button", name="Join").click()
    expect(visitor.get_by_role("button", name="Sign out")).to_be_visible()


def test_somebody_is_invited_joins_and_is_managed_until_deleted_and_restored(
    app: App, server: Server, chromium: Browser
) -> None:
    site = new_site(server)
    bob = Site(**{**vars(site), "email": site.email.replace("@", ".bob@")})
    page = open_members(app, site)
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_label("E-mail").fill(bob.email)
    page.get_by_label("Role", exact=True).select_option("analyst")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("table", name="Invitations")).to_contain_text(bob.email)
    guest = chromium.new_context()
    visitor = guest.new_page()
    join(visitor, link_of_the_letter(page, bob.email), bob.password)

    page.reload()
    expect(page.get_by_text("Nobody is invited.")).to_be_visible()
    members = page.get_by_role("table", name="Members")
    expect(members.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Search members").fill("BOB")
    expect(members.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Change Bob").click()
    page.get_by_role("dialog").get_by_label("Role").select_option("admin")
    page.get_by_role("button", name="Save").click()
    expect(members).to_contain_text("admin")
    page.get_by_label("Of the role").select_option("viewer")
    expect(page.get_by_text("Nobody like that.")).to_be_visible()
    page.get_by_label("Of the role").select_option("")

    for act, state in {"Deactivate": "deactivated", "Activate": ""}.items():
        page.get_by_role("button", name="Change Bob").click()
        page.get_by_role("button", name=act, exact=True).click()
        page.get_by_role("dialog", name=f"{act}: Bob").get_by_role("button", name=act, exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(members.get_by_text("deactivated")).to_have_count(1 if state else 0)
    page.get_by_role("button", name="Change Bob").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Nobody like that.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", name="Sign in")).to_be_visible()
    guest.close()

    page.get_by_label("In the state").select_option("deleted")
    page.get_by_role("button", name="Change Bob").click()
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Nobody like that.")).to_be_visible()


def test_an_invitation_is_sent_again_and_revoked(app: App, server: Server) -> None:
    site = new_site(server)
    page = open_members(app, site)
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_label("E-mail").fill("eve@example.org")
    page.get_by_role("button", name="Send invitation").click()
    page.get_by_role("button", name="Send again to eve@example.org").click()
    expect(page.get_by_text("Sent again to eve@example.org.")).to_be_visible()
    letters = page.get_by_role("region", name="Letters").locator("details")
    expect(letters).to_have_count(2)
    link = link_of_the_letter(page, "eve@example.org")
    page.get_by_role("button", name="Revoke eve@example.org").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Nobody is invited.")).to_be_visible()
    app.page.goto(link)
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_the_link_of_a_letter(app: App, server: Server) -> None:
    site = new_site(server)
    page = app.page
    app.open("/login")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail").fill(site.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("a letter is on its way")
    page.get_by_role("link", name="To the sign-in page").click()
    open_members(app, site)
    link = link_of_the_letter(page, site.email)

    page.goto(link)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    renewed = Site(**{**vars(site), "password": "another horse battery"})
    page.get_by_label("Password").fill(renewed.password)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("status")).to_contain_text("The new password holds")
    app.open("/login")
    app.sign_in(renewed)


def test_the_own_name_password_and_sessions_are_changed(app: App, server: Server) -> None:
    site = new_site(server)
    page = app.page
    app.open("/account")
    app.sign_in(site)
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    sessions = page.get_by_role("table", name="Sessions").locator("tbody tr")
    expect(sessions).to_have_count(2)
    expect(sessions.filter(has_text="This browser")).to_have_count(1)
    expect(sessions.filter(has_text="This browser")).to_contain_text("Chrome")
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(sessions).to_have_count(1)

    page.get_by_label("The present password").fill("wrong")
    page.get_by_label("The new one").fill("another horse battery")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_label("The present password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("The present password").fill(site.password)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Changed.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada")
