"""The golden plans of every adapter, as requests."""

import json
from collections.abc import Iterator
from pathlib import Path

from segue.spi.codec import read_plan
from segue.spi.plan import Call, Find, Lookup, Request

FOLDER = Path(__file__).parents[2] / "src" / "segue" / "providers"

UNHEARD = frozenset({"body/data/attributes/foo_bar"})

CALLERS_OWN: dict[str, frozenset[str]] = {
    "apollo/book/account.create.custom.json": frozenset({"body/odd/key"}),
    "apollo/sequence/custom.json": frozenset({"body/cc_emails"}),
    "apollo/step/custom.more.json": frozenset({"body/x/y"}),
    "apollo/update/custom.json": frozenset({"body/colour"}),
    "outreach/book/account.create.full.json": UNHEARD,
    "outreach/book/account.update.custom.json": UNHEARD,
    "outreach/book/contact.create.custom.json": UNHEARD,
    "outreach/book/contact.update.custom.json": UNHEARD,
    "outreach/update_step/custom.json": frozenset({"body/data/attributes/unheard"}),
    "outreach/update_step/custom.unheard.json": frozenset({"body/data/attributes/unheard"}),
    "salesloft/sequence.custom.json": frozenset({"body/description"}),
    "salesloft/sequence.step_custom_fields.json": frozenset(
        {"body/cadence_content/a", "body/cadence_content/b"}
    ),
    "salesloft/step.custom.template_unknown_key.json": frozenset(
        {"body/cadence_content/step_groups/0/steps/0/type_settings/email_template/track_opens"}
    ),
    "salesloft/step.custom.everywhere.json": frozenset({"body/cadence_content/max_emails_per_day"}),
}
"""Keys that a case has its caller send though no vendor knows them: custom fields go verbatim."""


def files() -> dict[str, Path]:
    """Find every golden file, by a short name."""
    return {
        "/".join((path.relative_to(FOLDER).parts[0], *path.relative_to(FOLDER).parts[3:])): path
        for path in sorted(FOLDER.glob("*/tests/golden/**/*.json"))
    }


def requests(path: Path) -> Iterator[Request]:
    """Give a golden plan's requests: calls, undos, guards, look-ups. A refusal has none."""
    shown = json.loads(path.read_text(encoding="utf-8"))
    if "refused" not in shown:
        for call in read_plan(shown).calls:
            yield from _of(call)


def _of(call: Call | Find) -> Iterator[Request]:
    if isinstance(call, Call):
        yield call.request
        yield from () if call.undo is None else (call.undo,)
        yield from _looked_up(call.guard)
    yield from _looked_up(call.lookup)


def _looked_up(lookup: Lookup | None) -> Iterator[Request]:
    if lookup is not None:
        yield lookup.request
        yield from lookup.more
