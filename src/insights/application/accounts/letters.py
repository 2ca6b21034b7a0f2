"""The words of the mails: plain text, and the same in simple HTML with everything foreign escaped."""

from html import escape
from typing import Final

import msgspec

_PAGE: Final = (
    '<!doctype html><html lang="en"><body style="font-family: sans-serif; line-height: 1.5; color: #222">'
    "{paragraphs}</body></html>"
)


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    subject: str
    before: tuple[str, ...]
    """Paragraphs before the link."""
    link: str
    after: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join((*self.before, self.link, *self.after)) + "\n"

    @property
    def html(self) -> str:
        link = escape(self.link)
        paragraphs = [*map(escape, self.before), f'<a href="{link}">{link}</a>', *map(escape, self.after)]
        return _PAGE.format(paragraphs="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def invitation(organization: str, inviter: str | None, name: str | None, link: str) -> Letter:
    who = f"{inviter} invites" if inviter else "You are invited"
    whom = " you" if inviter else ""
    return Letter(
        subject=f"Invitation to {organization}",
        before=(f"Hello {name}," if name else "Hello,", f"{who}{whom} to {organization} on Insights."),
        link=link,
        after=(
            "The link works once, for seven days.",
            "If you did not expect this, nothing happens when you leave it.",
        ),
    )


def password_reset(name: str, link: str) -> Letter:
    return Letter(
        subject="A new password for Insights",
        before=(f"Hello {name},", "somebody, hopefully you, asked for a new password for this account."),
        link=link,
        after=(
            "The link works once, for one hour.",
            "If it was not you, leave it: the password stays as it is.",
        ),
    )
