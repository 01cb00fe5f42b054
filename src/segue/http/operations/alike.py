"""Operations that are alike for every kind of record: listing, and reading one."""

from collections.abc import Mapping
from typing import Any

from segue.http import query
from segue.http.openapi.describe import reading
from segue.http.operation import ROOT, Operation
from segue.http.routes import records


def lists(noun: str, path: str, schema: str, shown: Mapping[str, Any], about: str) -> Operation:
    """Describe the listing of a noun; `path` is its plural, as the wire spells it."""
    named = path.replace("_", " ")
    return Operation(
        id=f"list{_camel(path)}",
        method="GET",
        path=f"{ROOT}/{path}",
        tag=named,
        summary=f"List {named}",
        endpoint=records.listing(noun),
        described=reading("A page.", f"{schema}Page", shown, known=query.LIST),
        about=about,
    )


def gets(noun: str, path: str, schema: str, shown: Mapping[str, Any], about: str) -> Operation:
    """Describe the reading of one of a noun, by its id."""
    one = path.removesuffix("es") if path == "mailboxes" else path.removesuffix("s")
    return Operation(
        id=f"get{_camel(one)}",
        method="GET",
        path=f"{ROOT}/{path}/{{{one}_id}}",
        tag=path.replace("_", " "),
        summary=f"Get {'an' if one[0] in 'aeio' else 'a'} {one.replace('_', ' ')}",
        endpoint=records.getting(noun),
        described=reading(
            f"The {one.replace('_', ' ')}.",
            schema,
            shown,
            path=(f"{_camel(one)}Id",),
            known=query.ONE,
        ),
        about=about,
    )


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
