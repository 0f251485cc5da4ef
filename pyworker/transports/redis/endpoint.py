"""Where a Redis is: a URL read into what a connection needs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    import ssl

HINT = "write / @ : # ? in a user name or password as %2F %40 %3A %23 %3F"
SCHEMES = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server, its credentials and a database number; ``path`` is set for Unix sockets."""

    host: str = "localhost"
    port: int = 6379
    path: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    database: int = 0
    tls: bool = False
    tls_verify: bool = True
    tls_ca_file: str = ""

    def __str__(self) -> str:
        where = self.path or f"{self.host}:{self.port}"
        scheme = "unix" if self.path else "rediss" if self.tls else "redis"
        return f"{scheme}://{where}/{self.database}" if not self.path else f"{scheme}://{where}"

    def tls_context(self) -> "ssl.SSLContext":
        # Loaded only here: it costs a process 2 MB and 7 ms.
        import ssl

        context = ssl.create_default_context(cafile=self.tls_ca_file or None)
        if not self.tls_verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def parse_url(url: str) -> Endpoint:
    """Read ``redis://``, ``rediss://`` or ``unix://``.

    The database is the path's number or ``?db=N``; ``?ssl_cert_reqs=none`` and
    ``?ssl_ca_certs=FILE`` are read as redis-py reads them.

    Raises:
        ValueError: says what was expected; never repeats a password.
    """
    parts, port = _split(url)
    if parts.scheme not in SCHEMES:
        raise ValueError(f"expected redis://, rediss:// or unix://, got {parts.scheme or 'no'}://")
    if parts.fragment:
        # urllib ends the host at a "#": behind one in a password it would be another server.
        raise ValueError(f"expected no # in it; {HINT}")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme == "unix":
        if not parts.path:
            raise ValueError("expected the path of a socket after unix://")
        return Endpoint(
            path=unquote(parts.path),
            database=_database(options.get("db", "0")),
            username=username,
            password=password,
        )
    return Endpoint(
        host=parts.hostname or "localhost",
        port=port or 6379,
        database=_database(options.get("db") or parts.path.strip("/") or "0"),
        tls=parts.scheme == "rediss",
        tls_verify=options.get("ssl_cert_reqs", "required") != "none",
        tls_ca_file=options.get("ssl_ca_certs", ""),
        username=username,
        password=password,
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # urllib's own words repeat parts of the URL, which may be parts of a password.
        raise ValueError(f"expected redis://user:password@host:port/database; {HINT}") from None
    return parts, port


def _database(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        # The text is not repeated: behind an unquoted slash it is the rest of a password.
        raise ValueError(f"expected a database number after the host; {HINT}")
    return int(text)
