"""The whole state of a simulated team, for tests to look at."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.account_labels import render_label
from segue.providers.salesloft.simulator.accounts import render_account
from segue.providers.salesloft.simulator.action_details import (
    render_email_details,
    render_instructions,
)
from segue.providers.salesloft.simulator.book import Book
from segue.providers.salesloft.simulator.cadence_exports import render_export
from segue.providers.salesloft.simulator.cadences import render_cadence
from segue.providers.salesloft.simulator.custom_fields import render_field
from segue.providers.salesloft.simulator.groups import render_group, render_tag
from segue.providers.salesloft.simulator.memberships import render_membership
from segue.providers.salesloft.simulator.people import render_person
from segue.providers.salesloft.simulator.person_stages import render_stage
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.steps import render_step
from segue.providers.salesloft.simulator.templates import (
    render_email_template,
    render_team_template,
)
from segue.providers.salesloft.simulator.users import render_team, render_user
from segue.providers.salesloft.simulator.wire import stamp


def shown(request: Request) -> Mapping[str, Any]:
    """Return every row as the API writes it, by resource.

    Steps have `visible_at` besides, and those the API does not show yet are among them.
    `cadence_exports` are by cadence id.
    """
    account = request.account
    steps = list(account.steps.values())
    return {
        "cadences": [render_cadence(request, c) for c in account.cadences.values()],
        "steps": [
            {**render_step(request, step), "visible_at": stamp(step.visible_at)} for step in steps
        ],
        "cadence_exports": {
            str(c.id): render_export(request, c) for c in account.cadences.values()
        },
        "call_instructions": [
            render_instructions(request, step) for step in steps if step.type == "Phone"
        ],
        "email_details": [
            render_email_details(request, step) for step in steps if step.type == "Email"
        ],
        "email_templates": [
            render_email_template(request, t) for t in account.email_templates.values()
        ],
        "team_templates": [
            render_team_template(request, t) for t in account.team_templates.values()
        ],
        "users": [render_user(request, user) for user in account.users.values()],
        "person_stages": [render_stage(request, s) for s in account.person_stages.values()],
        "team": render_team(account.team),
        **(_book(request, account.opened) if account.opened else {}),
    }


def _book(request: Request, book: Book) -> Mapping[str, Any]:
    return {
        "accounts": [render_account(request, c) for c in book.companies.values()],
        "people": [render_person(request, p) for p in book.people.values()],
        "cadence_memberships": [render_membership(request, m) for m in book.memberships.values()],
        "account_stages": [render_label(request, s) for s in book.account_stages.values()],
        "account_tiers": [render_label(request, t) for t in book.account_tiers.values()],
        "custom_fields": [render_field(request, f) for f in book.custom_fields.values()],
        "groups": [render_group(request, g) for g in book.groups.values()],
        "tags": [render_tag(request, t) for t in book.tags.values()],
    }
