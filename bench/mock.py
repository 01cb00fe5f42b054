"""A provider that answers at once: nginx over TLS, with the answers that the simulator gave."""

import datetime as dt
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.shapes import Exchange, Shape

MADE = 201
ROOT = "/api/v2"
START_SECONDS = 10
ID = re.compile(r'(?P<key>"id": ?)[0-9]+')

HEADERS = """
    add_header X-RateLimit-Limit 1000000000 always;
    add_header X-RateLimit-Remaining 999999999 always;
    add_header X-RateLimit-Reset 4102444800 always;
"""

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type application/vnd.api+json;
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
  upstream vendor {{ server 127.0.0.1:{port}; keepalive 256; }}
  server {{
    listen 127.0.0.1:{proxy} backlog=4096;
    location / {{
      proxy_pass https://vendor;
      proxy_ssl_verify on;
      proxy_ssl_name localhost;
      proxy_ssl_trusted_certificate {folder}/cert.pem;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Mock:
    """A running mock provider."""

    url: str
    """Its API's root."""
    proxy: str
    """The same API behind nginx as a reverse proxy, without TLS on the caller's side."""
    certificate: Path


@contextmanager
def mock(folder: Path, shapes: Sequence[Shape], pinned: Sequence[str]) -> Iterator[Mock]:
    """Serve what the shapes ask; `pinned` is the command's prefix that chooses the core."""
    for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi", "files"):
        (folder / name).mkdir(parents=True)
    _certify(folder)
    port, proxy = _free(), _free()
    written = _configuration(folder, shapes, port, proxy)
    (folder / "nginx.conf").write_text(written)
    for path in (folder, *folder.parents):
        if path.stat().st_uid == folder.stat().st_uid:
            path.chmod(path.stat().st_mode | 0o055)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    child = subprocess.Popen([*pinned, nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        _wait(port)
        yield Mock(
            f"https://localhost:{port}{ROOT}",
            f"http://127.0.0.1:{proxy}{ROOT}",
            folder / "cert.pem",
        )
    finally:
        child.terminate()
        child.wait()


def _configuration(folder: Path, shapes: Sequence[Shape], port: int, proxy: int) -> str:
    known: dict[str, Exchange] = {}
    for shape in shapes:
        for exchange in shape.exchanges:
            known.setdefault(_pattern(exchange), exchange)
    matches, answers = [], []
    for number, (pattern, exchange) in enumerate(known.items(), start=1):
        matches.append(f'    "~{pattern}" {number};')
        answers.append(f"      if ($which = {number}) {{ {_answer(folder, number, exchange)} }}")
    return CONFIGURATION.format(
        folder=folder,
        port=port,
        proxy=proxy,
        matches="\n".join(matches),
        answers="\n".join(answers),
        headers=HEADERS,
    )


def _pattern(exchange: Exchange) -> str:
    path = re.sub(r"[0-9]+", "[0-9]+", f"{ROOT}{exchange.path}".replace("v2", "V"))
    return f"^{exchange.method} {path.replace('V', 'v2')}$"


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


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("nginx did not start")
