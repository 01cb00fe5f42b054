"""Which paths about accounts, people and memberships exist, and the scope each needs.

Scopes of stages, tiers, custom fields, groups and tags are inferred, and so is that taking a
person off a cadence needs `cadences:delete`: nothing else under cadences can be deleted.
"""

from collections.abc import Callable

from segue.providers.salesloft.simulator import (
    account_labels,
    account_writes,
    accounts,
    custom_fields,
    enrolment,
    groups,
    memberships,
    people,
    person_writes,
    user_writes,
)
from segue.providers.salesloft.simulator.request import Request
from segue.simulation.vendor import Answer

BOOK_ROUTES: dict[str, tuple[str | None, Callable[[Request], Answer]]] = {
    "GET /v2/accounts": ("accounts:read", accounts.list_accounts),
    "GET /v2/accounts/{id}": ("accounts:read", accounts.show_account),
    "POST /v2/accounts": ("accounts:write", account_writes.create_account),
    "PUT /v2/accounts/{id}": ("accounts:write", account_writes.update_account),
    "DELETE /v2/accounts/{id}": ("accounts:delete", account_writes.delete_account),
    "POST /v2/account_upserts": ("accounts:write", account_writes.upsert_account),
    "GET /v2/account_stages": ("accounts:read", account_labels.list_stages),
    "GET /v2/account_stages/{id}": ("accounts:read", account_labels.show_stage),
    "GET /v2/account_tiers": ("accounts:read", account_labels.list_tiers),
    "GET /v2/account_tiers/{id}": ("accounts:read", account_labels.show_tier),
    "GET /v2/people": ("people:read", people.list_people),
    "GET /v2/people/{id}": ("people:read", people.show_person),
    "POST /v2/people": ("people:write", person_writes.create_person),
    "PUT /v2/people/{id}": ("people:write", person_writes.update_person),
    "DELETE /v2/people/{id}": ("people:delete", person_writes.delete_person),
    "POST /v2/person_upserts": ("people:write", person_writes.upsert_person),
    "GET /v2/cadence_memberships": ("cadences:read", memberships.list_memberships),
    "GET /v2/cadence_memberships/{id}": ("cadences:read", memberships.show_membership),
    "POST /v2/cadence_memberships": ("cadences:write", enrolment.create_membership),
    "DELETE /v2/cadence_memberships/{id}": ("cadences:delete", enrolment.delete_membership),
    "GET /v2/custom_fields": ("team:read", custom_fields.list_fields),
    "GET /v2/custom_fields/{id}": ("team:read", custom_fields.show_field),
    "POST /v2/custom_fields": ("team:write", custom_fields.create_field),
    "PUT /v2/custom_fields/{id}": ("team:write", custom_fields.update_field),
    "DELETE /v2/custom_fields/{id}": ("team:write", custom_fields.delete_field),
    "GET /v2/groups": ("team:read", groups.list_groups),
    "GET /v2/groups/{id}": ("team:read", groups.show_group),
    "GET /v2/tags": ("team:read", groups.list_tags),
    "PUT /v2/users/{id}": ("team:write", user_writes.update_user),
}
