"""What upserts of every provider have in common."""

from segue.spi.errors import PlanRefused


def not_found_again(field: str, pointer: str) -> PlanRefused:
    """Say that the same upsert would not find the record that it is about to make.

    `field` is the caller's word for what differs from `upsert_on`, and `pointer` its place in the
    record.
    """
    return PlanRefused(
        f"There is none to change, and the record has another {field} than upsert_on, so that the"
        " same upsert would not find it again.",
        pointer=pointer,
        reason="upsert_mismatch",
    )
