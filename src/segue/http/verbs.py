"""Paths that end in a verb, such as ``/accounts/_search``, beside those that end in an id."""

import re
from typing import Final

from starlette.convertors import Convertor, register_url_convertor

BESIDE_VERBS: Final = re.compile(r"\{((?:account|contact|sequence_state)_id|provider_name)\}$")


class Id(Convertor[str]):
    """The id of a thing at a provider, or a provider's name: none begins as a verb does."""

    regex = "[^/_][^/]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("id", Id())


def told_apart(path: str) -> str:
    """Spell a path for the router so that a verb is never taken for an id."""
    return BESIDE_VERBS.sub(r"{\1:id}", path)
