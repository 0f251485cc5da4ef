"""Who refuses namespaces on other machines, and what is to be typed there."""

import errno

import pytest

from pyworker.sandbox.host import attempt
from pyworker.sandbox.host.finding import State
from pyworker.sandbox.host.namespaces import Refusal, explained

PYTHON = "/usr/bin/python3.12"
FREE = {"clone": "1", "most": "63432"}


def test_nothing_is_refused() -> None:
    assert explained(Refusal("", 0, False, apparmor="1"), PYTHON).state is State.OK


def test_ubuntu_24_04_gives_the_namespace_and_refuses_what_it_is_for() -> None:
    found = explained(Refusal(attempt.MAP, errno.EACCES, False, apparmor="1", **FREE), PYTHON)

    assert found.state is State.MISSING
    assert f"refused ({attempt.MAP}: EACCES): AppArmor" in found.text
    assert f"profile pyworker {PYTHON} flags=(unconfined)" in found.remedy
    assert found.remedy.endswith("apparmor_parser -r /etc/apparmor.d/pyworker")


@pytest.mark.parametrize(
    ("refusal", "remedy"),
    [
        (
            Refusal(attempt.USER, errno.EPERM, False, clone="0"),
            "echo 'kernel.unprivileged_userns_clone = 1' >> ",
        ),
        (
            Refusal(attempt.USER, errno.ENOSPC, True, most="0"),
            "echo 'user.max_user_namespaces = 15000' >> ",
        ),
        (
            Refusal(attempt.USER, errno.EPERM, True, container="docker", apparmor="1", **FREE),
            "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined",
        ),
        (
            Refusal(attempt.MOUNT, errno.EACCES, True, container="kubernetes", **FREE),
            "docker run --security-opt seccomp=unconfined",
        ),
        (Refusal(attempt.USER, errno.EINVAL, False), "a kernel with CONFIG_USER_NS"),
        (Refusal(attempt.OTHERS, errno.EPERM, False, **FREE), "journalctl -k"),
    ],
)
def test_each_refusal_has_its_remedy(refusal: Refusal, remedy: str) -> None:
    found = explained(refusal, PYTHON)

    assert found.state is State.MISSING
    assert f"refused ({refusal.step}: {errno.errorcode[refusal.error]})" in found.text
    assert found.remedy.startswith(remedy)
