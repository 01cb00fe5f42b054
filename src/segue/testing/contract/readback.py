"""What is written is read back, but for what was warned of."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.kit.markup import plain
from segue.model.step import STEP_TYPES
from segue.spi.capability import IN_SEQUENCE
from segue.testing.contract.stage import needs, needs_step, sequence_rows, sequence_with
from segue.testing.contract.uses import DAY, INLINE
from segue.testing.world import World

INTERVALS = (0, 60, 1_800, 43_200, DAY, DAY + 43_200, 2 * DAY)


def _record(kind: str, interval: float) -> dict[str, Any]:
    record: dict[str, Any] = {"type": kind, "interval_seconds": interval}
    if kind in ("auto_email", "manual_email"):
        record["template"] = dict(INLINE)
    elif kind == "linkedin_send_message":
        record["template"] = {"subject": "", "body": "Hi"}
    else:
        record["task_note"] = "Ring & listen"
    return record


def _compare(read: Mapping[str, Any], asked: Mapping[str, Any], warned: set[str], at: str) -> None:
    for field, value in asked.items():
        if f"{at}/{field}" in warned:
            continue
        if field == "template":
            _compare(read["template"], value, warned, f"{at}/template")
        elif field == "body":
            assert plain(read["body"]) == plain(value)
        elif field == "subject":
            # A reply's subject may be derived by the provider: "Re: ", then the thread's.
            assert read.get("subject", "").removeprefix("Re: ") in (value, "")
        elif value or field in read:
            assert read.get(field) == value, field


def _warned(warnings: list[dict[str, Any]]) -> set[str]:
    return {warning["source"]["pointer"].removeprefix("/body/record") for warning in warnings}


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("kind", STEP_TYPES)
async def test_a_step_reads_back_as_asked(stage: World, kind: str, interval: float) -> None:
    """A caller who reads, changes and writes would corrupt the sequence."""
    asked = _record(kind, interval)
    needs_step(stage, asked)
    sequence = await sequence_with(stage)
    outcome = await stage.create_step(sequence, asked)
    (read,) = (await stage.get_sequence(sequence))["steps"]
    assert read["id"] == outcome.body["record"]["id"]
    assert read["order"] == 1
    assert read["interval_seconds"] >= interval
    _compare(read, asked, _warned(outcome.body["warnings"]), "")


async def test_a_sequence_reads_back_as_asked(stage: World) -> None:
    """A sequence made in one write would differ from what was asked for."""
    able = stage.provider.capabilities
    kinds = [kind for kind in STEP_TYPES if able[f"{IN_SEQUENCE}type.{kind}"].usable]
    steps = [_record(kind, i * DAY) for i, kind in enumerate(kinds)]
    if able[f"{IN_SEQUENCE}is_reply"].usable:
        steps.append({**_record("auto_email", DAY), "is_reply": True})
    needs(stage, *sequence_rows(steps))
    asked: dict[str, Any] = {"name": "Read back", "type": "team", "steps": steps}
    outcome = await stage.create_sequence(asked)
    warned = _warned(outcome.body["warnings"])
    read = await stage.get_sequence(outcome.body["record"]["id"])
    assert read["name"] == "Read back"
    assert read["num_steps"] == len(asked["steps"])
    assert [step["order"] for step in read["steps"]] == list(range(1, len(asked["steps"]) + 1))
    assert not read["is_enabled"], "a write never switches a sequence on"
    for i, (got, wanted) in enumerate(zip(read["steps"], asked["steps"], strict=True)):
        _compare(got, wanted, warned, f"/steps/{i}")


@pytest.mark.parametrize("share", ["team", "private"])
async def test_who_may_use_it_reads_back(stage: World, share: str) -> None:
    """A private sequence would be open to the whole team."""
    needs(stage, "sequence.create", f"sequence.type.{share}")
    outcome = await stage.create_sequence({"name": "Shared", "type": share})
    read = await stage.get_sequence(outcome.body["record"]["id"])
    if "/type" not in _warned(outcome.body["warnings"]):
        assert read["share_type"] == share


async def test_a_dry_run_sends_nothing_and_tells_all(stage: World) -> None:
    """A dry run would change the provider, or the real call would send something else."""
    asked = _record("auto_email", DAY)
    needs_step(stage, asked)
    sequence = await sequence_with(stage)
    before = await stage.simulated.state()
    shown = await stage.create_step(sequence, asked, dry_run=True, key="dry")
    assert await stage.simulated.state() == before
    await stage.simulated.forget_requests()
    await stage.create_step(sequence, asked, key="dry")
    sent = await stage.simulated.requests(writes=True)
    planned = [
        call for call in shown.body["calls"] if call["method"] != "GET" and "only_if" not in call
    ]
    assert [call["method"] for call in planned] == [entry["method"] for entry in sent]
    for call, entry in zip(planned, sent, strict=True):
        _same_shape(call.get("body"), entry["body"])


def _same_shape(planned: Any, sent: Any) -> None:
    if isinstance(planned, Mapping):
        if "$from" in planned:
            assert sent is not None
            return
        assert planned.keys() == sent.keys()
        for key, value in planned.items():
            _same_shape(value, sent[key])
    elif isinstance(planned, list):
        for one, other in zip(planned, sent, strict=True):
            _same_shape(one, other)
    else:
        assert planned == sent
