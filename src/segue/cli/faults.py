"""Errors as the operator reads them."""

from segue.config import SettingsError
from segue.model.problem import Problem
from segue.store.errors import StoreError
from segue.vault import Unsealable
from segue.vault.keyfile import KeyFileError

TOLD = (SettingsError, StoreError, Unsealable, KeyFileError, Problem)
"""Errors whose message is a sentence for the operator already."""


def sentence(error: Exception) -> str:
    """Say in one line what went wrong."""
    said = " ".join(str(error).split())
    if isinstance(error, TOLD) and said:
        return said
    return f"{type(error).__name__}: {said}" if said else f"{type(error).__name__}."
