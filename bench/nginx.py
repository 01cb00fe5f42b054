"""nginx, twice: the provider that answers at once, and the reverse proxy that is the floor."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.children import running, until
from bench.machine import program

TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
FRAME: Final = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
{temporary}
  default_type application/vnd.api+json;
{http}
}}
"""


@contextmanager
def nginx(folder: Path, http: str, port: int, pinned: Sequence[str]) -> Iterator[int]:
    """Run nginx as one process, which serves on `port`, while the block lasts; gives its id."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = "\n".join(f"  {name}_temp_path {folder}/{name};" for name in TEMPORARY)
    written, log = folder / "nginx.conf", folder / "log"
    written.write_text(FRAME.format(folder=folder, temporary=temporary, http=http))
    command = [*pinned, program("nginx"), "-c", str(written), "-p", str(folder)]
    with running(command, log) as child:
        until(lambda: listening(port), child, log)
        yield child.pid


def listening(port: int) -> bool | None:
    """See whether somebody serves on a port of ours."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return None
    return True


def free_port() -> int:
    """Find a port that nobody serves on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
