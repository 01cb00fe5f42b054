"""A stateful stand-in for api.apollo.io, written from Apollo's documents and recorded traffic.

It imports nothing from the adapter beside it: a mistake shared by both would hide itself.
Source keys such as [OAS] (Apollo's own OpenAPI of 2026-08-13), [VCR] (traffic recorded 2026-05
and 2026-07) and [CREA] (live tests of 2026-07 to 09) are explained in the provider's README.
"""

from segue.providers.apollo.simulator.vendor import Apollo
from segue.simulation import Vendor


def simulator() -> Vendor:
    """Make a simulated Apollo with a fresh account."""
    return Apollo()
