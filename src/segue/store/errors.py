"""What can go wrong between us and the database."""


class StoreError(Exception):
    """The root of this package's errors; the message is one sentence for the operator."""


class Conflict(StoreError):
    """A row with the same unique key stands already."""


class Missing(StoreError):
    """The row that a new one would belong to does not exist."""


class Unavailable(StoreError):
    """The database could not be reached or was lost.

    Where it was lost during a commit, whether the transaction counts is unknown.
    """


class Unusable(StoreError):
    """The database, or the library that opens it, is not one that Segue may use."""
