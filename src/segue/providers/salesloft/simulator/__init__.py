"""A stateful stand-in for Salesloft's API, written from its documents.

It imports nothing from the adapter beside it: a mistake shared by both would hide itself. Facts
carry the grades V (the vendor says so), L (recorded), T (third parties say so), I (inferred) and
the source keys that the provider's README lists.
"""

from segue.providers.salesloft.simulator.vendor import Salesloft
from segue.simulation.vendor import Vendor


def simulator() -> Vendor:
    """Make a fresh simulated Salesloft team."""
    return Salesloft()
