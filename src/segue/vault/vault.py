"""AES-256-GCM with a random nonce; what is sealed opens only in the place it was sealed for.

A sealed value is a version byte, four bytes that name the key, twelve of nonce, and the ciphertext
with its tag. A random 96-bit nonce allows 2**32 sealings under one key (NIST SP 800-38D, 8.3).
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
VERSION: Final = b"\x01"
NAME_BYTES: Final = 4
NONCE_BYTES: Final = 12
HEADER_BYTES: Final = len(VERSION) + NAME_BYTES


class Unsealable(Exception):
    """The sealed value was changed, belongs elsewhere, or was sealed with a key we do not have."""


class Vault:
    """Seals and opens with 256-bit keys."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        """`key` seals; `key` and every one of `older` open. ValueError unless each is 32 bytes."""
        if any(len(each) != KEY_BYTES for each in (key, *older)):
            raise ValueError("An encryption key is 32 bytes.")
        self._key = key
        self._sealing = AESGCM(_derived(key, "segue seal"))
        self._header = VERSION + _name(key)
        self._opening = {
            VERSION + _name(each): AESGCM(_derived(each, "segue seal")) for each in (key, *older)
        }

    def __repr__(self) -> str:
        return f"Vault({len(self._opening)} keys)"

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        """Encrypt for one place, named by `bound_to`: a credential's connection, say."""
        nonce = os.urandom(NONCE_BYTES)
        return self._header + nonce + self._sealing.encrypt(nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """Decrypt what was sealed for the same place; Unsealable for anything else."""
        header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
        opening = self._opening.get(bytes(header))
        if opening is None:
            raise Unsealable("This was sealed with a key that is not set, or is not sealed at all.")
        nonce, ciphertext = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return opening.decrypt(nonce, ciphertext, bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise Unsealable("This was changed after it was sealed, or moved.") from error

    def newest(self, sealed: bytes) -> bool:
        """Say whether it was sealed with the key that seals now."""
        return bytes(sealed[:HEADER_BYTES]) == self._header

    def derive(self, purpose: str) -> bytes:
        """Give a key of 32 bytes for another purpose, from which ours cannot be learnt."""
        return _derived(self._key, f"segue for {purpose}")


def _derived(key: bytes, label: str, length: int = KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label.encode()).derive(key)


def _name(key: bytes) -> bytes:
    return _derived(key, "segue key name", NAME_BYTES)
