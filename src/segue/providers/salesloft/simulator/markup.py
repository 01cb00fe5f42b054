"""What may happen to the HTML of a template between writing and reading it."""

import re
from html import unescape

_ELEMENTS = re.compile(r"(?is)<(script|style|iframe|object|embed)\b.*?(</\1\s*>|\Z)")
_EVENTS = re.compile(r"""(?is)\s+on[a-z]+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""")
_SCRIPT_LINKS = re.compile(r"""(?is)\s+(href|src)\s*=\s*("|')?\s*javascript:[^"'>\s]*("|')?""")
_TAGS = re.compile(r"(?s)<[^>]*>")
_PREVIEW = 100


def rewritten(body: str, position: str) -> str:
    """Return `body` as it is read back. A vendor example shows a body inside two `div`s (S5)."""
    if position == "as_sent":
        return body
    clean = _SCRIPT_LINKS.sub("", _EVENTS.sub("", _ELEMENTS.sub("", body)))
    return clean if position == "sanitised" else f"<div><div>{clean}</div></div>"


def preview(body: str) -> str:
    """Return the first 100 characters of the plain text (V S1)."""
    text = unescape(_TAGS.sub(" ", body))
    return " ".join(text.split())[:_PREVIEW]
