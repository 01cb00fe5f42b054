"""Operations on accounts."""

from segue.http.openapi import bodies, examples
from segue.http.openapi.describe import searching, writing
from segue.http.operation import ROOT, Operation
from segue.http.operations.alike import gets, lists
from segue.http.routes import records
from segue.service import accounts

ACCOUNTS = f"{ROOT}/accounts"
ACCOUNT = f"{ACCOUNTS}/{{account_id}}"

OPERATIONS = (
    lists(
        "account",
        "accounts",
        "Account",
        examples.ACCOUNT_PAGE,
        "List the customer's accounts, the oldest first where the provider can sort.",
    ),
    Operation(
        id="createAccount",
        method="POST",
        path=ACCOUNTS,
        tag="accounts",
        summary="Create an account",
        endpoint=records.creating(accounts.ACCOUNT),
        described=writing(bodies.record("AccountWrite"), examples.ACCOUNT_WRITE, makes="Created"),
        about="Make an account. `warnings` names whatever the provider has no place for.",
    ),
    gets("account", "accounts", "Account", examples.ACCOUNT_READ, "Read one account."),
    Operation(
        id="updateAccount",
        method="PATCH",
        path=ACCOUNT,
        tag="accounts",
        summary="Change an account",
        endpoint=records.updating(accounts.ACCOUNT),
        described=writing(
            bodies.record("AccountWrite"), examples.ACCOUNT_WRITE, path=("AccountId",)
        ),
        about="Change an account: null clears, and what the body does not name stays as it is.",
    ),
    Operation(
        id="upsertAccount",
        method="POST",
        path=f"{ACCOUNTS}/_upsert",
        tag="accounts",
        summary="Change an account, or create it",
        endpoint=records.upserting(accounts.ACCOUNT),
        described=writing(
            bodies.upsert("AccountWrite", "AccountMatch"),
            examples.ACCOUNT_UPSERT,
            makes="Created",
        ),
        about="Change the one account whose name, domain or both are equal, or make it where there"
        " is none. Where several are equal, nothing is written.",
    ),
    Operation(
        id="searchAccounts",
        method="POST",
        path=f"{ACCOUNTS}/_search",
        tag="accounts",
        summary="Search accounts",
        endpoint=records.searching(accounts.search),
        described=searching("AccountMatch", "AccountPage", examples.ACCOUNT_SEARCH),
        about="Find accounts whose name, domain or both are equal to the filter's.",
    ),
)
