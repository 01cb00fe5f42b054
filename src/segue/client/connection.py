"""One customer's connection to one provider."""

from typing import Generic

from segue.client.nouns import (
    Accounts,
    Contacts,
    Mailboxes,
    Sequences,
    States,
    Steps,
    Templates,
    Users,
)
from segue.client.operation import Mode_co, Run


class Connection(Generic[Mode_co]):
    """What a customer has at a provider."""

    def __init__(self, run: Run) -> None:
        self.accounts: Accounts[Mode_co] = Accounts(run)
        self.contacts: Contacts[Mode_co] = Contacts(run)
        self.users: Users[Mode_co] = Users(run)
        self.mailboxes: Mailboxes[Mode_co] = Mailboxes(run)
        self.sequences: Sequences[Mode_co] = Sequences(run)
        self.steps: Steps[Mode_co] = Steps(run)
        self.states: States[Mode_co] = States(run)
        self.templates: Templates[Mode_co] = Templates(run)
