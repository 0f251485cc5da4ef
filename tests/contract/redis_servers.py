"""Servers that are reached by a password, or by TLS alone."""

import subprocess
from contextlib import suppress
from pathlib import Path

import redis

from tests.servers.redis import RedisServer

# Characters that a URL must escape are those that go wrong.
PASSWORD = "p@ss/w:rd#?%é"  # noqa: S105 - the password of a server of this test run
PASSWORD_IN_URL = "p%40ss%2Fw%3Ard%23%3F%25%C3%A9"  # noqa: S105 - the same
DATABASE = 5


class SecretRedis(RedisServer):
    """A Redis that asks for a password; its URL leads to database 5."""

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD_IN_URL}@127.0.0.1:{self.port}/{DATABASE}"

    def command(self) -> list[str | Path]:
        return [*super().command(), "--requirepass", PASSWORD]

    def ready(self) -> bool:
        return _answers(self)


class TlsRedis(RedisServer):
    """A Redis that speaks TLS, with a certificate of its own authority for 127.0.0.1."""

    @property
    def url(self) -> str:
        authority = self.folder / "ca.crt"
        return f"rediss://127.0.0.1:{self.port}/0?ssl_ca_certs={authority}"

    def prepare(self) -> None:
        make_authority(self.folder)
        sign_for_loopback(self.folder)

    def command(self) -> list[str | Path]:
        options: dict[str, str | Path] = {
            "--tls-port": str(self.port),
            "--port": "0",
            "--tls-cert-file": self.folder / "server.crt",
            "--tls-key-file": self.folder / "server.key",
            "--tls-ca-cert-file": self.folder / "ca.crt",
            "--tls-auth-clients": "no",
        }
        return [*super().command(), *(word for option in options.items() for word in option)]

    def ready(self) -> bool:
        return _answers(self)


def make_authority(folder: Path) -> None:
    """Write ``ca.crt`` and ``ca.key``."""
    folder.mkdir(parents=True, exist_ok=True)
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", "/CN=contract authority", "-days", "2"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        *("-keyout", str(folder / "ca.key"), "-out", str(folder / "ca.crt")),
    )


def sign_for_loopback(folder: Path) -> None:
    """Write ``server.crt`` and ``server.key``, signed by the authority."""
    request, names = folder / "server.csr", folder / "names"
    names.write_text("subjectAltName=IP:127.0.0.1\nauthorityKeyIdentifier=keyid\n")
    _openssl(
        *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-subj", "/CN=contract server"),
        *("-keyout", str(folder / "server.key"), "-out", str(request)),
    )
    _openssl(
        *("x509", "-req", "-in", str(request), "-days", "2", "-CAcreateserial"),
        *("-CA", str(folder / "ca.crt"), "-CAkey", str(folder / "ca.key")),
        *("-extfile", str(names), "-out", str(folder / "server.crt")),
    )


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def _answers(server: RedisServer) -> bool:
    with suppress(redis.RedisError), redis.Redis.from_url(server.url, socket_timeout=5) as client:
        return bool(client.info("server")["process_id"] == server.process.pid)
    return False
