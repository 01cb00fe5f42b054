"""Requests with one thing wrong, by provider: what the check must not let through."""

from collections.abc import Mapping
from typing import Any

from segue.spi.plan import Method, Output, Request

OID = "66000000000000000000aa01"
MAILBOX = Output("template", "/data/id")


def _request(method: Method, *path: str | int, body: Any = None, **query: Any) -> Request:
    return Request(method=method, path=path, query=query, body=body)


def _asked(*path: str | int, **query: str) -> Request:
    named = {key.replace("_", "[", 1) + "]": value for key, value in query.items()}
    return Request(method="GET", path=path, query=named)


def _record(type: str, **members: Any) -> Mapping[str, Any]:
    return {"data": {"type": type, **members}}


def _step(**attributes: Any) -> Request:
    return _request("POST", "sequenceSteps", body=_record("sequenceStep", attributes=attributes))


def _import(group: Mapping[str, Any], **settings: Any) -> Request:
    whole = {
        "day": 1,
        "automated": False,
        "reference_id": "1",
        "steps": [{"enabled": True, "name": "A", "type": "Phone", "type_settings": {}}],
    }
    new = {
        "name": "New",
        "target_daily_people": 0,
        "remove_replied": True,
        "remove_bounced": True,
        "external_identifier": None,
    }
    body = {
        "settings": {**new, **settings},
        "sharing_settings": {},
        "cadence_content": {"step_groups": [{**whole, **group}]},
    }
    return _request("POST", "v2", "cadence_imports", body=body)


def _email(**settings: Any) -> Mapping[str, Any]:
    template = {"title": "A", "body": "B", **settings.pop("template", {})}
    held = {"email_template": template, **settings}
    return {"steps": [{"enabled": True, "name": "A", "type": "Email", "type_settings": held}]}


OUTREACH = {
    "an unknown attribute": _step(subject="Hello"),
    "a read-only attribute": _step(displayName="Step #1"),
    "an undeclared relationship": _request(
        "POST",
        "sequences",
        body=_record("sequence", relationships={"schedule": {"data": {"type": "schedule"}}}),
    ),
    "a relationship to another type": _request(
        "POST",
        "sequences",
        body=_record("sequence", relationships={"owner": {"data": {"type": "mailbox", "id": 1}}}),
    ),
    "an interval that is no whole number": _step(interval="3600"),
    "a date with a time": _step(date="2030-05-06T00:00:00Z"),
    "a step type nobody has heard of": _step(stepType="fax"),
    "another record's type": _request("POST", "sequences", body=_record("template")),
    "a change of another record": _request(
        "PATCH", "templates", 7, body=_record("template", id=8, attributes={})
    ),
    "a step's deletion": _request("DELETE", "sequenceSteps", 7),
    "a body on an action": _request("POST", "sequenceTemplates", 7, "actions", "activate", body={}),
    "a filter that is no attribute": _asked("sequenceSteps", filter_sequenceId="7"),
    "a filter on what cannot be filtered": _asked("sequences", filter_enabled="true"),
    "a sort by what cannot be sorted": _request("GET", "sequenceTemplates", sort="createdAt"),
    "a page too large": _asked("sequences", page_size="1001"),
    "an id that is none": _request("GET", "sequences", "seven"),
    "no such route": _request("GET", "sequenceSteps", 7, "templates"),
    "a wrong attribute beside a placeholder": _request(
        "POST",
        "sequenceTemplates",
        body=_record(
            "sequenceTemplate",
            attributes={"enabled": True},
            relationships={"template": {"data": {"type": "template", "id": MAILBOX}}},
        ),
    ),
}

