"""A connection's credential as this process knows it, renewed in place."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from segue.store.connections import Connection, Renewal
from segue.vault import Vault

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

KNOWN: Final = 32
"""Secrets that are remembered of one connection, the newest; older tokens are long dead."""
MOST: Final = 10_000
"""Connections that are remembered."""


class Credential(Mapping[str, str]):
    """One connection's credential: every request of this process reads the newest.

    Its text never shows a value.
    """

    def __init__(self, connection: Connection, values: Mapping[str, str]) -> None:
        self.connection = connection
        self._values = dict(values)
        self._known = tuple(dict.fromkeys(self._values.values()))
        self.refresh: asyncio.Task[None] | None = None
        """The refresh that is under way in this process."""
        self.waits = False
        """Whether that one waits for another process."""
        self.not_before: datetime | None = None
        """When the provider may be asked for a token again, after it refused to give one."""
        self.unsaved: tuple[str, Renewal] | None = None
        """What the provider gave for a refresh token, the first of the two, and the database has
        not taken yet; it is not used before."""
        self.succeeded_at: datetime | None = None
        self.limits: Mapping[str, Any] | None = None
        self.noted_at: datetime | None = None
        """When the two before were last written down."""

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Credential({self.connection.id})"

    @property
    def access_token(self) -> str | None:
        """What requests are made with, where it is a token."""
        return self._values.get("access_token")

    @property
    def known(self) -> tuple[str, ...]:
        """Every value that this process has held for the connection, the newest first."""
        return self._known

    @property
    def unwritten(self) -> bool:
        """Whether something was noted that has not been written down."""
        return self.succeeded_at is not None or self.limits is not None

    def learn(self, *secrets: str) -> None:
        """Remember values that must not be shown, though they are not the credential's yet."""
        self._known = tuple(dict.fromkeys((*secrets, *self._known)))[:KNOWN]

    def take(self, connection: Connection, values: Mapping[str, str]) -> None:
        """Go on with what is stored now."""
        self.connection = connection
        if values != self._values:
            self._values = dict(values)
            self.learn(*values.values())

    def stands(self, **changes: Any) -> None:
        """Note what was just written of the connection, by a clock that may have gone back."""
        if "updated_at" in changes:
            changes["updated_at"] = max(changes["updated_at"], self.connection.updated_at)
        self.connection = replace(self.connection, **changes)


class Credentials:
    """The credentials that this process has opened, one for each connection."""

    def __init__(self) -> None:
        self._held: dict[str, Credential] = {}

    def __iter__(self) -> Iterator[Credential]:
        return iter(tuple(self._held.values()))

    def hold(self, connection: Connection, vault: Vault) -> Credential:
        """Give the credential of a connection that was just read; `Unsealable` if it is sealed.

        What was read before the last refresh does not take its place.
        """
        held = self._held.get(connection.id)
        if held is None:
            held = Credential(connection, opened(connection, vault))
            while len(self._held) >= MOST:
                self._held.pop(next(iter(self._held)))
            self._held[connection.id] = held
        elif connection.updated_at >= held.connection.updated_at:
            if connection.credential == held.connection.credential:
                held.connection = connection
            else:
                held.take(connection, opened(connection, vault))
        return held


def opened(connection: Connection, vault: Vault) -> dict[str, str]:
    """Open a connection's credential."""
    found: dict[str, str] = json.loads(vault.open(connection.credential, bound_to=connection.id))
    return found
