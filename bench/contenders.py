"""Who is measured: each answers, or makes, the same shapes against the same mock provider."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.load import Asking, Measured, load
from bench.mock import Mock
from bench.shapes import Shape

ROOT = Path(__file__).parents[1]


def directly(
    shape: Shape, mock: Mock, *, connections: int, seconds: float, pinned: Sequence[str]
) -> Measured:
    """Make a shape's provider calls without a gateway."""
    task = {
        "url": mock.url,
        "certificate": str(mock.certificate),
        "connections": connections,
        "seconds": seconds,
        "exchanges": [asdict(exchange) for exchange in shape.exchanges],
    }
    ran = subprocess.run(
        [*pinned, sys.executable, "-m", "bench.direct"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Measured(**json.loads(ran.stdout))


def proxied(
    shape: Shape, mock: Mock, *, connections: int, seconds: float, pinned: Sequence[str]
) -> Measured:
    """Ask for the last of a shape's provider calls through nginx as a reverse proxy."""
    last = shape.exchanges[-1]
    path = mock.proxy.partition("/api")[2]
    asking = Asking(
        mock.proxy.removesuffix("/api" + path),
        last.method,
        f"/api{path}{last.path}",
        "" if last.body is None else json.dumps(last.body),
    )
    return load(asking, connections=connections, seconds=seconds, pinned=pinned)


@contextmanager
def bare(shapes: Sequence[Shape], mock: Mock, pinned: Sequence[str], log: Path) -> Iterator[str]:
    """Run the bare FastAPI route while the block lasts; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    told = {shape.name: [asdict(exchange) for exchange in shape.exchanges] for shape in shapes}
    for exchanges in told.values():
        for exchange in exchanges:
            del exchange["answer"]
    with log.open("w") as lines:
        child = subprocess.Popen(
            [*pinned, sys.executable, "-m", "bench.bare", str(port)],
            env={
                **os.environ,
                "BENCH_URL": mock.url,
                "BENCH_CERTIFICATE": str(mock.certificate),
                "BENCH_SHAPES": json.dumps(told),
            },
            cwd=ROOT,
            stdout=lines,
            stderr=lines,
        )
    try:
        while child.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait()
