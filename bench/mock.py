"""A provider that answers at once: nginx over TLS, with the answers that the simulator gave."""

import datetime as dt
import re
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.nginx import free_port, nginx
from bench.shapes import Exchange, Shape

MADE: Final = 201
ROOT: Final = "/api/v2"
ID: Final = re.compile(r'(?P<key>"id": ?)[0-9]+')
REQUESTS: Final = 2
"""The third of the three sums on one line of nginx's status page."""
STILL: Final = 0.05
LONGEST: Final = 30

HEADERS: Final = """
    add_header X-RateLimit-Limit 1000000000 always;
    add_header X-RateLimit-Remaining 999999999 always;
    add_header X-RateLimit-Reset 4102444800 always;
"""

PROVIDER: Final = """
  open_file_cache max=100;
  map "$request_method $uri" $which {{
    default 0;
{matches}
  }}
  server {{
    listen 127.0.0.1:{port} ssl backlog=4096;
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    {headers}
    location /files/ {{ internal; root {folder}; }}
    location / {{
{answers}
      return 404 '{{"errors":[{{"id":"notFound","detail":"the mock knows no such request"}}]}}';
    }}
  }}
  server {{
    listen 127.0.0.1:{status};
    location / {{ stub_status; }}
  }}
"""

PROXY: Final = """
  upstream vendor {{ server 127.0.0.1:{vendor}; keepalive 256; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass https://vendor;
      proxy_ssl_verify on;
      proxy_ssl_name localhost;
      proxy_ssl_trusted_certificate {certificate};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
"""


@dataclass(slots=True)
class Mock:
    """A running mock provider."""

    port: int
    status: int
    certificate: Path
    looks: int = 0

    @property
    def url(self) -> str:
        """Its API's root."""
        return f"https://localhost:{self.port}{ROOT}"

    def received(self, silence: float = STILL) -> int:
        """Tell how many requests it has had, once there was none for so many seconds."""
        before, end = self._seen(), time.monotonic() + LONGEST
        while time.monotonic() < end:
            time.sleep(silence)
            now = self._seen()
            if now == before:
                return now
            before = now
        raise RuntimeError("requests go on although nobody asks any more")

    def _seen(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.status}/", timeout=10) as page:
            lines = page.read().decode().splitlines()
        self.looks += 1
        return int(lines[2].split()[REQUESTS]) - self.looks


@dataclass(frozen=True, slots=True)
class Proxy:
    """nginx in front of the mock, without TLS on the caller's side."""

    url: str
    pid: int


@contextmanager
def mock(folder: Path, shapes: Sequence[Shape], pinned: Sequence[str]) -> Iterator[Mock]:
    """Serve what the shapes ask; `pinned` is the command's prefix that chooses the core."""
    (folder / "files").mkdir(parents=True)
    _certify(folder)
    vendor = Mock(free_port(), free_port(), folder / "cert.pem")
    with nginx(folder, _provider(folder, shapes, vendor), vendor.port, pinned):
        yield vendor


@contextmanager
def proxy(folder: Path, vendor: Mock, pinned: Sequence[str]) -> Iterator[Proxy]:
    """Pass on to the mock what is asked."""
    port = free_port()
    http = PROXY.format(port=port, vendor=vendor.port, certificate=vendor.certificate)
    with nginx(folder, http, port, pinned) as pid:
        yield Proxy(f"http://127.0.0.1:{port}", pid)


def _provider(folder: Path, shapes: Sequence[Shape], vendor: Mock) -> str:
    known: dict[str, Exchange] = {}
    for shape in shapes:
        for exchange in shape.exchanges:
            known.setdefault(_pattern(exchange), exchange)
    matches, answers = [], []
    for number, (pattern, exchange) in enumerate(known.items(), start=1):
        matches.append(f'    "~{pattern}" {number};')
        answers.append(f"      if ($which = {number}) {{ {_answer(folder, number, exchange)} }}")
    return PROVIDER.format(
        folder=folder,
        port=vendor.port,
        status=vendor.status,
        matches="\n".join(matches),
        answers="\n".join(answers),
        headers=HEADERS,
    )


def _pattern(exchange: Exchange) -> str:
    path = re.sub(r"[0-9]+", "[0-9]+", exchange.path)
    return f"^{exchange.method} {ROOT}{path}$"


def _answer(folder: Path, number: int, exchange: Exchange) -> str:
    if exchange.method == "GET":
        (folder / "files" / str(number)).write_text(exchange.answer)
        return f"rewrite ^ /files/{number} last;"
    text = exchange.answer
    if exchange.status == MADE:
        # Every made thing has an id of its own, or one write would claim another's.
        text = ID.sub(r"\g<key>${connection}00000${connection_requests}", text, count=1)
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"return {exchange.status} '{quoted}';"


def _certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
