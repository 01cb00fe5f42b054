"""Users, the acting user and the health probe."""

from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.paging import paginated
from segue.providers.apollo.simulator.request import Request
from segue.simulation import Answer

_CREDITS = {
    "num_credits_remaining": 9500,
    "effective_num_lead_credits": 10000,
    "num_lead_credits_used": 500,
    "effective_num_direct_dial_credits": 1000,
    "num_direct_dial_credits_used": 0,
    "effective_num_export_credits": 5000,
    "num_export_credits_used": 0,
    "effective_num_ai_credits": 2000,
    "num_ai_credits_used": 0,
    "effective_num_power_up_credits": 1000,
    "num_power_up_credits_used": 0,
    "total_unified_credits_used": 500,
}
_PROFILE = ("id", "team_id", "first_name", "last_name", "title", "email")


def user_row(user: Row) -> Row:
    """Return a user as a search lists it; the preferences of the web application are left out."""
    return {key: value for key, value in user.items() if key != "admin"}


def search(request: Request) -> Answer:
    """List users; `q_keywords` is what the official command line sends [CLI]."""
    words = str(request.params.get("q_keywords") or "").lower()
    found = [
        user
        for user in request.account.users.values()
        if words in f"{user['name'] or ''} {user['email']}".lower()
    ]
    rows, pagination = paginated(request, found, as_text=True)
    return Answer(
        200,
        {
            "pagination": pagination,
            "users": [user_row(user) for user in rows],
            "num_fetch_result": None,
        },
    )


def profile(request: Request) -> Answer:
    """Return whom the credential acts as."""
    more = str(request.params.get("include_credit_usage")).lower() == "true"
    identity = {key: request.actor[key] for key in _PROFILE}
    return Answer(200, {**identity, **(_CREDITS if more else {})})


def health(_: Request) -> Answer:
    """Say that the credential is good (seen 2026-05-09) [UM]."""
    return Answer(200, {"healthy": True, "is_logged_in": True})
