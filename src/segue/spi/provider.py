"""The manifest: everything the rest of Segue knows of a provider, on one screen."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from segue.spi.acting import Who
from segue.spi.capability import Capabilities
from segue.spi.enrolment import Teller
from segue.spi.errors import ErrorRule
from segue.spi.limits import Limits
from segue.spi.oauth import OAuth
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """One value of a provider's credential."""

    name: str
    note: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider: tables and pure functions, no I/O."""

    name: str
    title: str
    api_url: str
    """Root that every request's path is appended to; an operator may set another."""
    auth_url: str
    """Root that the paths of `oauth` are appended to; an operator may set another."""
    media_type: str
    """Content type of every request."""
    credential: tuple[CredentialField, ...]
    headers: Callable[[Mapping[str, str]], Mapping[str, str]]
    """Makes the request headers that carry a credential."""
    ids: Mapping[str, str]
    """What whole ids match, by ``sequence``, ``step``, ``template``, ``user``, ``account``,
    ``contact``, ``mailbox`` and ``state``."""
    reserved_keys: Mapping[str, frozenset[str]]
    """Keys that custom fields may not name, by ``sequence``, ``step``, ``template``, ``account``
    and ``contact``."""
    capabilities: Capabilities
    error_rules: tuple[ErrorRule, ...]
    words: Callable[[Any], str]
    """Picks the provider's own words out of an error body (parsed JSON or text)."""
    finders: Mapping[str, Finder]
    writes: Mapping[str, Write[Any]]
    """By operation, such as ``step.create``: an entry for each whose row is usable, no other."""
    queries: Mapping[str, Query[Any, Any]]
    """By operation, such as ``contact.list``; likewise."""
    limits: Limits
    """What it lets itself be asked; `limits.UNKNOWN` where nothing is known."""
    simulator: Callable[[], Any]
    """Makes a fresh simulated account of this provider."""
    roots: tuple[str, ...] = ()
    """What the path of a passthrough starts with at the provider's host: the API's root, and then
    other spellings of it. The path of `api_url` where none is given."""
    oauth: OAuth | None = None
    """None where customers connect by a key."""
    who: Who | None = None
    """Tells whom a credential acts as."""
    tell_enrolments: Teller | None = None
    """Tells the outcomes of calls that enrol; needed where ``state.create`` is usable."""
    slice: int = 100
    """Contacts that one write of a job enrols, 1 to 1000: more where a write begins by reading much
    that is alike for all of them."""
    settle: timedelta = timedelta(seconds=60)
    """How long after a lost answer a look-up that finds nothing begins to count."""
    patience: timedelta = timedelta(seconds=5)
    """How long a `Find` is repeated."""
    tolerance: timedelta = timedelta(seconds=5)
    """How far the provider's clock may stand behind ours when a match's age is judged."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """More that the documentation should say."""
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """A harmless use of custom fields, by ``sequence``, ``step``, ``template``, ``account`` and
    ``contact``."""

    def id_matches(self, kind: str, id: str) -> bool:
        """Tell whether `id` can be the id of that kind of thing here; ``.`` and ``..`` cannot."""
        return id not in (".", "..") and re.fullmatch(self.ids[kind], id) is not None
