"""Models whose fields are described by the text that stands under them."""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Described(BaseModel):
    """A model that a JSON schema describes field by field.

    pydantic's own `use_attribute_docstrings` reads and parses the source of every class while it
    is imported, and took a tenth of a server's start; here only who makes a schema waits for that.
    What validates is made when it is first used, for the same reason.
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Make the schema, with each field's text."""
        made = handler(core_schema)
        properties = handler.resolve_ref_schema(made).get("properties", {})
        texts = descriptions(cls)
        for name, field in cls.model_fields.items():
            for key in {name, field.alias} & properties.keys() if name in texts else ():
                properties[key].setdefault("description", texts[name])
        return made


def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Give the text under each field of a model, its parents' fields included."""
    found: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        if issubclass(parent, BaseModel) and parent is not BaseModel:
            found |= _under(parent.__module__).get(parent.__name__, {})
    return found


@cache
def _under(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: dict(_texts(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _texts(model: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, under in zip(model.body, model.body[1:], strict=False):
        match field, under:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
