"""URLs of Redis servers."""

import ssl

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


def test_certificates_are_checked_unless_told_otherwise() -> None:
    strict = parse_url("rediss://h").tls_context()
    lax = parse_url("rediss://h?ssl_cert_reqs=none").tls_context()

    assert (strict.check_hostname, strict.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert (lax.check_hostname, lax.verify_mode) == (False, ssl.CERT_NONE)
