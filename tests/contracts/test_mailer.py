"""Mailer, over the outbox and over a real mail server; MailBox."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
import pytest_asyncio

from insights.adapters.aiosmtplib.mailer import SmtpMailer
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.mails import SqlAlchemyMailBox
from insights.application.ports.mail import Mail, Mailer
from insights.domain.errors import Invalid, Unavailable
from insights.entrypoints.mail_settings import mail_server as parsed
from tests.builders.mail_server import PASSWORD, USER, MailServer, mail_server, own_certificate, signing_in

SENDER = Address("Insights ☂", addr_spec="insights@example.com")
MAIL = Mail(
    id="0199f2a4-77c1-7a52-b6a2-1f0d3c5b7e91",
    organization_id="org",
    to="ada@example.com",
    subject="Invitation to Örg 🏢, <b>the</b> best",
    text="Hello Ádá,\n\nfollow https://x.org/app/invitation#tok-en_1\n",
    html="<p>Hello &Aacute;dá</p>",
    created_at=1_795_262_400_000,
)


Shown = Sequence[tuple[str, str, str]]
"""(address, subject, text) of each mail that somebody would see."""
Sent = tuple[Mailer, Callable[[], Awaitable[Shown]]]


def smtp(server: MailServer, scheme: str = "smtp", tls: str = "?tls=none", user: str = "") -> SmtpMailer:
    address = parsed(f"{scheme}://{user}127.0.0.1:{server.port}{tls}")
    assert address is not None
    return SmtpMailer(address, SENDER)


@pytest_asyncio.fixture(params=["outbox", "smtp"])
async def sent(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Sent]:
    if request.param == "outbox":
        box = SqlAlchemyMailBox(database)

        async def kept() -> Shown:
            return [(one.to, one.subject, one.text) for one in (await box.page("org", 50, 0))[0]]

        yield box, kept
        return
    async with mail_server() as server:

        async def taken() -> Shown:
            seen = {one.message["Message-ID"]: one for one in server.received}
            return [
                (one.to[0], one.message["Subject"], one.text.replace("\r\n", "\n")) for one in seen.values()
            ]

        yield smtp(server), taken


async def test_a_mail_shows_up_once_however_often_it_is_sent(sent: Sent) -> None:
    mailer, shown = sent
    for _ in range(2):
        await mailer.send(MAIL)
    assert await shown() == [(MAIL.to, MAIL.subject, MAIL.text)]


async def test_the_outbox_shows_an_organization_its_own_the_latest_first(database: Database) -> None:
    box = SqlAlchemyMailBox(database)
    for number in range(3):
        await box.send(msgspec.structs.replace(MAIL, id=str(number), created_at=number))
    await box.send(msgspec.structs.replace(MAIL, id="theirs", organization_id="other"))
    found, total = await box.page("org", 2, 1)
    assert ([mail.id for mail in found], total) == (["1", "0"], 3)
    assert (found[0].to, found[0].subject, found[0].text) == (MAIL.to, MAIL.subject, MAIL.text)
    await box.forget_before(2)
    assert [mail.id for mail in (await box.page("org", 9, 0))[0]] == ["2"]


async def test_a_mail_by_smtp_has_both_forms_and_says_who_when_and_which() -> None:
    async with mail_server() as server:
        await smtp(server).send(MAIL)
    (received,) = server.received
    message = received.message
    assert received.to == ["ada@example.com"]
    assert message["From"] == "Insights ☂ <insights@example.com>"
    assert message["Message-ID"] == f"<{MAIL.id}@example.com>"
    assert message["Date"].datetime.timestamp() * 1000 == MAIL.created_at
    assert message["Auto-Submitted"] == "auto-generated"
    html = message.get_body(("html",))
    assert html is not None
    assert "Hello &Aacute;dá" in html.get_content()


@pytest.mark.parametrize("part", ["\n", "\r\n", "\r"])
async def test_nothing_gets_into_the_headers_through_a_subject_or_an_address(part: str) -> None:
    async with mail_server() as server:
        mailer = smtp(server)
        for field in ("subject", "to"):
            evil = getattr(MAIL, field) + f"{part}Bcc: eve@example.com"
            with pytest.raises(Invalid):
                await mailer.send(msgspec.structs.replace(MAIL, **{field: evil}))
            assert server.received == []


async def test_a_server_that_is_away_or_busy_is_to_be_tried_again() -> None:
    async with mail_server() as server:
        mailer = smtp(server)
        await server.stop()
        with pytest.raises(Unavailable):
            await mailer.send(MAIL)
        await server.start()
        server.refusal = "451 later, please"
        with pytest.raises(Unavailable):
            await mailer.send(MAIL)
        server.refusal = ""
        await mailer.send(MAIL)
        assert len(server.received) == 1


async def test_a_mail_that_is_refused_for_good_is_not_to_be_tried_again() -> None:
    async with mail_server() as server:
        server.refusal = "550 nobody wants that"
        with pytest.raises(Invalid, match="nobody wants that"):
            await smtp(server).send(MAIL)


async def test_with_starttls_nothing_is_said_in_the_clear_and_the_certificate_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = own_certificate(tmp_path)
    login = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@"
    options = {"tls_context": context, "require_starttls": True, "auth_required": True}
    async with mail_server(**options, authenticator=signing_in) as server:
        mailer = smtp(server, tls="", user=login)
        with pytest.raises(Unavailable, match="certificate"):
            await mailer.send(MAIL)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        await mailer.send(MAIL)
        assert [one.encrypted for one in server.received] == [True]
        with pytest.raises(Unavailable, match="535"):
            await smtp(server, tls="", user="insights:wrong@").send(MAIL)
        with pytest.raises(Unavailable):
            await smtp(server, user=login).send(MAIL)
    async with mail_server() as plain:
        with pytest.raises(Unavailable, match="STARTTLS"):
            await smtp(plain, tls="").send(MAIL)
        assert plain.received == []


async def test_with_smtps_the_connection_is_encrypted_from_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = own_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with mail_server(ssl_context=context) as server:
        await smtp(server, scheme="smtps", tls="").send(MAIL)
        assert [one.encrypted for one in server.received] == [True]


def test_a_mail_servers_address_is_read_and_shows_no_password() -> None:
    server = parsed("smtp://me%40x.org:p%2Fw@mail.example.com")
    assert server is not None
    assert (server.host, server.port, server.starttls, server.implicit_tls) == (
        "mail.example.com",
        587,
        True,
        False,
    )
    assert (server.user, server.password) == ("me@x.org", "p/w")
    assert "p/w" not in repr(server)
    implicit = parsed("smtps://mail.example.com")
    assert implicit is not None
    assert (implicit.port, implicit.starttls, implicit.implicit_tls) == (465, False, True)
    assert parsed("outbox://") is None


@pytest.mark.parametrize(
    "url",
    [
        "outbox://x", "smtp://", "smtp:///x", "http://h", "smtp://h?tls=maybe", "smtps://h?tls=none",
        "smtp://u:secret@h:99999", "smtp://u:secret@h/path", "smtp://u:secret@h?x=1", "",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ValueError, match=r"must|may") as refused:
        parsed(url)
    assert "secret" not in str(refused.value)
