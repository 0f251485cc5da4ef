"""URLs of Redis servers."""

import ssl
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.transports.redis.endpoint import Endpoint, parse_url


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("redis://", Endpoint()),
        ("redis://localhost:6379/0", Endpoint()),
        ("redis://h", Endpoint("h")),
        ("redis://h:7/3", Endpoint("h", 7, database=3)),
        ("redis://h/3?db=4", Endpoint("h", database=4)),
        ("redis://h?db=4", Endpoint("h", database=4)),
        ("redis://h/3/", Endpoint("h", database=3)),
        ("redis://[::1]:7", Endpoint("::1", 7)),
        ("redis://:pw@h", Endpoint("h", 6379, "", "", "pw")),
        ("redis://me:pw@h", Endpoint("h", 6379, "", "me", "pw")),
        ("redis://me@h", Endpoint("h", username="me")),
        ("redis://m%40e:p%2Fw%3A%25@h", Endpoint("h", 6379, "", "m@e", "p/w:%")),
        ("rediss://h", Endpoint("h", tls=True)),
        ("rediss://h?ssl_cert_reqs=none", Endpoint("h", tls=True, tls_verify=False)),
        ("rediss://h?ssl_cert_reqs=required", Endpoint("h", tls=True)),
        ("rediss://h?ssl_ca_certs=/ca.pem", Endpoint("h", tls=True, tls_ca_file="/ca.pem")),
        ("unix:///run/redis.sock", Endpoint(path="/run/redis.sock")),
        ("unix:///run/redis.sock?db=2", Endpoint(path="/run/redis.sock", database=2)),
        ("unix:///a%20b", Endpoint(path="/a b")),
        ("unix://me:pw@/s", Endpoint("localhost", 6379, "/s", "me", "pw")),
    ],
)  # fmt: skip
def test_a_url_says_where_and_how(url: str, endpoint: Endpoint) -> None:
    assert parse_url(url) == endpoint


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "expected redis://, rediss:// or unix://, got no://"),
        ("localhost:6379", "got localhost://"),
        ("http://h", "got http://"),
        ("redis://h/first", "expected a database number"),
        ("redis://h?db=-1", "expected a database number"),
        ("unix:///s?db=x", "expected a database number"),
        ("unix://", "expected the path of a socket"),
        ("redis://h:99999", "[Pp]ort"),
        ("redis://h:x", "[Pp]ort"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_what_was_expected(
    url: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        parse_url(url)


@given(st.text(max_size=30))
def test_any_text_is_an_endpoint_or_a_value_error(text: str) -> None:
    try:
        endpoint = parse_url(f"redis://{text}")
    except ValueError:
        return
    assert 0 < endpoint.port < 65536
    assert endpoint.database >= 0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://me:pw@h:7/3", "redis://h:7/3"),
        ("rediss://:pw@h", "rediss://h:6379/0"),
        ("unix://:pw@/run/s", "unix:///run/s"),
    ],
)
def test_an_endpoint_is_shown_without_its_password(url: str, shown: str) -> None:
    assert str(parse_url(url)) == shown


HIDDEN = "s3cr3t"


def told(url: str) -> str:
    """Return all that a log could show of a URL: the error with its causes, or the endpoint."""
    try:
        return repr(parse_url(url))
    except ValueError as error:
        return "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    "url",
    [
        f"redis://:{HIDDEN}/word@host:6379/0",
        f"redis://:{HIDDEN}?word@host:6379/0",
        f"redis://:{HIDDEN}[@host",
        f"redis://:{HIDDEN}\u2100@host",
        f"redis://u:/{HIDDEN}@h",
        f"redis://u:12/{HIDDEN}@h",
        f"rediss://u:{HIDDEN}@h:port",
        f"redis://u:{HIDDEN}@h/first",
        f"redis://h?db={HIDDEN}",
        f"unix://:{HIDDEN}@/s?db=x",
        f"http://u:{HIDDEN}@h",
        f"u:{HIDDEN}@h",
    ],
)
def test_no_refusal_repeats_a_password(url: str) -> None:
    shown = told(url)

    assert "ValueError: expected" in shown
    assert HIDDEN not in shown


@given(st.text("/@:#?%[]\u21001a ", max_size=6), st.text("/@:#?%[]\u21001a ", max_size=6))
def test_nor_does_any_other_that_should_have_been_quoted(before: str, after: str) -> None:
    shown = told(f"redis://:{before}{HIDDEN}{after}@host:x/y")

    # "@" and one of "/ ? #" may make the rest of a password the name of a host.
    assert HIDDEN not in shown.partition("host=")[0] + shown.partition(" port=")[2]


@pytest.mark.parametrize("url", ["redis://:pw@h", "rediss://me:pw@h:7/3", "unix://:pw@/run/s"])
def test_an_endpoint_keeps_its_password_to_itself(url: str) -> None:
    endpoint = parse_url(url)

    assert "pw" in endpoint.password
    assert "pw" not in f"{endpoint} {endpoint!r} {[endpoint]}"


def test_a_forbidden_character_is_told_with_how_to_write_it() -> None:
    with pytest.raises(ValueError, match=r"write / @ : # \? in a user name or password as %2F"):
        parse_url("redis://:a/b@h")


def test_certificates_are_checked_unless_told_otherwise() -> None:
    strict = parse_url("rediss://h").tls_context()
    lax = parse_url("rediss://h?ssl_cert_reqs=none").tls_context()

    assert (strict.check_hostname, strict.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert (lax.check_hostname, lax.verify_mode) == (False, ssl.CERT_NONE)
