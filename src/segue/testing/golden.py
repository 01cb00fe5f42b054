"""Golden plans: for each case a JSON file that holds what is planned, word for word."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from segue.spi.codec import show_plan
from segue.spi.errors import PlanRefused
from segue.spi.plan import Plan


def outcome(planning: Callable[[], Plan]) -> dict[str, Any]:
    """Spell what planning gives: the plan, or the refusal."""
    try:
        return show_plan(planning())
    except PlanRefused as refused:
        return {
            "refused": {
                "detail": refused.detail,
                "pointer": refused.pointer,
                "status": refused.status,
                "capability": refused.capability,
                "reason": refused.reason,
            }
        }


def check(file: Path, planning: Callable[[], Plan]) -> None:
    """Compare with `file`; `SEGUE_GOLDEN=rewrite` writes it anew, for a person to read the diff."""
    found = json.loads(json.dumps(outcome(planning)))
    if os.environ.get("SEGUE_GOLDEN") == "rewrite":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(spelled(found), encoding="utf-8")
    assert found == json.loads(file.read_text(encoding="utf-8")), f"{file.name} has changed"


def spelled(found: dict[str, Any]) -> str:
    """Spell an outcome with a line for each call and each warning, as a diff is best read."""
    parts = []
    for key, value in found.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value)
            parts.append(f"{json.dumps(key)}: [\n{lines}\n ]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n " + ",\n ".join(parts) + "\n}\n"
