#!/bin/sh
# Installs the servers, the Ruby and the compilers that tests start. Without the right to, CI fails;
# at home the tests that need them are skipped.
set -eu
cd "$(dirname "$0")/.."

# A kernel with version 2 of cgroups alone, as a program; for x86 only.
case $(uname -m) in
    x86_64) kernel=user-mode-linux ;;
    *) kernel= ;;
esac

missing=
for package in redis-server postgresql ruby ruby-sidekiq ruby-rails ruby-pg puma ruby-rack-test \
    g++ nodejs pypy3 default-jdk-headless golang-go rustc $kernel; do
    case $(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null) in
        *" installed") ;;
        *) missing="$missing $package" ;;
    esac
done
[ -z "$missing" ] && exit 0

# shellcheck disable=SC2086 # one word a package
if ! tools/apt_install.sh $missing; then
    [ -z "${CI:-}" ] || exit 1
    echo "going on without; the tests that need them are skipped" >&2
fi
