"""Lists without pages: labels, schedules and mailboxes."""

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.resources.lists import carried
from segue.providers.apollo.simulator.stamps import moment, offset
from segue.simulation import Answer


def labels(request: Request) -> Answer:
    """Return every label as a bare array [OAS]."""
    return Answer(200, [label_row(request.account, it) for it in request.account.labels.values()])


def label_row(account: Account, label: Row) -> Row:
    """Return a label with all the names of its id, and how much carries it."""
    touched = moment(label["updated_at"])
    return {
        "_id": label["id"],
        "cached_count": carried(account, label),
        "concurrency_locks": {},
        **label,
        "need_cached_count_update": False,
        "needs_count_update_at": offset(touched) if touched else None,
        "rule_config_template_id": None,
        "team_id": account.team_id,
        "key": label["id"],
    }


def schedules(request: Request) -> Answer:
    """Return every sending schedule; a weekday that is absent sends nothing [OAS]."""
    return Answer(200, {"emailer_schedules": list(request.account.schedules.values())})


def mailboxes(request: Request) -> Answer:
    """Return every mailbox; `active` does not mean usable [VCR]."""
    return Answer(200, {"email_accounts": list(request.account.mailboxes.values())})
