"""``pyworker languages``: what can be judged here, and whether it works."""

import click

from pyworker.operate.groups import epilog
from pyworker.operate.output import with_json

EXAMPLES = (
    ("pyworker languages", "those of this machine, each tried with a program of its own"),
    ("PYWORKER_LANGUAGES=my.toml pyworker languages", "with rows of your own"),
    ("pyworker languages --json | jq -r '.languages[].name'", "for programs"),
)


@click.command("languages", epilog=epilog(EXAMPLES))
@click.option("--insecure", is_flag=True, help="Also where the sandbox lacks namespaces.")
@with_json
def languages(insecure: bool, as_json: bool) -> None:
    """List the languages that are installed: compile and run a program of each in the sandbox.

    Exit status 1 when one that is installed does not work.
    """
    # Loaded here: other commands have no use for a judge.
    from pyworker.operate.languages_tried import try_all

    try_all(insecure, as_json)
