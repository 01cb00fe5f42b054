"""The client's types beside the server's, and in the package."""

import zipfile
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hatchling.builders.wheel import WheelBuilder
from pydantic import BaseModel

from segue import client
from segue.model import account, contact, readiness, sequence, state, step, template, user

ROOT = Path(__file__).parents[2]
READS = [
    (client.Account, account.AccountRead),
    (client.Address, contact.AddressRead),
    (client.Contact, contact.ContactRead),
    (client.Content, step.TemplateRead),
    (client.EmailAddress, contact.EmailAddressRead),
    (client.PhoneNumber, contact.PhoneNumberRead),
    (client.User, user.UserRead),
    (client.Mailbox, user.MailboxRead),
    (client.Sequence, sequence.SequenceRead),
    (client.Step, step.StepRead),
    (client.State, state.StateRead),
    (client.Template, template.TemplateRecord),
    (client.Check, readiness.Check),
    (client.Readiness, readiness.Readiness),
]
WRITES = [
    (client.AccountMatch, account.AccountMatch),
    (client.AccountWrite, account.AccountWrite),
    (client.AddressWrite, contact.AddressWrite),
    (client.ContactMatch, contact.ContactMatch),
    (client.ContactWrite, contact.ContactWrite),
    (client.SequenceCreate, sequence.SequenceCreate),
    (client.StateCreate, state.StateCreate),
    (client.StepCreate, step.StepCreate),
    (client.StepUpdate, step.StepUpdate),
    (client.TemplateChange, step.TemplateChange),
    (client.TemplateWrite, step.TemplateWrite),
]


@pytest.mark.parametrize(("ours", "theirs"), [*READS, *WRITES])
def test_a_record_has_the_wires_keys(ours: type, theirs: type[BaseModel]):
    """A type checker would refuse a key of the wire, or pass one that the server does not know."""
    hints = get_type_hints(ours)
    assert hints.keys() == theirs.model_fields.keys()
    for name, field in theirs.model_fields.items():
        words = _words(field.annotation)
        assert _words(hints[name]) == words or field.annotation is str, name


@pytest.mark.parametrize(("ours", "theirs"), WRITES)
def test_what_must_be_given_is_what_the_server_demands(ours, theirs: type[BaseModel]):
    """A record could be right for the type checker and 400 for the server."""
    demanded = {name for name, field in theirs.model_fields.items() if field.is_required()}
    assert ours.__required_keys__ == demanded


def _words(hint: object) -> set[object]:
    """The words that a value may be, or that may be in it."""
    if get_origin(hint) is Literal:
        return set(get_args(hint))
    return {word for part in get_args(hint) for word in _words(part)}


def test_the_package_says_that_it_is_typed(tmp_path):
    """A caller's type checker would treat everything of an installed client as unknown."""
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(built) as wheel:
        assert {"segue/py.typed", "segue/client/__init__.py"} <= set(wheel.namelist())
