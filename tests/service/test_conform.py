"""Holding what is asked against what the provider can do."""

from dataclasses import replace

import pytest

from segue.model.contact import ContactWrite
from segue.model.step import StepCreate, TemplateWrite
from segue.service.conform import check_ids, check_reserved, conform, without
from segue.service.writes import refusal
from segue.spi.capability import Capabilities, absent, native, used_by_step
from segue.spi.errors import PlanRefused
from tests.engine.acts import PLAIN, Stage

TABLE = {
    "step.type.call": native(),
    "step.name": absent(note="no names", on_use="drop"),
    "step.date": absent(note="no dates"),
}
LIMITED = replace(
    PLAIN, capabilities=Capabilities(TABLE), reserved_keys={"step": frozenset({"a/b"})}
)


def test_what_cannot_be_done_is_refused_or_dropped() -> None:
    """A field would vanish without a word, or a wrong day be sent."""
    step = StepCreate(type="call", name="x", date="2026-11-01", order=2)
    found = conform(LIMITED, used_by_step(step))
    assert found.dropped == ["/name"]
    assert [warning.capability for warning in found.warnings] == ["step.name"]
    refused = [(fault.pointer, fault.meta["capability"]) for fault in found.faults]
    assert refused == [("/body/record/date", "step.date"), ("/body/record/order", "step.order")]
    assert without(step, found.dropped).name is None


def test_a_field_of_a_step_within_a_list() -> None:
    """The wrong step would lose its field."""
    template = TemplateWrite(subject="s", body="b", to=["a@b.example"])
    step = StepCreate(type="auto_email", template=template)
    assert without(step, ["/template/to"]).template == template.model_copy(update={"to": None})


@pytest.mark.parametrize("odd", [".", ".."])
def test_no_id_is_a_step_in_a_path(odd: str) -> None:
    """A server that resolves dots would be asked for another resource."""
    assert check_ids(PLAIN, {"/path/sequence_id": ("sequence", odd)})
    assert not check_ids(PLAIN, {"/path/sequence_id": ("sequence", "...")})
    assert not check_ids(PLAIN, {"/body/record/owner_id": ("user", None)})


def test_a_reserved_key() -> None:
    """A custom field would move the step to another sequence."""
    (fault,) = check_reserved(LIMITED, "step", {"a/b": 1, "c": 2}, "/custom_fields")
    assert fault.pointer == "/body/record/custom_fields/a~1b"
    assert check_reserved(LIMITED, "template", None, "") == []


def test_a_refusal_that_names_a_row(stage: Stage) -> None:
    """A caller could not find out why in the capability table."""
    refused = PlanRefused("Not here.", pointer="/date", capability="step.date")
    problem = refusal(replace(stage.session, provider=LIMITED), refused)
    (fault,) = problem.faults
    assert (problem.status, fault.detail) == (400, "Not here.")
    assert fault.meta == {"reason": "unsupported", "capability": "step.date"}


def _contact(**given: object) -> ContactWrite:
    return ContactWrite.model_validate(given)


def test_what_is_left_out_was_never_given() -> None:
    """A field that the provider has no place for would be cleared there as null."""
    contact = _contact(first_name="A", job_title="B", address={"city": "C", "street_2": "D"})
    left = without(contact, ["/job_title", "/address/street_2"])
    assert left.model_fields_set == {"first_name", "address"}
    assert left.address is not None
    assert left.address.model_fields_set == {"city"}


def test_entries_are_taken_out_of_a_list_by_their_first_places() -> None:
    """Taking the first entry out would take the wrong one for the second."""
    emails = [
        {"email_address": f"{name}@quay.example", "email_address_type": name}
        for name in ("primary", "work", "personal")
    ]
    left = without(
        _contact(email_addresses=emails), ["/email_addresses/0", "/email_addresses/2"]
    ).email_addresses
    assert [entry.email_address_type for entry in left or ()] == ["work"]


def test_a_list_that_loses_every_entry_was_not_given() -> None:
    """A number with a type that the provider lacks would clear all the numbers it has."""
    phones = [{"phone_number": "1", "phone_number_type": "work"}]
    left = without(_contact(phone_numbers=phones, first_name="A"), ["/phone_numbers/0"])
    assert left.model_fields_set == {"first_name"}
    assert without(_contact(phone_numbers=[]), []).model_fields_set == {"phone_numbers"}
