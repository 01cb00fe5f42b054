"""What Outreach returns, in the wire's terms."""

from collections.abc import Iterable, Mapping

from segue.model.sequence import SequenceRead
from segue.model.step import STEP_TYPES, StepRead, TemplateRead
from segue.providers.outreach.counters import COUNTERS
from segue.providers.outreach.documents import Record, attributes, related
from segue.providers.outreach.places import in_order
from segue.providers.outreach.threads import links_by_step
from segue.providers.outreach.values import count, flag, number, points_to, text, texts, time

METRICS = (
    "scheduleCount",
    "openCount",
    "optOutCount",
    "clickCount",
    "replyCount",
    "deliverCount",
    "failureCount",
    "bounceCount",
    "neutralReplyCount",
    "negativeReplyCount",
    "positiveReplyCount",
    "numRepliedProspects",
    "numContactedProspects",
)

SEQUENCE_FIELDS = frozenset(
    {"name", "enabled", "tags", "sequenceStepCount", "locked", "shareType"}
    | {"createdAt", "updatedAt", "owner", *METRICS}
)
STEP_FIELDS = frozenset({"displayName", "stepType", "interval", "date", "order", "taskNote"})
LINK_FIELDS = frozenset({"isReply", "sequenceStep", "template"})
TEMPLATE_FIELDS = frozenset(
    {"name", "subject", "bodyHtml", "toRecipients", "ccRecipients", "bccRecipients"}
)

_RULE = "a setting of Outreach's own; read it from raw_data"
_DERIVED = "counted or derived by Outreach"
_ELSEWHERE = "read on its own"
_WHO = "who wrote it is not part of the wire"

IGNORED: Mapping[str, Mapping[str, str]] = {
    "sequence": {
        **dict.fromkeys(
            (
                "description",
                "finishOnReply",
                "maxActivations",
                "primaryReplyAction",
                "primaryReplyPauseDuration",
                "secondaryReplyAction",
                "secondaryReplyPauseDuration",
                "salesMotion",
                "scheduleIntervalType",
                "sequenceType",
                "throttleCapacity",
                "throttleMaxAddsPerDay",
                "throttlePaused",
                "throttlePausedAt",
                "transactional",
                "ruleset",
                "schedule",
                "contentCategoryMemberships",
            ),
            _RULE,
        ),
        **dict.fromkeys(
            (
                "automationPercentage",
                "durationInDays",
                "enabledAt",
                "engagementScore",
                "interestedCount",
                "lastUsedAt",
                "lockedAt",
            ),
            _DERIVED,
        ),
        **dict.fromkeys(
            ("sequenceSteps", "sequenceStates", "calls", "mailings", "tasks"), _ELSEWHERE
        ),
        **dict.fromkeys(("creator", "updater"), _WHO),
    },
    "step": {
        **dict.fromkeys(
            COUNTERS,
            "a step of the wire has no counters",
        ),
        **dict.fromkeys(("createdAt", "updatedAt"), "a step of the wire has no times"),
        **dict.fromkeys(("taskAutoskipDelay", "callPurpose", "schedule", "taskPriority"), _RULE),
        **dict.fromkeys(
            ("sequence", "sequenceTemplates", "calls", "mailings", "tasks"), _ELSEWHERE
        ),
        **dict.fromkeys(("creator", "updater"), _WHO),
    },
    "link": {
        **dict.fromkeys(
            COUNTERS,
            "a step of the wire has no counters",
        ),
        **dict.fromkeys(("createdAt", "updatedAt"), "a step of the wire has no times"),
        **dict.fromkeys(("enabled", "enabledAt"), "told by readiness"),
        **dict.fromkeys(("creator", "updater"), _WHO),
    },
}
"""What the wire leaves out of each record, and why."""


def sequence(record: Record, steps: list[StepRead] | None = None) -> SequenceRead:
    """Read a sequence. `locked` is what Outreach's page calls archived [HS26]."""
    held = attributes(record)
    updated = time(held.get("updatedAt"))
    return SequenceRead(
        id=str(record["id"]),
        owner_id=points_to(record, "owner"),
        name=text(held.get("name")),
        is_enabled=bool(held.get("enabled")),
        tags=texts(held.get("tags")),
        num_steps=count(held.get("sequenceStepCount")),
        metrics={name: number(held.get(name)) or 0 for name in METRICS},
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        last_modified_at=updated,
        is_archived=flag(held.get("locked")),
        # `read_only` is open to the team to use, though not to change [OAS26].
        share_type="private" if held.get("shareType") == "private" else "team",
        steps=steps,
    )


def steps(
    found: Iterable[Record], links: Iterable[Record], templates: Iterable[Record]
) -> list[StepRead]:
    """Read steps with their content, first to last. Of several variants the oldest is read."""
    linked = links_by_step(links)
    content = {int(template["id"]): template for template in templates}
    return [
        _step(record, place, next(iter(linked.get(int(record["id"]), ())), None), content)
        for place, record in enumerate(in_order(found), 1)
    ]


def _step(
    record: Record, place: int, link: Record | None, content: Mapping[int, Record]
) -> StepRead:
    held = attributes(record)
    kind = held.get("stepType")
    date = text(held.get("date"))
    return StepRead(
        id=str(record["id"]),
        name=text(held.get("displayName")),
        # Kinds made in Outreach's page, such as SMS, are undocumented [AB, SDK].
        type=kind if kind in STEP_TYPES else "task",
        interval_seconds=None if date else number(held.get("interval")),
        date=date,
        template=_template(link, content) if link is not None else None,
        is_reply=bool(attributes(link).get("isReply")) if link is not None else None,
        # The place, not Outreach's own number, which may have holes and doubles.
        order=place,
        task_note=text(held.get("taskNote")),
    )


def _template(link: Record, content: Mapping[int, Record]) -> TemplateRead:
    template_id = related(link, "template") or 0
    held = attributes(content.get(template_id))
    return TemplateRead(
        id=str(template_id),
        name=text(held.get("name")),
        subject=text(held.get("subject")),
        body=text(held.get("bodyHtml")),
        to=texts(held.get("toRecipients")) or None,
        cc=texts(held.get("ccRecipients")) or None,
        bcc=texts(held.get("bccRecipients")) or None,
    )
