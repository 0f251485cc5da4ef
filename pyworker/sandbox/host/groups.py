"""Cgroups, as far as a report goes; ``pyworker.sandbox.native.cgroups`` has the thing itself."""

from collections.abc import Iterator

from pyworker.sandbox.host.finding import Finding, missing, ok
from pyworker.sandbox.native.cgroups.layout import Layout
from pyworker.sandbox.native.cgroups.remedies import PURPOSE


def findings(layout: Layout) -> Iterator[Finding]:
    """Tell what of a layout can be used."""
    versions = {"v1": "version 1", "v2": "version 2", "hybrid": "versions 1 and 2"}
    if layout.kind in versions:
        yield ok("layout", f"{versions[layout.kind]}, ours to use")
    for controller in layout.controllers:
        yield ok(controller, PURPOSE[controller])
    for lack in layout.lacks:
        yield missing(lack.controller, f"no {PURPOSE[lack.controller]}: {lack.why}", lack.remedy)
