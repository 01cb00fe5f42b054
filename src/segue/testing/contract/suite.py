"""The whole suite, to be imported with ``*`` into one test module."""

from segue.testing.contract.clearing import *  # noqa: F403
from segue.testing.contract.enrolments import *  # noqa: F403
from segue.testing.contract.faults import *  # noqa: F403
from segue.testing.contract.filters import *  # noqa: F403
from segue.testing.contract.guards import *  # noqa: F403
from segue.testing.contract.keeping import *  # noqa: F403
from segue.testing.contract.object_faults import *  # noqa: F403
from segue.testing.contract.object_switches import *  # noqa: F403
from segue.testing.contract.once import *  # noqa: F403
from segue.testing.contract.operations import *  # noqa: F403
from segue.testing.contract.paging import *  # noqa: F403
from segue.testing.contract.readback import *  # noqa: F403
from segue.testing.contract.record_rows import *  # noqa: F403
from segue.testing.contract.rows import *  # noqa: F403
from segue.testing.contract.stage import *  # noqa: F403
from segue.testing.contract.switches import *  # noqa: F403
