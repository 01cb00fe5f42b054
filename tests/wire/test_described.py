"""Tests of what a schema says of each field."""

from typing import Annotated

from pydantic import Field

from segue.model.described import Described, descriptions
from segue.model.wire import Written


class Parent(Described):
    """Has fields."""

    first: str
    """Stands
    under its field."""
    silent: int


class Child(Parent):
    """Has one more."""

    second: Annotated[str, Field(description="In the field.")]
    """Under the field."""


class Spelled(Written):
    """Has a field with a second spelling."""

    two_words: str
    """Two words."""


def test_a_schema_tells_the_text_under_a_field() -> None:
    """The API's description would name fields and say nothing of them."""
    told = Parent.model_json_schema()["properties"]
    assert told["first"]["description"] == "Stands\nunder its field."
    assert "description" not in told["silent"]


def test_a_field_of_a_parent_keeps_its_text_and_a_field_its_own_words() -> None:
    """Shapes that are made from others would lose what the others say."""
    told = Child.model_json_schema()["properties"]
    assert told["first"]["description"] == "Stands\nunder its field."
    assert told["second"]["description"] == "In the field."
    assert descriptions(Child)["second"] == "Under the field."


def test_both_spellings_are_told() -> None:
    """A schema by alias would say nothing of a field."""
    for by_alias, name in ((True, "twoWords"), (False, "two_words")):
        told = Spelled.model_json_schema(by_alias=by_alias)["properties"]
        assert told[name]["description"] == "Two words."
