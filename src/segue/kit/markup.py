"""The text of a piece of HTML: what is left when a system has rewritten the tags."""

import re
from html import unescape

BREAK = re.compile(r"(?is)<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>")
DROPPED = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]+>")
SPACE = re.compile(r"\s+")


def plain(html: str) -> str:
    """Give the words of `html` with single spaces, without tags, head, scripts and comments."""
    return SPACE.sub(" ", unescape(DROPPED.sub("", BREAK.sub(" ", html)))).strip()
