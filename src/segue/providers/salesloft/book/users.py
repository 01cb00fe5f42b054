"""Users, and the mailbox that each of them sends from."""

from collections.abc import Mapping

from segue.model.user import MailboxRead, UserRead
from segue.providers.salesloft.book.values import Record, filled, flag, line, moment, own_id
from segue.spi.operation import RecordRead

MAPPED = frozenset(
    {
        *("id", "first_name", "last_name", "email", "active", "created_at", "updated_at"),
        *("sending_email_address", "from_address", "email_client_email_address"),
        "email_client_configured",
    }
)

_TEAM = "how the team is organised, which our users do not show"
_DETAIL = "describes the user; our users have no field for it"
_CALLING = "a setting of calling"
_SIGNATURE = "a setting of e-mail without a place in our model"

IGNORED: Mapping[str, str] = {
    "guid": "another name of the user: it can be asked for, and the id is given",
    "name": "made from the first and the last name",
    "full_email_address": "made from name and address",
    **dict.fromkeys(("group", "team", "role", "team_admin", "seat_package"), _TEAM),
    "manager_user_guid": _TEAM,
    **dict.fromkeys(
        (
            *("job_role", "time_zone", "locale_utc_offset", "slack_username", "twitter_handle"),
            *("work_country", "crm_connected", "external_feature_flags", "_private_fields"),
        ),
        _DETAIL,
    ),
    **dict.fromkeys(
        (
            *("local_dial_enabled", "click_to_call_enabled", "phone_client"),
            "phone_number_assignment",
        ),
        _CALLING,
    ),
    **dict.fromkeys(
        (
            *("bcc_email_address", "email_signature", "email_signature_type"),
            "email_signature_click_tracking_disabled",
        ),
        _SIGNATURE,
    ),
}

# What a user's mail leaves as, in the order in which Salesloft settles it [S1].
SENDING = ("sending_email_address", "from_address", "email_client_email_address", "email")


def show(user: Record) -> RecordRead:
    """Read a user. One who was deactivated cannot work in Salesloft, and so is locked."""
    active = flag(user.get("active"))
    changed = moment(user.get("updated_at"))
    read = UserRead(
        id=own_id(user),
        first_name=line(user.get("first_name")),
        last_name=line(user.get("last_name")),
        email=line(user.get("email")),
        created_at=moment(user.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
        is_locked=None if active is None else not active,
    )
    return read, user


def show_mailbox(user: Record) -> RecordRead:
    """Read a user as the mailbox that they send from, under the same id."""
    changed = moment(user.get("updated_at"))
    addresses = (filled(user.get(field)) for field in SENDING)
    read = MailboxRead(
        id=own_id(user),
        email=next((address for address in addresses if address), None),
        user_id=own_id(user),
        created_at=moment(user.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
        is_disabled=_disabled(user),
    )
    return read, user


def _disabled(user: Record) -> bool | None:
    # An address alone proves nothing: a user has been seen whose email_client_email_address was
    # filled while email_client_configured was false [S6].
    told = flag(user.get("active")), flag(user.get("email_client_configured"))
    if False in told:
        return True
    return None if None in told else False
