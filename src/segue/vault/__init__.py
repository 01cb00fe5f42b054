"""Sealing what must not be read by whoever reads the database."""

from segue.vault.vault import Unsealable, Vault

__all__ = ["Unsealable", "Vault"]
