"""The contract suite against every registered provider."""

from segue.testing.contract.suite import *  # noqa: F403
