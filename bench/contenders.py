"""Who is measured: each answers, or makes, the same shapes against the same mock provider."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.children import own_environment, running, until
from bench.load import Asking, Measured
from bench.mock import ROOT as API
from bench.mock import Mock, Proxy
from bench.nginx import free_port, listening
from bench.shapes import Shape

ROOT: Final = Path(__file__).parents[1]
SPARE: Final = 60


@dataclass(frozen=True, slots=True)
class Bare:
    """The running FastAPI route."""

    url: str
    pid: int


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
        check=False,
        cwd=ROOT,
        timeout=seconds + SPARE,
    )
    if ran.returncode:
        raise RuntimeError(f"the direct calls failed: {ran.stderr[-2000:]}")
    return Measured(**json.loads(ran.stdout))


def through(shape: Shape, proxy: Proxy) -> Asking:
    """Ask for the last of a shape's provider calls through the reverse proxy."""
    last = shape.exchanges[-1]
    body = "" if last.body is None else json.dumps(last.body)
    return Asking(proxy.url, last.method, f"{API}{last.path}", body, strict=False)


@contextmanager
def bare(shapes: Sequence[Shape], mock: Mock, pinned: Sequence[str], log: Path) -> Iterator[Bare]:
    """Run the bare FastAPI route while the block lasts."""
    port = free_port()
    told = {shape.name: [asdict(exchange) for exchange in shape.exchanges] for shape in shapes}
    for exchanges in told.values():
        for exchange in exchanges:
            del exchange["answer"]
    environment = own_environment(
        BENCH_URL=mock.url,
        BENCH_CERTIFICATE=str(mock.certificate),
        BENCH_SHAPES=json.dumps(told),
    )
    command = [*pinned, sys.executable, "-m", "bench.bare", str(port)]
    with running(command, log, environment, ROOT) as child:
        until(lambda: listening(port), child, log)
        yield Bare(f"http://127.0.0.1:{port}", child.pid)
