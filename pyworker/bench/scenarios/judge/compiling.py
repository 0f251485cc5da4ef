"""C++ with all of the standard library's headers: compiled once, then kept."""

import subprocess

from pyworker.bench.debian import install
from pyworker.bench.report import Row, at_most, shown
from pyworker.bench.scenarios.judge.place import Place, milliseconds, open_place
from pyworker.bench.site import LostJobs, Site
from pyworker.judge.problem import Problem
from pyworker.judge.submission import Submission

SCENARIO = "judge-compile"
LANGUAGE = "cpp17"
# Another source each time, so that nothing is kept from before.
SOURCE = """
#include <bits/stdc++.h>
using namespace std;
int main() {{
    vector<int> values{{3, 1, {number}}};
    sort(values.begin(), values.end());
    map<string, int> counts;
    for (int value : values) ++counts[to_string(value)];
    for (auto &[name, count] : counts) cout << name << ' ' << count << '\\n';
}}
"""


def measure(site: Site) -> list[Row]:
    """Measure a first compilation and a second of the same source, beside g++ outside of boxes."""
    missing = install("g++", "g++")
    if missing:
        site.say(missing)
        return []
    first, again, plain = [], [], []
    with open_place(site) as place:
        _compile(place, SOURCE.format(number=0))  # the header is made at its first use
        for number in range(1, site.counts.repeat + 1):
            source = SOURCE.format(number=number)
            plain.append(milliseconds(lambda: _plain(site, source)))  # noqa: B023  called now
            first.append(milliseconds(lambda: _compile(place, source)))  # noqa: B023  called now
            again.append(milliseconds(lambda: _compile(place, source, cached=True)))  # noqa: B023
            site.say(f"C++: {shown(first[-1], 'ms')}, g++ {shown(plain[-1], 'ms')}")
    what = "C++ with bits/stdc++.h"
    return [
        Row(SCENARIO, f"{what}, first time", "ms", first, "g++ -O2", plain, at_most(0.4)),
        Row(SCENARIO, f"{what}, the same source again", "ms", again, note="not compiled"),
    ]


def _compile(place: Place, source: str, cached: bool = False) -> None:
    language = place.languages.find(LANGUAGE)
    submission = Submission(source.encode(), LANGUAGE)
    compilation, _ = place.compiler.compile(submission, language, Problem("bench", ()))
    if not compilation.ok or compilation.cached != cached:
        raise LostJobs(f"not compiled as it was meant to be: {compilation}")


def _plain(site: Site, source: str) -> None:
    path = site.folder / "plain.cpp"
    path.write_text(source)
    command = ["g++", "-O2", "-std=c++17", str(path), "-o", str(site.folder / "plain")]
    subprocess.run(command, check=True)  # noqa: S603  our own command line
