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
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(file.read_text(encoding="utf-8")), f"{file.name} has changed"
