"""Whom a credential acts as."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from segue.spi.operation import Get, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingUser:
    """The provider's user that a credential acts as; `id` is None where the provider tells none."""

    id: str | None
    raw: Mapping[str, Any] = field(default_factory=dict)


Who = Query[Get, ActingUser]
"""Asked with `ME`, by one cheap call that also proves that the credential works."""

ME: Final = Get(id="me")
