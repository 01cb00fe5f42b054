"""A job's contacts are checked as each one's write will check it, at the price of a list's."""

import asyncio
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.kit.canonical import LONG, digest, encode
from segue.model.problem import Problem
from segue.service import body, jobs, states
from segue.service.writes import WriteRequest
from segue.store import jobs as stored
from segue.testing.world import World

ALIKE = 2_000
IDS = ["501", "0", "1.5", "a", "5e9f", "6", "\U0001f600", "", "x" * 65, 7, None, ["501"]]
WORTH = st.sampled_from(IDS)
RECORD = st.fixed_dictionaries(
    {"contact_id": WORTH},
    optional={
        "sequence_id": WORTH,
        "mailbox_id": WORTH,
        "mailboxId": WORTH,
        "user_id": WORTH,
        "allow": st.lists(st.sampled_from(["no_email", "active_elsewhere", "rain"]), max_size=5),
        "note": st.none() | st.text(max_size=3),
    },
) | st.sampled_from([None, 5, "501", []])
GOOD = st.fixed_dictionaries(
    {
        "contact_id": st.sampled_from(["501", "502", f"{5:024x}"]),
        "sequence_id": st.sampled_from(["101", f"{7:024x}"]),
    },
    optional={"mailbox_id": st.just("5"), "mailboxId": st.just("5"), "note": st.text(max_size=3)},
)
RECORDS = st.lists(RECORD, min_size=1, max_size=3) | st.lists(GOOD, min_size=1, max_size=4)


def one_by_one(world: World, records: Sequence[Any]) -> Any:
    """Check contacts as bytes, each for itself; gives what is kept, or each fault's place."""
    provider = world.session.provider
    faults: list[tuple[str | None, str]] = []
    kept: list[Any] = []
    try:
        asked = body.check(states.StateBatchBody, json.dumps({"records": records}).encode())
    except Problem as problem:
        return [(fault.pointer, fault.detail) for fault in problem.faults]
    for place, record in enumerate(asked.records):
        wanted, found = states.conformed(provider, [record], alone=True)
        at = f"/body/records/{place}"
        faults += [
            (f"{at}{(fault.pointer or '').removeprefix('/body/record')}", fault.detail)
            for fault in found.faults
        ]
        if not found.faults:
            unfit = jobs._unplannable(world.services, world.session, [(place, wanted[0])])
            faults += [(fault.pointer, fault.detail) for fault in unfit]
        kept.append(record.model_dump(mode="json", exclude_unset=True))
    return faults or kept


async def test_a_list_is_checked_as_each_of_its_contacts(stage: World) -> None:
    """A job would take what its writes refuse, or tell other faults than they do."""

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(RECORDS)
    def same(records: list[Any]) -> None:
        found: Any
        try:
            found = jobs._check_slice(stage.services, stage.session, records)
        except Problem as problem:
            found = sorted((fault.pointer, fault.detail) for fault in problem.faults)
        expected = one_by_one(stage, records)
        tells = bool(expected) and isinstance(expected[0], tuple)
        assert found == (sorted(expected) if tells else expected)

    await asyncio.to_thread(same)


@pytest.mark.parametrize(
    "text",
    [r'"\ud800"', r'"\ud83d\ude00"', '"\U0001f600"'],
    ids=["half a pair", "a pair", "as it is"],
)
async def test_what_is_no_text_is_refused_before_a_job_is_kept(stage: World, text: str) -> None:
    """A job would be kept whose slices no write can take."""
    records = f'[{{"contact_id": "501", "sequence_id": "101", "note": {text}}}]'
    spelled = f'{{"job": {{"type": "enrol", "records": {records}}}}}'.encode()
    try:
        body.check(jobs._JobBody, spelled)
        taken = True
    except Problem:
        taken = False
    request = WriteRequest(method="POST", path="/p", query={}, body=spelled, key=None)

    if taken:
        jobs._read(stage.session, request)
    else:
        with pytest.raises(Problem, match="Invalid JSON"):
            jobs._read(stage.session, request)
    assert taken == (text != r'"\ud800"')


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"b": [1, {"z": None, "a": "é"}], "a": {}},
        {"job": {"records": [{"id": str(i)} for i in range(2 * LONG + 1)], "type": "enrol"}},
        list(range(LONG)),
    ],
    ids=["nothing", "no entry", "nested", "long", "just not long"],
)
def test_a_long_list_has_the_digest_it_always_had(value: Any) -> None:
    """A repeat of a request that was kept by an earlier version would be refused as another one."""
    assert digest(value) == hashlib.sha256(encode(value)).hexdigest()


def counting(calls: list[int]) -> Callable[[], None]:
    """Make what counts every call of a function in the thread that begins with it."""

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        calls[0] += event in ("call", "c_call")

    return lambda: sys.setprofile(count)


def alike(world: World) -> list[dict[str, str]]:
    """Spell contacts for one sequence, as a caller's list has them."""
    apollo = world.session.provider.name == "apollo"
    form = (lambda i: f"{i:024x}") if apollo else str
    return [
        {"contact_id": form(1000 + i), "sequence_id": form(101), "mailbox_id": form(5)}
        for i in range(ALIKE)
    ]


async def test_a_contact_costs_a_few_calls_of_functions(outreach: World) -> None:
    """A hundred thousand contacts would keep a processor for seconds, and the loop waiting."""
    calls = [0]
    text = json.dumps({"job": {"type": "enrol", "records": alike(outreach)}})
    request = WriteRequest(method="POST", path="/p", query={}, body=text.encode(), key=None)
    with ThreadPoolExecutor(1, initializer=counting(calls)) as threads:
        loop = asyncio.get_running_loop()
        asked, records = await loop.run_in_executor(threads, jobs._read, outreach.session, request)
        _, slices = await loop.run_in_executor(
            threads, jobs._checked, outreach.services, outreach.session, records, ("k", asked)
        )

    assert sum(one.size for one in slices) == ALIKE
    assert calls[0] < 60 * ALIKE, f"{calls[0] / ALIKE:.0f} calls for each contact"


async def test_others_go_on_while_a_job_is_entered(outreach: World) -> None:
    """Nobody would be answered while a job's thousand slices are written to SQLite."""
    job, made = jobs._checked(outreach.services, outreach.session, alike(outreach), ("k", "d"))
    slices = [replace(made[0], position=position) for position in range(500)]
    turns, entering = 0, True

    async def others() -> None:
        nonlocal turns
        while entering:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    async with outreach.services.database.transaction() as tx:
        await stored.insert_job(tx, job, slices)
    entering = False
    await beside

    assert turns > 20
