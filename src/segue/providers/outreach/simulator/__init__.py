"""A stateful stand-in for Outreach's REST API v2, written from the vendor's documents alone."""

from segue.providers.outreach.simulator.vendor import Outreach
from segue.simulation.vendor import Vendor


def simulator() -> Vendor:
    """Make one Outreach account in memory, minimally seeded."""
    return Outreach()
