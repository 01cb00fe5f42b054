"""The rows of this folder's operations. Sources are the keys of the provider's README."""

from collections.abc import Mapping

from segue.spi.capability import Capability

ROWS: Mapping[str, Capability] = {}
