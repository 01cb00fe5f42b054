"""Whom a request is sent to over TLS: nobody whose certificate is not vouched for."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from segue.config import Settings, SettingsError
from segue.engine.transport import Answer, Destination, HttpTransport, NotSent
from segue.spi.plan import Request

from .acts import PLAIN, TOKEN

LIFE = dt.timedelta(days=1)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"


@dataclass
class Vendor:
    """A server with TLS, and what reached it in clear."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    met: int = 0


def certificate(folder: Path, *, host: str = "127.0.0.1", old: bool = False) -> Path:
    """Make a certificate that vouches for itself; gives the file of it and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vendor")])
    begins = now - 3 * LIFE if old else now - LIFE
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + 2 * LIFE)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "vendor.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@asynccontextmanager
async def serving(path: Path | None) -> AsyncIterator[Vendor]:
    """Serve with a certificate, or without TLS."""
    found = Vendor(0)
    context = None
    if path is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.met += 1
        if data := await reader.read(65_536):
            found.heard.append(data)
            writer.write(ANSWER)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


async def ask(vendor: Vendor, ca_file: Path | None = None) -> Answer:
    """Send a request with a credential."""
    transport = HttpTransport(timeout=2, ca_file=ca_file)
    destination = Destination(
        connection_id="cn_1",
        provider=PLAIN,
        api_url=f"https://127.0.0.1:{vendor.port}/api",
        credential={"token": TOKEN},
    )
    try:
        return await transport.send(destination, Request(method="POST", path=("x",), body={"a": 1}))
    finally:
        await transport.close()


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path):
    """Whoever stands in between would read the customer's token."""
    async with serving(certificate(tmp_path)) as vendor:
        with pytest.raises(NotSent, match="ClientConnectorCertificateError"):
            await ask(vendor)
    assert vendor.heard == []


async def test_a_certificate_that_the_operator_vouches_for_is_taken(tmp_path: Path):
    """An operator with an egress proxy could only switch verification off."""
    path = certificate(tmp_path)
    async with serving(path) as vendor:
        assert (await ask(vendor, path)).ok
    assert TOKEN.encode() in vendor.heard[0]


@pytest.mark.parametrize("wrong", [{"host": "127.0.0.2"}, {"old": True}], ids=["name", "time"])
async def test_a_certificate_for_another_name_or_time_gets_nothing(tmp_path: Path, wrong: dict):
    """A certificate of any other server's would do, or one whose key was lost years ago."""
    path = certificate(tmp_path, **wrong)
    async with serving(path) as vendor:
        with pytest.raises(NotSent, match="ClientConnectorCertificateError"):
            await ask(vendor, path)
    assert vendor.heard == []


async def test_a_server_without_tls_gets_nothing(tmp_path: Path):
    """A token would be sent in clear to whoever answers on the port."""
    async with serving(None) as vendor:
        with pytest.raises(NotSent):
            await ask(vendor, certificate(tmp_path))
    assert all(TOKEN.encode() not in heard for heard in vendor.heard)


def test_a_file_without_certificates_is_refused_at_the_start(tmp_path: Path):
    """The operator would learn of it from the first customer whose call fails."""
    path = tmp_path / "empty.pem"
    for text in (None, "", "no certificate"):
        if text is not None:
            path.write_text(text)
        with pytest.raises(SettingsError, match="SEGUE_CA_FILE must be a file of certificates"):
            Settings.load({"SEGUE_CA_FILE": str(path)})
    assert Settings.load({"SEGUE_CA_FILE": str(certificate(tmp_path))}).ca_file is not None
