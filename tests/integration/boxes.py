"""Programs run in a box, as tests write them."""

from pyworker.sandbox.port import Command, Limits, Run, Sandbox

PYTHON = "/usr/bin/python3"


def shell(sandbox: Sandbox, script: str, **command: object) -> Run:
    return run(sandbox, "/bin/sh", "-c", script, **command)


def python(sandbox: Sandbox, source: str, **command: object) -> Run:
    return run(sandbox, PYTHON, "-I", "-S", "-c", source, **command)


def run(sandbox: Sandbox, *argv: str, **command: object) -> Run:
    limits = command.pop("limits", None) or Limits()
    with sandbox.box() as box:
        return box.run(Command(argv, limits, **command))  # type: ignore[arg-type]
