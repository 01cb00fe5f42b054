"""Forms, which the reference pages name as the body of writes; JSON is what is recommended (V S4).

Arrays are `name[]=` once for each value, objects `name[key]=`; every value arrives as text.
"""

from collections.abc import Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from segue.providers.salesloft.simulator.shapes import Key
from segue.providers.salesloft.simulator.wire import as_number
from segue.simulation.vendor import Asked

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

Pairs = Sequence[tuple[str, str]]


def form_pairs(asked: Asked) -> Pairs | None:
    """Return the names and values of a form, in order; None when the body is no form."""
    media_type = asked.headers.get("content-type", "")
    if media_type.startswith(URLENCODED):
        return parse_qsl(asked.raw.decode("utf-8", "replace"), keep_blank_values=True)
    if media_type.startswith(MULTIPART):
        return _parts(media_type, asked.raw)
    return None


def typed(pairs: Pairs, keys: Sequence[Key]) -> dict[str, Any]:
    """Read a form's texts as what `keys` say they are; one that is not that stays a text."""
    types = {key.name: key.type for key in keys}
    sent: dict[str, Any] = {}
    for name, text in pairs:
        stem, bracket, inner = name.removesuffix("]").partition("[")
        kind = types.get(stem)
        if kind == "array":
            sent.setdefault(stem, []).append(text)
        elif kind == "object" and bracket:
            sent.setdefault(stem, {})[inner] = text
        else:
            sent[name] = _converted(text, kind)
    return sent


def _converted(text: str, kind: str | None) -> Any:
    if kind == "integer":
        number = as_number(text)
        return text if number is None else number
    return BOOLEANS.get(text.lower(), text) if kind == "boolean" else text


def _parts(media_type: str, raw: bytes) -> Pairs:
    head = f"Content-Type: {media_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + raw)
    named = (
        (part.get_param("name", header="content-disposition"), part.get_payload(decode=True))
        for part in message.walk()
        if not part.is_multipart()
    )
    return [
        (str(name), payload.decode("utf-8", "replace"))
        for name, payload in named
        if name and isinstance(payload, bytes)
    ]
