"""``pyworker judge``: judge one program against one problem, or a folder of problems' own ones."""

from pathlib import Path
from typing import Any, get_args

import click

from pyworker.config import Words
from pyworker.operate.groups import epilog
from pyworker.operate.output import with_json

EXAMPLES = (
    ("pyworker judge a.cpp --problem problems/a", "a folder of the problem package format"),
    ("pyworker judge a.py --problem Questions/a", "the pair a_in.txt, a_out.txt"),
    ("pyworker judge a.py --problem problems/a --json | jq .verdict", "for programs"),
    ("pyworker judge --verify problems/", "do all submissions get what they should?"),
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("judge", epilog=epilog(EXAMPLES))
@click.argument("file", metavar="[FILE]", type=FILE, required=False)
@click.option("--problem", metavar="FOLDER", help="What FILE answers.")
@click.option("--verify", "folder", metavar="FOLDER", type=FOLDER, help="Judge packages' own.")
@click.option("--language", metavar="NAME", help="FILE's language; else its name's end tells.")
@click.option("--all/--first", "whole", default=None, help="Judge all cases, or to a failure.")
@click.option("--words", type=click.Choice(get_args(Words)), default="short", show_default=True)
@click.option("--cores", type=click.IntRange(min=1), help="Programs that run at once.")
@click.option("--insecure", is_flag=True, help="Also where the sandbox lacks namespaces.")
@with_json
def judge(file: Path | None, folder: Path | None, as_json: bool, **flags: Any) -> None:
    """Judge the program in FILE: compile it, run it on each test case, and say what happened.

    Needs neither Redis nor a database. A problem is a folder of the ICPC problem package format, a
    pair of Questions, or the name of one of either in the folder of PYWORKER_PROBLEMS. Without
    --all or --first the problem says whether cases behind a failure are judged.

    Exit status: 0 when it was judged, whatever the verdict; 1 when it could not be, or when a
    submission of --verify DIFFERS; 2 for a wrong flag or setting.
    """
    # Loaded here: other commands have no use for a judge.
    if folder and not (file or flags["problem"] or flags["language"]):
        from pyworker.operate.judge_verify import verify

        verify(folder, as_json, flags)
    elif file and flags["problem"] and not folder:
        from pyworker.operate.judge_one import judge_one

        judge_one(file, as_json, flags)
    else:
        raise click.UsageError("Say either FILE and --problem FOLDER, or --verify FOLDER alone.")
