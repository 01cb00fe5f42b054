"""Bodies: how much of what kind a caller may send."""

from starlette.requests import Request

from segue.model.problem import VALIDATION, Fault, Problem

MOST = 5_000_000
"""Bytes."""
LONGEST_LENGTH = 12
"""Digits of a content-length that is worth reading."""


async def read(request: Request, *, needed: bool = True, most: int = MOST) -> bytes:
    """Read a JSON body; `Problem` 415 for another kind, 413 for one of more than `most` bytes.

    Reading stops at the first byte too many, whatever length was announced. Where no body is
    `needed`, the media type of an empty one does not matter.
    """
    path: str = request.scope["path"]
    if not needed:
        received = await _received(request, path, most)
        if received:
            _check_type(request, path)
        return received
    _check_type(request, path)
    return await _received(request, path, most)


def _check_type(request: Request, path: str) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise _problem(415, "The body must be sent as application/json.", path)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise _problem(415, "The body must be sent without a Content-Encoding.", path)


async def _received(request: Request, path: str, most: int) -> bytes:
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > LONGEST_LENGTH or int(announced) > most:
        raise _too_long(path, most)
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > most:
            raise _too_long(path, most)
    return bytes(received)


def _too_long(path: str, most: int) -> Problem:
    return _problem(413, f"A body has at most {most:,} bytes.", path)


def _problem(status: int, detail: str, path: str) -> Problem:
    return Problem(status, Fault(detail=detail, pointer=path, problem_type=VALIDATION))