SALESLOFT = {
    "a key of a group": _import({"delay": 1}),
    "a key of a step": _import({"steps": [{**_email()["steps"][0], "order": 1}]}),
    "a key of a template": _import(_email(template={"cc": "a@b.example"})),
    "a template by id": _import(_email(email_template_id=7)),
    "a key of the settings": _import({}, description="New"),
    "an owner by id": _import({}, cadence_owner="7"),
    "a day before the first": _import({"day": 0}),
    "no reference": _import({"reference_id": None}),
    "a delay too long": _import(
        {
            **_email(),
            "automated": True,
            "automated_settings": {"send_type": "after_time_delay", "delay_time": 721},
        }
    ),
    "a delay beside a time of day": _import(
        {
            **_email(),
            "automated": True,
            "automated_settings": {
                "send_type": "at_time",
                "time_of_day": "09:00",
                "timezone_mode": "person",
                "delay_time": 1,
            },
        }
    ),
    "an automated call": _import({"automated": True}),
    "automated settings of a call": _import(
        {"automated_settings": {"send_type": "after_time_delay", "delay_time": 1}}
    ),
    "a LinkedIn step": _import(
        {"steps": [{"enabled": True, "name": "A", "type": "LinkedIn", "type_settings": {}}]}
    ),
    "a reply to nothing": _import(_email(previous_email_step_group_reference_id="0")),
    "settings of a cadence that is there": _request(
        "POST",
        "v2",
        "cadence_imports",
        body={"settings": {}, "cadence_content": {"cadence_id": 7, "step_groups": []}},
    ),
    "a step's creation": _request("POST", "v2", "steps", body={}),
    "a cadence's change": _request("PUT", "v2", "cadences", 7, body={}),
    "a filter that is ignored": _request("GET", "v2", "steps", cadence="7"),
    "a filter's wrong value": _request("GET", "v2", "steps", cadence_id="x"),
    "a page too large": _request("GET", "v2", "cadences", per_page="101"),
    "a sort by what cannot be sorted": _request("GET", "v2", "steps", sort_by="day"),
}


def _listed(**step: Any) -> Request:
    return _request("POST", "sequences", body={"name": "New", "emailer_steps": [step]})


def _added(**step: Any) -> Request:
    whole = {"emailer_campaign_id": OID, "type": "call", "wait_mode": "day", "wait_time": 1}
    return _request("POST", "emailer_steps", body={**whole, **step})


APOLLO = {
    "a key of a sequence": _request("POST", "sequences", body={"sharing_permission": {}}),
    "a key of a step": _listed(position=1),
    "a key of a touch": _listed(emailer_touches=[{"template_type": "x"}]),
    "a key of a template": _listed(emailer_touches=[{"emailer_template": {"cc": "a"}}]),
    "a wait in weeks": _listed(wait_mode="week", wait_time=1),
    "a wait that is no whole number": _listed(wait_mode="day", wait_time=1.5),
    "our own word for a type": _listed(type="task"),
    "a status nobody has heard of": _listed(emailer_touches=[{"status": "draft"}]),
    "a private step with touches": _added(emailer_touches=[]),
    "a private step of a wrong type": _added(type="task"),
    "a private step without a wait": _added(wait_mode=None),
    "half a wait": _request("PUT", "emailer_steps", OID, body={"wait_time": 1}),
    "a wrapped template": _request(
        "PUT", "emailer_templates", OID, body={"emailer_template": {"subject": "A"}}
    ),
    "a touch without its template": _request(
        "PUT", "emailer_touches", OID, body={"type": "reply_to_thread"}
    ),
    "a touch with half a template": _request(
        "PUT", "emailer_touches", OID, body={"emailer_template": {"subject": "A"}}
    ),
    "steps of a private sequence": _request(
        "PUT", "emailer_campaigns", OID, body={"emailer_steps": []}
    ),
    "a sequence's deletion": _request("DELETE", "emailer_campaigns", OID),
    "a private id that is none": _request("GET", "emailer_campaigns", "7"),
    "an undocumented filter": _request(
        "POST", "emailer_campaigns", "search", body={"emailer_campaign_status": "active"}
    ),
    "a page too large": _request("POST", "emailer_campaigns", "search", body={"per_page": 101}),
    "a parameter of the labels": _request("GET", "labels", page="1"),
}

PLANTED: Mapping[str, Mapping[str, Request]] = {
    "apollo": APOLLO,
    "outreach": OUTREACH,
    "salesloft": SALESLOFT,
}
