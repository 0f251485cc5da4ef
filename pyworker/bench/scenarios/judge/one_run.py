"""What a box costs: one run of /bin/true, with all limits and accounts."""

import shutil

from pyworker.bench.debian import install
from pyworker.bench.report import Row, at_most, shown
from pyworker.bench.scenarios.judge.place import median_ms, open_place, spawn
from pyworker.bench.site import Site
from pyworker.sandbox.port import Command, Limits, Sandbox

SCENARIO = "judge-run"
PROGRAM = "/bin/true"
RUNS = 300
LIMIT_MS = 2.5


def measure(site: Site) -> list[Row]:
    """Measure medians of a box, of a bare spawn and of bubblewrap, in turns."""
    missing = install("bwrap", "bubblewrap")
    boxed, bare, wrapped = [], [], []
    with open_place(site) as place:
        for _ in range(site.counts.repeat):
            bare.append(median_ms(lambda: spawn(PROGRAM), RUNS))
            boxed.append(median_ms(lambda: _run(place.sandbox), RUNS))
            if not missing:
                wrapped.append(median_ms(_wrap, RUNS // 2))
            site.say(f"one run: {shown(boxed[-1], 'ms')}, bare {shown(bare[-1], 'ms')}")
    above = [box - spawned for box, spawned in zip(boxed, bare, strict=True)]
    peer = missing or "bwrap --unshare-all alone"
    return [
        Row(SCENARIO, f"one run of {PROGRAM}, above its bare spawn", "ms", above,
            "limit", [LIMIT_MS], at_most(1.0), f"bare {shown(min(bare), 'ms')}"),
        Row(SCENARIO, f"one run of {PROGRAM}", "ms", boxed, peer, wrapped, at_most(1.5)),
    ]  # fmt: skip


def _run(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        box.run(Command((PROGRAM,), Limits()))


def _wrap() -> None:
    program = shutil.which("bwrap") or ""
    system = ["--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib"]
    links = ["--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin"]
    own = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108  the box's own
    spawn(program, "--unshare-all", *system, *links, *own, PROGRAM)
