"""`insights users`: accounts from the command line, also where registration is closed."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.cli.owner import ask_owner

app = typer.Typer(help="Accounts: made, looked at and changed.", no_args_is_help=True)

Password = Annotated[
    str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, envvar="INSIGHTS_NEW_PASSWORD")
]
Email = Annotated[str, typer.Argument(help="The user's e-mail address.")]


@app.callback()
def users() -> None:
    """Accounts: made, looked at and changed."""


@app.command()
def create(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    password: Password,
    organization: Annotated[str, typer.Option(help="Name of the new organization.")],
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Make an organization with its owner. The password is asked for, or read from INSIGHTS_NEW_PASSWORD.

    Examples:

        insights users create ada@example.com --organization Example --data-dir /var/lib/insights
    """
    settings = settings_of(config, data_dir=data_dir)
    new = {"email": email, "password": password, "organization": organization, "name": name}
    user = ask_owner(settings, "POST", "/users", new)
    typer.echo(f"{user['email']} owns {organization}.")


@app.command("list")
def list_(
    of: Annotated[str, typer.Argument(help="E-mail address of any member of the organization.")],
    search: Annotated[str, typer.Option(help="In name or e-mail address.")] = "",
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Show the members of an organization, deleted ones last.

    Examples:

        insights users list ada@example.com --search bob
    """
    settings = settings_of(config, data_dir=data_dir)
    found = ask_owner(settings, "POST", "/users/search", {"of": of, "search": search})
    _table(found, "email", "name", "role", "status", "last_active_at")


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="The address to invite.")],
    by: Annotated[str, typer.Option(help="E-mail address of the member who invites.")],
    role: Annotated[str, typer.Option(help="owner, admin, analyst or viewer.")] = "viewer",
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Mail somebody a link to join an organization, for seven days.

    Examples:

        insights users invite bob@example.com --by ada@example.com --role analyst
    """
    settings = settings_of(config, data_dir=data_dir)
    new = {"email": email, "by": by, "role": role, "name": name}
    invitation = ask_owner(settings, "POST", "/invitations", new)
    where = "is mailed to them" if settings.sends_mail else f"is in `insights users mails {by}`"
    typer.echo(f"{invitation['email']} is invited as {invitation['role']}; the link {where}.")


@app.command()
def deactivate(email: Email, data_dir: DataDir = None, config: Config = None) -> None:
    """Sign a user out everywhere, and in no more until they are activated.

    Examples:

        insights users deactivate bob@example.com
    """
    _step(email, "deactivate", settings_of(config, data_dir=data_dir))


@app.command()
def activate(email: Email, data_dir: DataDir = None, config: Config = None) -> None:
    """Let a deactivated user sign in again.

    Examples:

        insights users activate bob@example.com
    """
    _step(email, "activate", settings_of(config, data_dir=data_dir))


@app.command()
def delete(email: Email, data_dir: DataDir = None, config: Config = None) -> None:
    """Delete a user, who can be restored for 30 days.

    Examples:

        insights users delete bob@example.com
    """
    _step(email, "delete", settings_of(config, data_dir=data_dir))


@app.command()
def restore(email: Email, data_dir: DataDir = None, config: Config = None) -> None:
    """Undo a deletion.

    Examples:

        insights users restore bob@example.com
    """
    _step(email, "restore", settings_of(config, data_dir=data_dir))


@app.command("reset-password")
def reset_password(email: Email, password: Password, data_dir: DataDir = None, config: Config = None) -> None:
    """Set a user's password and sign them out everywhere. It is asked for, or read from
    INSIGHTS_NEW_PASSWORD.

    Examples:

        insights users reset-password ada@example.com --data-dir /var/lib/insights
    """
    settings = settings_of(config, data_dir=data_dir)
    user = ask_owner(settings, "POST", "/users/password", {"email": email, "password": password})
    typer.echo(f"{user['email']} has a new password.")


@app.command()
def sessions(
    email: Email,
    end: Annotated[bool, typer.Option("--end", help="Sign them out everywhere.")] = False,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Show where a user is signed in.

    Examples:

        insights users sessions ada@example.com --end
    """
    settings = settings_of(config, data_dir=data_dir)
    named = {"email": email}
    if end:
        ask_owner(settings, "POST", "/users/sessions/end", named)
        typer.echo(f"{email} is signed out everywhere.")
    else:
        _table(ask_owner(settings, "POST", "/users/sessions", named), "agent", "created_at", "last_used_at")


@app.command()
def mails(
    of: Annotated[str | None, typer.Argument(help="E-mail address of any member of an organization.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="What was given up, and why.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Try what was given up again.")] = False,
    data_dir: DataDir = None,
    config: Config = None,
) -> None:
    """Show the mails of an organization, where no mail server is set; or what could not be delivered.

    Examples:

        insights users mails ada@example.com

        insights users mails --failed

        insights users mails --again
    """
    settings = settings_of(config, data_dir=data_dir)
    if again:
        typer.echo(f"{ask_owner(settings, 'POST', '/messages/revive')} messages are tried again.")
    elif failed:
        _table(ask_owner(settings, "GET", "/messages/failed"), "name", "subject", "attempts", "error")
    elif of is None:
        raise typer.BadParameter("name a member of the organization, or --failed", param_hint="of")
    else:
        found = ask_owner(settings, "POST", "/mails", {"email": of})
        if not found:
            typer.echo("There are no mails: none was written yet, or a mail server takes them.")
        for mail in found:
            typer.echo(f"{mail['created_at']}  to {mail['to']}  {mail['subject']}\n\n{mail['text']}")


def _step(email: str, step: str, settings: Any) -> None:
    user = ask_owner(settings, "POST", "/users/step", {"email": email, "step": step})
    typer.echo(f"{user['email']} is {user['status']}.")


def _table(rows: list[dict[str, Any]], *columns: str) -> None:
    table = Table(*columns, box=None)
    for row in rows:
        table.add_row(*(str(row[column] or "–") for column in columns))
    Console().print(table)
