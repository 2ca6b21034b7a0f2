"""`insights users`: accounts from the command line, also where registration is closed."""

from typing import Annotated

import typer

from insights.entrypoints.cli.options import Config, DataDir, settings_of
from insights.entrypoints.cli.owner import ask_owner

app = typer.Typer(help="Make accounts from the command line.", no_args_is_help=True)

Password = Annotated[
    str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, envvar="INSIGHTS_NEW_PASSWORD")
]


@app.callback()
def users() -> None:
    """Make accounts from the command line."""


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
