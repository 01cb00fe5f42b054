"""How Apollo says no: there is no single envelope, so every shape it was seen to use is here."""

from segue.simulation import Answer

NOT_FOUND = Answer(404, {"error": "Record not found."})
# What an unknown route answers is in no source; these are the words of the framework it runs on.
NO_ROUTE = Answer(404, {"status": 404, "error": "Not Found"})
MALFORMED = Answer(400, {"status": 400, "error": "Bad Request"})
NO_CREDENTIAL = Answer(422, {"error": "Api key required"})
BAD_KEY = Answer(
    401,
    "Invalid API key. See https://docs.apollo.io/reference/authentication for how to authenticate.",
    media_type="text/plain",
)
BAD_AUTHORIZATION = Answer(401, "Invalid access credentials.", media_type="text/plain")
BAD_BEARER = Answer(401, {"error": "Access token is invalid", "error_code": "INVALID_ACCESS_TOKEN"})
BLOCKED_AT_EDGE = Answer(403, "error code: 1010", media_type="text/plain")
LOCKED = Answer(429, {"error": "We are already processing the request for your sequence"})
SERVER_ERROR = Answer(500, {"status": 500, "error": "Internal Server Error"})

_UPGRADE = (
    "<a href='https://app.apollo.io/#/settings/plans/upgrade' target='_blank' "
    "style='color: #1991EB;'>Learn more about our paid plans"
)

NO_RIGHT_TO_CREATE = "You do not have the permission to create sequences."
TOO_MANY_SEQUENCES = f"Your plan is limited to 2 sequences. {_UPGRADE}.</a> "
TOO_MANY_STEPS = f"Your plan is limited to 5 sequence steps. {_UPGRADE}</a>."
EMPTY_TEMPLATE = "Please make sure your template has content before turning it on."
EMPTY_BODY = "Please make sure your template has a non-empty body before turning it on."
EMPTY_SCHEDULE = (
    "The schedule you are trying to attach to this sequence is empty. "
    "You cannot attach an empty schedule to the sequence"
)
NO_WAIT_TIME = "Wait time must not be empty"
# Sent whether positions are absent or have holes [CREA].
MISSING_STEP = "Missing Step 1 for this sequence."
NO_STEPS = "At least one step is required for the sequence."
NO_TEMPLATE = "At least one template is required for a sequence step"
ALREADY_ACTIVE = "The sequence is already active."
ALREADY_INACTIVE = "The sequence is already inactive."
NOTHING_TO_APPROVE = (
    "Please make sure you have added at least 1 step before turning on the sequence."
)
TOUCH_WITHOUT_TEMPLATE = "undefined method '[]' for nil"

# The texts below are ours: the rule has a source, its words have none.
NO_SCHEDULE = "Emailer schedule must not be empty"
BAD_WAIT_MODE = "Wait mode is not included in the list"
BAD_WAIT_TIME = "Wait time must be a whole number that is not negative"
BAD_STEP_TYPE = "Type is not included in the list"
BAD_PRIORITY = "Priority is not included in the list"
BAD_TOUCH_TYPE = "Touch type is not included in the list"
BAD_TOUCH_STATUS = "Touch status is not included in the list"
NO_THREAD = "A reply must come after a step that starts a new thread"
NO_EXACT_TIME = "Exact datetime must not be empty"
PAST_EXACT_TIME = "Exact datetime must be in the future"
EXACT_TIME_ORDER = "Exact datetime must be later than those of all previous steps"
POSITION_TAKEN = "Position has already been taken"
POSITION_AHEAD = "Position must follow the last step"
NEGATIVE_LIMIT = "Max emails per day must not be negative"
LONG_DELAY = "Same account reply delay days must be at most 1000"
LAST_STEP = "The last step of a sequence cannot be deleted"
PAGE_TOO_LONG = "per_page must be at most 100"
NOT_YOURS = "You do not have the permission to archive this sequence."


class Refused(Exception):
    """A request that Apollo turns down; carries the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def unprocessable(text: str, **more: str) -> Refused:
    """Make a 422 with Apollo's most frequent shape."""
    return Refused(Answer(422, {"error": text, **more}))


def not_found() -> Refused:
    """Make the 404 of a record that is not there."""
    return Refused(NOT_FOUND)


def bad_id(value: object) -> Refused:
    """Make the 422 of an id that is none."""
    return unprocessable(f"Parameters misconfigured. {value} is not a valid ID")


def out_of_scope(label: str) -> Refused:
    """Make the 403 of a documented route that the key's scope lacks [OAS]."""
    text = (
        f"This API key is not authorized to access api/v1/{label}. Request an API key from your "
        "administrator that includes this endpoint in its configured scope."
    )
    return Refused(Answer(403, {"error": text, "error_code": "API_INACCESSIBLE"}))


def inaccessible(label: str, credential: str = "api_key") -> Refused:
    """Make the 403 of a private route, in the older words [DEMO]."""
    text = f"api/v1/{label} is not accessible with this {credential}"
    return Refused(Answer(403, {"error": text, "error_code": "API_INACCESSIBLE"}))
