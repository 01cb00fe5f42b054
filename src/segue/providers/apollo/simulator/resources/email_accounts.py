"""`/email_accounts/{id}`: one mailbox, the private way; linking one needs a browser."""

from segue.providers.apollo.simulator.request import Request
from segue.simulation import Answer

# Most likely the names are those of the listing [VAL]; limits are e-mails a day and an hour,
# the delay is seconds.
WRITABLE = (
    "email_daily_threshold",
    "max_outbound_emails_per_hour",
    "seconds_delay_between_emails",
    "signature_html",
)


def show(request: Request) -> Answer:
    """Return a mailbox [ADEL]."""
    return Answer(200, {"email_account": dict(request.row(request.account.mailboxes))})


def update(request: Request) -> Answer:
    """Change limits from a flat body; a wrapped one changes nothing, with 200 [ADEL]."""
    mailbox = request.row(request.account.mailboxes)
    if request.switch("mailbox_write", "written"):
        sent = {key: request.params[key] for key in WRITABLE if key in request.params}
        request.account.mailboxes[request.id] = mailbox = {**mailbox, **sent}
    return Answer(200, {"email_account": dict(mailbox)})
