"""What each operation sends, from either client."""

import inspect
from collections import Counter

import httpx2
import pytest

from segue.client import nouns
from segue.client.operation import Listing, Noun, Read, Write

from .scripted import API_KEY, ROOT, created
from .table import OPERATIONS, STEP, WRITES

DRY = {"reads": [], "calls": [{"method": "POST", "path": "/x"}], "warnings": []}


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
async def test_an_operation_sends_the_wires_request(row, rig, settled, gathered):
    """A caller would ask for one thing, and the server would be asked for another."""
    rig.server.say(row.said)
    asked = row.call(await rig.connect())
    await (gathered if row.paged else settled)(asked)

    (sent,) = rig.server.asked
    assert (sent.method, sent.target) == (row.method, ROOT + row.target)
    assert sent.body == row.body
    assert sent.headers["x-api-key"] == API_KEY
    assert sent.headers["x-customer-id"] == "customer-1"
    assert sent.headers["x-provider-name"] == "outreach"
    assert sent.headers.get("content-type") == (None if row.body is None else "application/json")
    assert (sent.key is not None) == (row in WRITES)


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.id)
async def test_a_dry_run_only_says_what_would_be_done(row, rig, settled):
    """A caller who wanted to see the calls would have made them."""
    rig.server.say(type(row.said)(body=DRY))
    plan = await settled(row.call((await rig.connect()).dry_run))

    (sent,) = rig.server.asked
    assert sent.target.partition("?")[2].split("&")[-1] == "dry_run=true"
    assert sent.body == row.body
    assert plan.calls == tuple(DRY["calls"])
    assert (plan.reads, plan.warnings) == ((), ())


def test_the_table_has_every_operation():
    """An operation could be there that no test has ever called."""
    described = [kind for kind in vars(nouns).values() if _is_noun(kind)]
    methods = sum(
        isinstance(each, Read | Write | Listing)
        for kind in described
        for each in vars(kind).values()
    )
    assert methods == len(OPERATIONS) == len({row.id for row in OPERATIONS})


def _is_noun(kind: object) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Noun) and kind is not Noun


async def test_the_table_has_every_operation_of_the_server(sandbox):
    """The server could do what its own client cannot ask for."""
    known = Counter((row.id, row.method) for row in OPERATIONS)
    async with httpx2.AsyncClient() as http:
        document = (await http.get(f"{sandbox.url}/openapi.json")).json()
    served = {
        (operation["operationId"], method.upper())
        for at, methods in document["paths"].items()
        if at.startswith(ROOT)
        for method, operation in methods.items()
    }
    assert served <= known.keys()


@pytest.mark.parametrize("id", ["", ".", ".."])
async def test_what_is_not_an_id_is_refused_before_anything_is_sent(id, rig):
    """`get("")` would read the list, and `remove("..")` would be sent to another place."""
    connection = await rig.connect()
    with pytest.raises(ValueError, match="is not an id"):
        connection.steps.delete("4", id)
    assert not rig.server.asked


async def test_an_operation_shows_its_parameters_and_what_it_does(rig):
    """`help()` and editors would show nothing of what to give."""
    connection = await rig.connect()
    assert list(inspect.signature(connection.accounts.get).parameters) == ["id", "include_raw_data"]
    assert list(inspect.signature(connection.steps.create).parameters)[:2] == [
        "sequence_id",
        "record",
    ]
    assert connection.steps.create.__doc__ == "Add a step to a sequence."
    assert type(connection.accounts).list.__doc__.startswith("List all of them")


async def test_a_url_may_have_a_path(rig, settled):
    """A server behind a proxy's path could not be asked."""
    rig.server.say(created())
    client = await rig.open(url=f"{rig.server.url}/inner/")
    await settled(client.connection("customer-1", "outreach").steps.create("4", STEP))
    assert rig.server.asked[0].target == f"/inner{ROOT}/sequences/4/sequence_steps"
