"""Everything one running simulator holds besides the vendor's own rows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from segue.simulation.clock import Clock
from segue.simulation.fault import Faults
from segue.simulation.hold import Hold, Outcome
from segue.simulation.record import Record
from segue.simulation.vendor import Asked, Vendor


@dataclass(slots=True)
class Room:
    """A vendor with its clock, its faults, what it was asked, and writes on their way to it."""

    vendor: Vendor
    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    record: Record = field(default_factory=Record)
    hold: Hold = field(default_factory=Hold)
    under_way: list[tuple[datetime, Asked]] = field(default_factory=list)

    def postpone(self, asked: Asked, seconds: float) -> None:
        """Apply a request when the simulator's clock has moved `seconds` further."""
        self.under_way.append((self.clock.now() + timedelta(seconds=seconds), asked))

    def land(self) -> None:
        """Apply the postponed requests that have come due, each at the moment it was due."""
        if not self.under_way:
            return
        now = self.clock.now()
        due = sorted((item for item in self.under_way if item[0] <= now), key=lambda it: it[0])
        self.under_way = [item for item in self.under_way if item[0] > now]
        for moment, asked in due:
            self.vendor.answer(asked, Clock.fixed(moment))

    def reset(self) -> None:
        """Go back to a fresh simulator; requests held now are dropped without being applied."""
        self.hold.release(Outcome.DROPPED)
        self.under_way.clear()
        self.faults.clear()
        self.record.clear()
        self.clock.reset()
        self.vendor.switches.update({n: p[0] for n, p in self.vendor.SWITCHES.items()})
        self.vendor.reset()
