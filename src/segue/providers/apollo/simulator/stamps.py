"""Apollo's two spellings of a moment, and the ISO 8601 it reads."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4096)
def zulu(moment: datetime) -> str:
    """Spell a moment as `created_at` is spelt: milliseconds and `Z` [VCR]."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=4096)
def offset(moment: datetime) -> str:
    """Spell a moment as `revoked_at` and `last_used_at` are: milliseconds and `+00:00` [VCR]."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def moment(text: object) -> datetime | None:
    """Read ISO 8601, taken as UTC when it has no zone; None when it is not that."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
