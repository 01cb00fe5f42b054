"""Every route, with the label that key scopes and rate limits know it by [OAS].

Private routes are on no scope list; their labels follow the controllers' own names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.providers.apollo.simulator import (
    campaigns,
    listings,
    people,
    private_campaigns,
    sequences,
    steps,
    templates,
    touches,
)
from segue.providers.apollo.simulator.access import Gate
from segue.providers.apollo.simulator.request import Check, Resource
from segue.providers.apollo.simulator.resources import (
    account_bulk,
    account_search,
    accounts,
    activity,
    contact_bulk,
    contact_search,
    contacts,
    deployability,
    email_accounts,
    emailer_schedules,
    enrolling,
    fields,
    leaving,
    lists,
    pausing,
    stages,
)

ID = "{id}"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes, and what it asks of a credential."""

    gate: Gate
    resource: Resource
    check: Check | None = None
    """What is refused before the request is counted; the answer has no limits in its headers."""


def _documented(label: str, resource: Resource, check: Check | None = None) -> Route:
    return Route(Gate(label, private=False), resource, check)


def _private(label: str, resource: Resource, check: Check | None = None) -> Route:
    return Route(Gate(label, private=True), resource, check)


_TABLE: Mapping[str, Route] = {
    "GET auth/health": _documented("auth/health", people.health),
    "GET users/search": _documented("users/search", people.search),
    "POST users/search": _documented("users/search", people.search),
    "GET users/api_profile": _documented("users/api_profile", people.profile),
    "GET labels": _documented("labels/index", listings.labels),
    "GET email_accounts": _documented("email_accounts/index", listings.mailboxes),
    "GET emailer_schedules": _documented("emailer_schedules/index", listings.schedules),
    "POST sequences": _documented("sequences/create", sequences.create),
    "PUT sequences/{id}": _documented("sequences/update", sequences.update),
    "PATCH sequences/{id}": _documented("sequences/update", sequences.update),
    "POST emailer_campaigns/search": _documented("emailer_campaigns/search", campaigns.search),
    "POST emailer_campaigns/{id}/approve": _documented(
        "emailer_campaigns/approve", campaigns.approve
    ),
    "POST emailer_campaigns/{id}/abort": _documented("emailer_campaigns/abort", campaigns.abort),
    "POST emailer_campaigns/{id}/archive": _documented(
        "emailer_campaigns/archive", campaigns.archive
    ),
    "POST emailer_campaigns/{id}/add_contact_ids": _documented(
        "emailer_campaigns/add_contact_ids", enrolling.add, enrolling.check_parameters
    ),
    "POST emailer_campaigns/remove_or_stop_contact_ids": _documented(
        "emailer_campaigns/remove_or_stop_contact_ids",
        leaving.remove_or_stop,
        leaving.check_parameters,
    ),
    "POST emailer_campaigns/activity_feed": _documented(
        "emailer_campaigns/activity_feed", activity.feed
    ),
    "POST emailer_campaigns/{id}/change_contact_statuses": _private(
        "emailer_campaigns/change_contact_statuses", pausing.change, pausing.check_parameters
    ),
    "POST emailer_campaigns/check_contacts_deployability": _private(
        "emailer_campaigns/check_contacts_deployability",
        deployability.check,
        deployability.check_parameters,
    ),
    "POST emailer_campaigns/remove_contact_ids": _private(
        "emailer_campaigns/remove_contact_ids", leaving.remove_flat
    ),
    "POST contacts": _documented("contacts/create", contacts.create),
    "GET contacts/{id}": _documented("contacts/show", contacts.show),
    "PATCH contacts/{id}": _documented("contacts/update", contacts.update),
    "PUT contacts/{id}": _documented("contacts/update", contacts.update),
    "DELETE contacts/{id}": _private("contacts/destroy", contacts.delete),
    "POST contacts/search": _documented("contacts/search", contact_search.search),
    "POST contacts/bulk_create": _documented("contacts/bulk_create", contact_bulk.create),
    "POST contacts/bulk_update": _documented("contacts/bulk_update", contact_bulk.update),
    "POST contacts/update_owners": _documented(
        "contacts/update_owners", contact_bulk.update_owners, contact_bulk.check_owners
    ),
    "POST contacts/update_stages": _documented(
        "contacts/update_stages", contact_bulk.update_stages, contact_bulk.check_stages
    ),
    "GET contact_stages": _documented("contact_stages/index", stages.contact_stages),
    "POST accounts": _documented("accounts/create", accounts.create),
    "GET accounts/{id}": _documented("accounts/show", accounts.show),
    "PATCH accounts/{id}": _documented("accounts/update", accounts.update),
    "PUT accounts/{id}": _documented("accounts/update", accounts.update),
    "DELETE accounts/{id}": _private("accounts/destroy", accounts.delete),
    "POST accounts/search": _documented("accounts/search", account_search.search),
    "POST accounts/bulk_create": _documented("accounts/bulk_create", account_bulk.create),
    "POST accounts/bulk_update": _documented("accounts/bulk_update", account_bulk.update),
    "POST accounts/update_owners": _documented(
        "accounts/update_owners", account_bulk.update_owners, account_bulk.check_owners
    ),
    "GET account_stages": _documented("account_stages/index", stages.account_stages),
    "POST labels": _documented("labels/create", lists.create),
    "PATCH labels/{id}": _documented("labels/update", lists.rename),
    "POST labels/add_entity_ids_to_label_names": _documented(
        "labels/add_entity_ids_to_label_names", lists.add
    ),
    "POST labels/remove_entity_ids_from_label_names": _documented(
        "labels/remove_entity_ids_from_label_names", lists.remove
    ),
    "GET fields": _documented("fields/index", fields.index),
    "POST fields": _documented("fields/create", fields.create),
    "PATCH fields": _documented("fields/update", fields.update),
    "GET typed_custom_fields": _documented("typed_custom_fields/index", fields.typed),
    "GET emailer_campaigns": _private("emailer_campaigns/index", private_campaigns.index),
    "POST emailer_campaigns": _private("emailer_campaigns/create", private_campaigns.create),
    "GET emailer_campaigns/{id}": _private("emailer_campaigns/show", private_campaigns.show),
    "PUT emailer_campaigns/{id}": _private("emailer_campaigns/update", private_campaigns.update),
    "PATCH emailer_campaigns/{id}": _private("emailer_campaigns/update", private_campaigns.update),
    "GET email_accounts/{id}": _private("email_accounts/show", email_accounts.show),
    "PUT email_accounts/{id}": _private("email_accounts/update", email_accounts.update),
    "PATCH email_accounts/{id}": _private("email_accounts/update", email_accounts.update),
    "POST emailer_schedules": _private("emailer_schedules/create", emailer_schedules.create),
    "GET emailer_schedules/{id}": _private("emailer_schedules/show", emailer_schedules.show),
    "PUT emailer_schedules/{id}": _private("emailer_schedules/update", emailer_schedules.update),
    "DELETE emailer_schedules/{id}": _private(
        "emailer_schedules/destroy", emailer_schedules.delete
    ),
    "POST emailer_steps": _private("emailer_steps/create", steps.create),
    "GET emailer_steps/{id}": _private("emailer_steps/show", steps.show),
    "PUT emailer_steps/{id}": _private("emailer_steps/update", steps.update),
    "DELETE emailer_steps/{id}": _private("emailer_steps/destroy", steps.delete),
    "GET emailer_touches": _private("emailer_touches/index", touches.index),
    "POST emailer_touches": _private("emailer_touches/create", touches.create),
    "PUT emailer_touches/{id}": _private("emailer_touches/update", touches.update),
    "DELETE emailer_touches/{id}": _private("emailer_touches/destroy", touches.delete),
    "POST emailer_touches/{id}/approve": _private("emailer_touches/approve", touches.approve),
    "POST emailer_touches/{id}/abort": _private("emailer_touches/abort", touches.abort),
    "GET emailer_templates/{id}": _private("emailer_templates/show", templates.show),
    "PUT emailer_templates/{id}": _private("emailer_templates/update", templates.update),
    "PATCH emailer_templates/{id}": _private("emailer_templates/update", templates.update),
}


def find(method: str, path: str) -> tuple[Route, str] | None:
    """Return a route and the id in `path`; None when there is none.

    `/v1` is an alias of `/api/v1` (seen 2026-08-26) [YDC]. Scope names are not paths: there is
    no `/sequences/create` [DEMO].
    """
    segments = path.strip("/").split("/")
    if segments[:1] == ["api"]:
        segments = segments[1:]
    if segments[:1] != ["v1"]:
        return None
    segments = segments[1:]
    route = _TABLE.get(f"{method} {'/'.join(segments)}")
    if route is not None:
        return route, ""
    if len(segments) < 2:
        return None
    route = _TABLE.get(f"{method} {'/'.join((segments[0], ID, *segments[2:]))}")
    return (route, segments[1]) if route else None
