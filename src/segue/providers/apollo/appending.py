"""Adding a step at the end: create it, fill the template Apollo made for it, approve it."""

from collections.abc import Mapping
from typing import Any

from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import graph, paths
from segue.providers.apollo.content import Content
from segue.providers.apollo.finders import sought
from segue.providers.apollo.graph import REPLY, Record
from segue.providers.apollo.notices import left_off
from segue.spi.plan import Call, Find, Lookup, Output, Request

STEP = Output("step", "/emailer_step/id")
TOUCH = Output("touch", "/touch/id")
TEMPLATE = Output("touch", "/template/id")
EXTRA = Output("touch", "/extra/id")

UNAPPROVED = left_off(
    "/template",
    "The step's content is not approved",
    "Apollo refused to approve it. The step will not send until someone approves it in Apollo.",
)
DOUBLED = PlanWarning(
    problem_type=WarningType.PARTIAL_SUCCESS,
    title="The step may have a second, empty variant",
    detail="Apollo made two variants of the step and refused to delete the empty one."
    " It is not approved, so it does not send.",
    pointer="",
)


def calls(
    sequence_id: str, held: Record, body: Mapping[str, Any], content: Content | None
) -> tuple[Call | Find, ...]:
    """Make the step, then fill and approve the touch that came with it."""
    made = _create(sequence_id, held, body)
    if content is None:
        return (made,)
    find = Find(
        name="touch",
        lookup=Lookup(request=paths.graph(sequence_id), find="touch", asked={"step": STEP}),
    )
    # One account got two touches for each step [UM]; an empty second one would be an A/B variant.
    extra = Call(
        name="extra",
        request=Request(method="DELETE", path=("emailer_touches", EXTRA)),
        repeatable=True,
        optional=DOUBLED,
        only_if=EXTRA,
    )
    return (made, find, extra, *_filling(content), *_approving(content))


def _create(sequence_id: str, held: Record, body: Mapping[str, Any]) -> Call:
    standing = graph.steps(held)
    place = max((graph.position(step) for step in standing), default=0) + 1
    whole = {"emailer_campaign_id": sequence_id, "position": place, **body}
    return Call(
        name="step",
        request=Request(method="POST", path=("emailer_steps",), body=whole),
        makes="emailer_step",
        id_at="/emailer_step/id",
        lookup=Lookup(
            request=paths.graph(sequence_id), find="step", asked=sought(held, place, body)
        ),
        # A place that is taken is refused with 422 [SG], which is no fault of the caller's.
        guard=Lookup(request=paths.graph(sequence_id), find="end", asked={"position": place}),
        undo=Request(method="DELETE", path=("emailer_steps", STEP)),
    )


def _filling(content: Content) -> tuple[Call, ...]:
    if content.thread == REPLY:
        return (_thread(content),)
    if not content.subject and not content.body:
        return ()
    request = paths.put_template(TEMPLATE, subject=content.subject, body=content.body)
    return (Call(name="content", request=request, repeatable=True),)


def _thread(content: Content) -> Call:
    # Without a whole template this answers 422 "undefined method '[]' for nil" [UM][YDC][VAL].
    template = {
        "id": TEMPLATE,
        "subject": "",
        "body_html": content.body,
        "creation_type": "manual",
    }
    body = {"id": TOUCH, "emailer_step_id": STEP, "type": REPLY, "emailer_template": template}
    request = Request(method="PUT", path=("emailer_touches", TOUCH), body=body)
    return Call(name="thread", request=request, repeatable=True)


def _approving(content: Content) -> tuple[Call, ...]:
    if not content.sends:
        return ()
    return (
        Call(name="approve", request=paths.approve(TOUCH), repeatable=True, optional=UNAPPROVED),
    )
