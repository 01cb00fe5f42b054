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


def _account(method: Method = "POST", *id: int, **more: Any) -> Request:
    body = {"name": "Acme", "domain": "acme.example", **more}
    return _request(method, "v2", "accounts", *id, body=body)


def _person(**person: Any) -> Request:
    return _request("POST", "v2", "people", body={"email_address": "a@b.example", **person})


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
    "an account's custom attribute beyond the last": _request(
        "POST", "accounts", body=_record("account", attributes={"custom151": "x"})
    ),
    "a custom attribute of what has none": _request(
        "POST", "sequences", body=_record("sequence", attributes={"custom1": "x"})
    ),
    "an account's prospects": _request(
        "PATCH",
        "accounts",
        7,
        body=_record("account", id=7, relationships={"prospects": {"data": []}}),
    ),
    "a prospect's read-only attribute": _request(
        "POST", "prospects", body=_record("prospect", attributes={"name": "Pat"})
    ),
    "a prospect's unheard attribute": _request(
        "POST", "prospects", body=_record("prospect", attributes={"email": "a@b.example"})
    ),
    "a stage that is an account": _request(
        "POST",
        "prospects",
        body=_record("prospect", relationships={"stage": {"data": {"type": "account", "id": 1}}}),
    ),
    "a type of address nobody has heard of": _request(
        "POST", "emailAddresses", body=_record("emailAddress", attributes={"emailType": "home"})
    ),
    "a type of number nobody has heard of": _request(
        "POST", "phoneNumbers", body=_record("phoneNumber", attributes={"phoneType": "fax"})
    ),
    "a state's step": _request(
        "POST",
        "sequenceStates",
        body=_record(
            "sequenceState",
            relationships={"sequenceStep": {"data": {"type": "sequenceStep", "id": 1}}},
        ),
    ),
    "a change of a state": _request(
        "PATCH", "sequenceStates", 7, body=_record("sequenceState", id=7)
    ),
    "an action nobody has heard of": _request("POST", "sequenceStates", 7, "actions", "stop"),
    "an action with a parameter": _request(
        "POST", "sequenceStates", 7, "actions", "finish", reason="done"
    ),
    "a body on a new action": _request("POST", "sequences", 7, "actions", "lock", body={}),
    "the newer syntax unasked": _request("GET", "accounts", **{"filter[name][]": ["Acme"]}),
    "a filter of states by a step's order": _request(
        "GET", "sequenceStates", **{"filter[sequenceStep][orders]": "1"}
    ),
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
    "a key of an account": _account(linkedin="x"),
    "an account's address in one": _account(address={"city": "Rome"}),
    "an account's custom fields as a list": _account(custom_fields=[{"Segment": "Mid"}]),
    "an account without its domain": _request("PUT", "v2", "accounts", 7, body={"name": "Acme"}),
    "an account whose name is null": _account("PUT", 7, name=None),
    "an account made with a null": _account(owner_id=None),
    "an account archived as it is made": _account(archived=True),
    "an owner by guid": _account(owner_id="0d2f0b9e-0000-4000-8000-000000000001"),
    "an account's PATCH": _account("PATCH", 7),
    "a key of a person": _person(email="a@b.example"),
    "a person's account as an object": _person(account={"id": 7}),
    "a person made with a null": _person(city=None),
    "a person's tags as a text": _person(tags="a,b"),
    "a seniority nobody has heard of": _person(job_seniority="boss"),
    "a restriction nobody has heard of": _person(contact_restrictions=["fax"]),
    "a query beside a person": _request("POST", "v2", "people", body={"title": "CTO"}, id="7"),
    "a membership's unheard key": _request(
        "POST", "v2", "cadence_memberships", body={"person_id": 7, "cadence_id": 8, "status": "on"}
    ),
    "a membership of nobody": _request("POST", "v2", "cadence_memberships", body={"cadence_id": 8}),
    "a membership without a body": _request(
        "POST", "v2", "cadence_memberships", person_id="7", cadence_id="8"
    ),
    "a membership's change": _request("PUT", "v2", "cadence_memberships", 7, body={}),
    "a membership's deletion with a body": _request(
        "DELETE", "v2", "cadence_memberships", 7, body={}
    ),
    "memberships by several cadences": _request(
        "GET", "v2", "cadence_memberships", **{"cadence_id[]": ["7", "8"]}
    ),
    "users by their addresses": _request("GET", "v2", "users", **{"email[]": ["a@b.example"]}),
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


def _contact(**contact: Any) -> Request:
    return _request("POST", "contacts", body={"email": "a@b.example", **contact})


def _enrolment(**more: Any) -> Request:
    whole = {
        "emailer_campaign_id": OID,
        "contact_ids": [OID],
        "send_email_from_email_account_id": OID,
    }
    return _request("POST", "emailer_campaigns", OID, "add_contact_ids", body={**whole, **more})


def _leaving(**more: Any) -> Request:
    whole = {"emailer_campaign_ids": [OID], "contact_ids": [OID]}
    path = ("emailer_campaigns", "remove_or_stop_contact_ids")
    return _request("POST", *path, body={**whole, **more})


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
    "an owner on a contact": _contact(owner_id=OID),
    "a contact's addresses in a list": _contact(contact_emails=[{"email": "a@b.example"}]),
    "a contact's custom field that is no text": _contact(typed_custom_fields={OID: 7}),
    "a change of a contact that looks for its like": _request(
        "PATCH", "contacts", OID, body={"run_dedupe": True}
    ),
    "an account that looks for its like": _request(
        "POST", "accounts", body={"name": "A", "run_dedupe": True}
    ),
    "an account's former name for a phone": _request(
        "PATCH", "accounts", OID, body={"phone_number": "1"}
    ),
    "an account's deletion": _request("DELETE", "accounts", OID),
    "a new owner in a body": _request(
        "POST", "contacts", "update_owners", body={"contact_ids": [OID], "owner_id": OID}
    ),
    "an enrolment by bracketed names": _enrolment(**{"contact_ids[]": [OID]}),
    "an enrolment of nobody": _enrolment(contact_ids=[]),
    "an enrolment in camel case": _enrolment(userId=OID),
    "an enrolment by lists": _enrolment(label_names=["Q3"]),
    "leaving by a way nobody has heard of": _leaving(mode="delete"),
    "leaving one sequence by its path": _request(
        "POST",
        "emailer_campaigns",
        OID,
        "remove_or_stop_contact_ids",
        body={"contact_ids": [OID], "mode": "remove"},
    ),
    "a status that is no order": _request(
        "POST",
        "emailer_campaigns",
        OID,
        "change_contact_statuses",
        body={"contact_ids": [OID], "status": "failed"},
    ),
    "a search of contacts by addresses": _request(
        "POST", "contacts", "search", body={"contact_emails": ["a@b.example"]}
    ),
    "a search of accounts by sequences": _request(
        "POST", "accounts", "search", body={"contact_emailer_campaign_ids": [OID]}
    ),
    "a sort of accounts by name": _request(
        "POST", "accounts", "search", body={"sort_by_field": "account_name"}
    ),
    "a sequence switched on with settings": _request(
        "POST", "emailer_campaigns", OID, "approve", body={"active": True}
    ),
    "a parameter of the labels": _request("GET", "labels", page="1"),
}

PLANTED: Mapping[str, Mapping[str, Request]] = {
    "apollo": APOLLO,
    "outreach": OUTREACH,
    "salesloft": SALESLOFT,
}
