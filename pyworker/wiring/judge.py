"""What a judge is made of: the one place that names the sandbox it runs programs in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pyworker.config import Settings
from pyworker.judge.compiler import Compiler, mounts
from pyworker.judge.judge import Judge
from pyworker.judge.languages import load
from pyworker.sandbox.native import open_sandbox


@contextmanager
def open_judge(chosen: Settings) -> Iterator[Judge]:
    """Lend a judge as the settings say; its boxes end with the ``with`` block.

    Any number of threads may use it. Boxes start with their first use, so it is opened after a
    fork.

    Raises:
        ConfigError: the file of languages or the cache's folder cannot be used.
        SandboxUnavailable: the machine gives too little; the message names the remedy.
    """
    cache = Path(chosen.cache_dir)
    languages = load(Path(chosen.languages_file) if chosen.languages_file else None)
    sandbox = open_sandbox(
        cores=chosen.judge_cores,
        mounts=mounts(languages, cache),
        lock_folder=cache / "cores",
        insecure=chosen.judge_insecure,
    )
    with closing(sandbox):
        yield Judge(sandbox, languages, Compiler(cache, sandbox))
