"""Examples of bodies and of answers that are not failures."""

from segue.http.openapi.examples.own import *  # noqa: F403
from segue.http.openapi.examples.records import *  # noqa: F403
from segue.http.openapi.examples.tenants import *  # noqa: F403
from segue.http.openapi.examples.writes import *  # noqa: F403
