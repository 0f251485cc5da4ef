"""Asking before anything is changed that cannot be changed back."""

import sys

import click

with_yes = click.option("--yes", "-y", is_flag=True, help="Do it without asking.")


def ask(question: str, yes: bool) -> None:
    """Go on if the answer is yes; what is printed goes to stderr, stdout may be JSON.

    Raises:
        UsageError: nobody is there to answer.
        Abort: the answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"{question} There is no terminal to answer at: add --yes if it is so meant."
        )
    click.confirm(question, abort=True, err=True)
