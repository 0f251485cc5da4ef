"""Cgroups, as far as a report goes; ``pyworker.sandbox.native.cgroups`` has the thing itself."""

from collections.abc import Iterator

from pyworker.sandbox.host.finding import Finding, advice, missing, ok
from pyworker.sandbox.native.cgroups.layout import V2, Layout
from pyworker.sandbox.native.cgroups.remedies import PURPOSE


def findings(layout: Layout, mountinfo: str) -> Iterator[Finding]:
    """Tell what of a layout can be used; the text is of /proc/self/mountinfo."""
    versions = {"v1": "version 1", "v2": "version 2", "hybrid": "versions 1 and 2"}
    if layout.kind in versions:
        yield ok("layout", f"{versions[layout.kind]}, ours to use")
    for controller in layout.controllers:
        yield ok(controller, PURPOSE[controller])
    for lack in layout.lacks:
        yield missing(lack.controller, f"no {PURPOSE[lack.controller]}: {lack.why}", lack.remedy)
    if V2 in layout.bases:
        yield entry(mountinfo)


def entry(mountinfo: str) -> Finding:
    """Judge what it costs to move a process into a group of version 2."""
    [*_, options] = [line for line in mountinfo.splitlines() if " - cgroup2 " in line]
    if "favordynmods" in options:
        return ok("moving", "favordynmods is on")
    point = options.split()[4]
    return advice(
        "moving",
        "each run on an idle machine may wait some milliseconds to enter its group",
        f"mount -o remount,favordynmods {point} (Linux 6.0)",
    )
