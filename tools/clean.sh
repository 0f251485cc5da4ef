#!/bin/sh
# Removes what the other targets made: .venv, caches, and the private servers' data.
set -eu
cd "$(dirname "$0")/.."

data=.pyworker
if [ -e $data/lock ] && ! flock --nonblock $data/lock true; then
    echo "\`make run\` is using $data; stop it first" >&2
    exit 1
fi
# As root, PostgreSQL may live outside of a clone that its user cannot enter.
if [ -L $data/postgres ]; then
    rm -rf "$(readlink $data/postgres)"
fi
rm -rf $data .venv build dist
rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
find . -name __pycache__ -type d -prune -exec rm -rf {} +
