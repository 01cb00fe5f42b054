"""How a search understands words: each must begin a word of what is searched."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")


def matches(wanted: object, texts: Iterable[object]) -> bool:
    """Tell whether every word wanted begins a word of the texts, letter case aside.

    An address falls into words as well, so more than the very address is found: the search is a
    fuzzy one [SG].
    """
    if not wanted:
        return True
    words = [it for text in texts if text for it in _WORD.findall(str(text).lower())]
    return all(
        any(word.startswith(each) for word in words) for each in _WORD.findall(str(wanted).lower())
    )
