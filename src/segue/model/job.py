"""Jobs: work that outlives the request that asked for it."""

from typing import Annotated, Literal

from pydantic import Field

from segue.model.state import StateCreate
from segue.model.wire import Written

JobType = Literal["enrol"]
MOST_CONTACTS = 100_000
"""Of one job."""


class JobCreate(Written):
    """Contacts to enrol, each for itself, in as long as it takes."""

    type: JobType
    records: Annotated[list[StateCreate], Field(min_length=1, max_length=MOST_CONTACTS)]
