"""What every use case stands on, built once by the composition root."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from segue.config import Settings
from segue.engine.credential import Credentials
from segue.engine.granting import Granting
from segue.engine.outbound import longest_call
from segue.engine.run import Tools
from segue.engine.tokens import Tokens
from segue.engine.transport import Transport
from segue.engine.watch import Watch
from segue.kit.clock import Clock
from segue.kit.ids import new_id
from segue.service.admission import Admission
from segue.spi.provider import Provider
from segue.store.runner import Database
from segue.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The process's parts."""

    database: Database
    vault: Vault
    clock: Clock
    transport: Transport
    providers: Mapping[str, Provider]
    api_urls: Mapping[str, str]
    """Where each provider's API is, where an operator has set another than its own."""
    settings: Settings
    granting: Granting | None = None
    """Asks providers for tokens; None where nothing connects by OAuth."""
    tokens: Tokens | None = None
    """Keeps tokens good; None likewise."""
    watch: Watch = field(default_factory=Watch)
    """What hears of everything that is counted and traced."""
    credentials: Credentials = field(default_factory=Credentials)
    """What this process has opened."""
    admission: Admission = field(default_factory=Admission)
    """How often callers have asked this process."""
    process: str = field(default_factory=lambda: new_id("pr"))
    """Names this process as the holder of leases."""
    queues: dict[str, asyncio.Lock] = field(default_factory=dict)
    """Writes of this process that wait for one lease, in order."""
    work: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a job is there to be carried out."""
    keys_noted: dict[str, datetime] = field(default_factory=dict)
    """When the use of each API key was last noted by this process."""

    @property
    def tools(self) -> Tools:
        """What the engine needs."""
        return Tools(
            database=self.database,
            vault=self.vault,
            clock=self.clock,
            transport=self.transport,
            longest_call=longest_call(self.settings),
            patience=self.settings.wait_seconds,
        )
