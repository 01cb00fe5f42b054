"""Shared scaffolding of the providers' simulators: faults, clock, control endpoint, sockets."""

from segue.simulation.app import serve
from segue.simulation.clock import Clock
from segue.simulation.host import Host
from segue.simulation.vendor import Answer, Asked, Vendor

__all__ = ["Answer", "Asked", "Clock", "Host", "Vendor", "serve"]
