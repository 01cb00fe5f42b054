"""`/v2/groups` and `/v2/tags`: read-only. Writing groups has no documented fields."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.book_rows import Group, Tag
from segue.providers.salesloft.simulator.filters import among, ruled, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Refused, not_found, reference, single
from segue.simulation.vendor import Answer


def render_group(request: Request, group: Group) -> Mapping[str, Any]:
    """Write a group; it bears no times (V S1)."""
    below = (each.id for each in request.account.book.groups.values() if each.parent_id == group.id)
    return {
        "id": group.id,
        "name": group.name,
        "parent_id": group.parent_id,
        "accessible_groups": [reference("groups", number) for number in below],
    }


def render_tag(_: Request, tag: Tag) -> Mapping[str, Any]:
    """Write a tag (V S1)."""
    return {"id": tag.id, "name": tag.name}


GROUPS: Listing[Group] = Listing(
    render=render_group,
    sorts={
        "created_at": lambda group: group.created_at,
        "updated_at": lambda group: group.updated_at,
    },
    filters={"ids": among(lambda group: group.id, whole)},
)
TAGS: Listing[Tag] = Listing(
    render=render_tag,
    sorts={"name": lambda tag: tag.name},
    filters={
        "ids": among(lambda tag: tag.id, whole),
        "search": ruled(str, lambda _, tag, text: text.lower() in tag.name.lower()),
    },
    sort_by="name",
)


def list_groups(request: Request) -> Answer:
    """Answer `GET /v2/groups`, which is not paged (V S1)."""
    return list_rows(request, request.account.book.groups.values(), GROUPS, paged=False)


def show_group(request: Request) -> Answer:
    """Answer `GET /v2/groups/{id}`."""
    group = request.account.book.groups.get(request.number)
    if group is None:
        raise Refused(not_found())
    return single(render_group(request, group))


def list_tags(request: Request) -> Answer:
    """Answer `GET /v2/tags`: those of every kind of resource (V S1)."""
    account, book = request.account, request.account.book
    templates = (*account.email_templates.values(), *account.team_templates.values())
    names = [name for cadence in account.cadences.values() for name in cadence.tags]
    for name in (*names, *(name for template in templates for name in template.tags)):
        book.tag(name)
    return list_rows(request, book.tags.values(), TAGS)
