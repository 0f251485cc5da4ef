"""Readers of single values: what they take, and what they say of the rest."""

from pathlib import Path

import pytest

from pyworker.config.values import path, port, size, yes_or_no


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


@pytest.mark.parametrize(
    ("said", "meant"),
    [(True, True), ("true", True), ("Yes", True), ("1", True), ("ON", True), (1, True),
     (False, False), ("false", False), ("no", False), ("0", False), ("OFF", False), (0, False)],
)  # fmt: skip
def test_yes_and_no_have_words(said: object, meant: bool) -> None:
    assert yes_or_no(said) is meant


@pytest.mark.parametrize("value", ["", "y", "maybe", 2, [], None, "ja"])
def test_what_is_neither_yes_nor_no_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected true or false, got "):
        yes_or_no(value)


def test_a_path_may_begin_at_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")

    assert path("~/problems/") == "/home/me/problems"
    assert path("problems/../a b") == str(Path("problems/../a b"))


@pytest.mark.parametrize("value", ["", "a\0b", 5, True, ["a"], "\udc80"])
def test_what_is_no_path_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"expected a (path|text in UTF-8), got "):
        path(value)
