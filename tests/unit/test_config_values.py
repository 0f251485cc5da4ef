"""Readers of single values: what they take, and what they say of the rest."""

import pytest

from pyworker.config.values import port, size


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("512M", 512 << 20),
        ("2G", 2 << 30),
        ("1.5g", 3 << 29),
        (" 64K ", 64 << 10),
        ("10MB", 10 << 20),
        ("10MiB", 10 << 20),
    ],
)
def test_a_size_has_a_unit(text: str, number: int) -> None:
    assert size(text) == number


@pytest.mark.parametrize("value", ["", "512", 512, "M", "0M", "-1G", "1T", "1 G", "1e3M", True, []])
def test_what_is_no_size_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected a size such as 512M or 2G, got "):
        size(value)


@pytest.mark.parametrize("value", [1, "7433", 65535])
def test_a_port_is_a_whole_number_up_to_its_limit(value: object) -> None:
    assert port(value) == int(str(value))


@pytest.mark.parametrize("value", [0, 65536, "99999", -1, "http", 80.0, True])
def test_what_is_no_port_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"expected a (whole number|port) from 1"):
        port(value)
