"""Opening a judge for one command, and saying in one line why there is none."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Protocol

import click

from pyworker.config import Settings
from pyworker.errors import ConfigError, PyworkerError
from pyworker.judge.formats import UnknownQuestion
from pyworker.judge.judge import Judge
from pyworker.judge.languages import UnknownLanguage
from pyworker.operate.session import Failure, Unusable, settings


class Wiring(Protocol):
    """Who names concrete backends; the command line hands it to its commands."""

    def open_judge(self, chosen: Settings) -> AbstractContextManager[Judge]:
        """Open a judge as the settings say."""


@contextmanager
def judging(cores: int | None, insecure: bool) -> Iterator[Judge]:
    """Lend a judge; what keeps it from judging, then or later, ends the command with one line."""
    chosen = settings()
    chosen = replace(
        chosen,
        judge_cores=cores or chosen.judge_cores,
        judge_insecure=insecure or chosen.judge_insecure,
    )
    wiring: Wiring = click.get_current_context().find_root().obj
    with told(), wiring.open_judge(chosen) as judge:
        yield judge


@contextmanager
def told() -> Iterator[None]:
    """End the command with the message of an error of ours."""
    try:
        yield
    except ConfigError as error:
        raise Unusable("\npyworker: ".join(error.problems)) from None
    except (UnknownLanguage, UnknownQuestion) as error:
        raise Unusable(str(error)) from None
    except PyworkerError as error:
        raise Failure(str(error)) from None
