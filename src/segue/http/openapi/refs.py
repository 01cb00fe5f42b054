"""Pointing at component schemas.

Every operation is described with these when the server starts; the schemas themselves, which take
longer to import than all operations, wait until somebody asks for the document.
"""

from typing import Any, Final

PREFIX: Final = "#/components/schemas/"


def ref(name: str) -> dict[str, Any]:
    """Point at a component schema."""
    return {"$ref": f"{PREFIX}{name}"}
