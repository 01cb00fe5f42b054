"""How a search understands words: each must begin a word of what is searched."""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"\w+")


def matches(wanted: object, texts: Iterable[object]) -> bool:
    """Tell whether every word wanted begins a word of the texts, letter case aside.

    An address falls into words as well, so more than the very address is found: the search is a
    fuzzy one [SG].
    """
    if not wanted:
        return True
    words = [word for text in texts if text for word in _words(str(text))]
    return all(any(it.startswith(each) for it in words) for each in _words(str(wanted)))


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))
