"""Requests that nobody would think of, made by schemathesis from the server's own document.

`SEGUE_FUZZ_EXAMPLES` sets how many requests each operation gets in each phase that draws them, and
`SEGUE_FUZZ_SEED` where drawing starts. Nothing goes wrong at a simulator here, so any 5xx is ours.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from segue import registry
from segue.http.openapi.follow import FOLLOWS

from .conftest import Town

SHARING = str(Path(__file__).with_name("sharing.py"))
EXAMPLES = os.environ.get("SEGUE_FUZZ_EXAMPLES", "3")
SEED = os.environ.get("SEGUE_FUZZ_SEED", "1")
# A well-formed request may still ask a provider for what it cannot do, which is a 400.
NOT_PROMISED = "positive_data_acceptance"
RUINOUS = (
    "createConnection",
    "deleteConnection",
    "deleteCustomer",
    "revokeKey",
    "rotateKey",
)
"""What could take the caller's own key, customer or credential from it."""


CHAINS = (
    ("createSequence", "createSequenceStep"),
    ("createContact", "upsertAccount"),
    ("listSequenceStates", "listContacts", "listUsers"),
    ("createJob",),
)
"""What makes things, or finds them: what their links lead to is tried with them."""
THOROUGH = "SEGUE_FUZZ_EXAMPLES" in os.environ

LISTED = {
    "account": "accounts",
    "contact": "contacts",
    "user": "users",
    "mailbox": "mailboxes",
    "template": "templates",
}


def test_every_boundary_of_every_operation(town: Town, tmp_path: Path) -> None:
    """A value at the edge of what the document allows, or past it, would break the server.

    Missing keys and headers, other methods, other media types and wrong values of each parameter
    and field are among them. What most operations have in common they share out, see `sharing`,
    unless `SEGUE_FUZZ_EXAMPLES` asks for more.
    """
    _fuzz(town, "outreach", tmp_path, phases="coverage")


def test_whatever_may_be_managed(town: Town, tmp_path: Path) -> None:
    """A wrong request to manage something would break the server.

    The key is made for it, and the customer is nobody, so that little is lost.
    """
    with town.client("outreach") as caller:
        scopes = ["read", "write", "manage"]
        made = caller.post("/segue/v1/keys", json={"name": "fuzz", "scopes": scopes}).json()
    ids = {"path.customer_id": "nobody", "path.key_id": "key_none"}
    own = replace(town, api_key=made["key"])
    _fuzz(own, "outreach", tmp_path, phases="coverage,fuzzing", parameters=ids, only=RUINOUS)


@pytest.mark.parametrize("provider", registry.names())
def test_whatever_the_document_allows(town: Town, tmp_path: Path, provider: str) -> None:
    """A caller could make the server fail, or get what no client of the document expects."""
    ids = _ids(town, provider)
    # What is drawn is the same for each provider; what the examples make is not.
    examples = EXAMPLES if THOROUGH or provider == "outreach" else "1"
    _fuzz(town, provider, tmp_path, phases="examples,fuzzing", examples=examples, parameters=ids)


@pytest.mark.parametrize("begins", CHAINS)
@pytest.mark.parametrize("provider", registry.names() if THOROUGH else ("outreach",))
def test_whatever_follows_from_an_answer(
    town: Town, tmp_path: Path, provider: str, begins: Sequence[str]
) -> None:
    """What one request made would not be there for the next, or still be there when it is gone.

    Ids are those that the document's links take out of earlier answers.
    """
    linked = {name for source in begins for name in (source, *FOLLOWS[source][1])}
    only = sorted(linked - set(RUINOUS))
    scenarios = str(2 * int(EXAMPLES))
    told = _fuzz(town, provider, tmp_path, phases="stateful", examples=scenarios, only=only)
    followed = re.search(r"(\d+) covered", told)
    assert followed, told
    assert int(followed[1]), told


def _ids(town: Town, provider: str) -> dict[str, str]:
    """Find what is there: a record of each kind, and a write that got no answer."""
    with town.client(provider) as caller:
        root = "/engagement/v2"
        records = caller.get(f"{root}/sequences", params={"page_size": "100"}).json()["records"]
        record = next(it for it in records if it["num_steps"])
        steps = caller.get(f"{root}/sequences/{record['id']}").json()["steps"]
        found = {name: caller.get(f"{root}/{path}").json() for name, path in LISTED.items()}
        states = {"filter": {"sequence_id": record["id"]}}
        found["sequence_state"] = caller.post(f"{root}/sequence_states/_search", json=states).json()
        fault = {"kind": "dropped", "method": "POST", "path": "^(?!.*search$)"}
        simulator = town.providers[provider]["simulator_url"]
        caller.post(f"{simulator}/__simulator__/faults", json=fault).raise_for_status()
        body = {"record": {"name": "Lost", "type": "private"}}
        lost = caller.post(f"{root}/sequences", json=body).json()["errors"][0]
    first = {name: page["records"][0]["id"] for name, page in found.items() if page.get("records")}
    return {
        **{f"path.{name}_id": value for name, value in first.items()},
        "path.sequence_id": record["id"],
        "path.sequence_step_id": steps[0]["id"],
        "path.name": provider,
        "path.write_id": lost["meta"]["write_id"],
    }


def _fuzz(
    town: Town,
    provider: str,
    folder: Path,
    *,
    phases: str,
    examples: str = EXAMPLES,
    parameters: Mapping[str, str] | None = None,
    only: Sequence[str] = (),
) -> str:
    """Run schemathesis, which must find nothing; gives what it printed."""
    lines = (
        f"{json.dumps(name)} = {json.dumps(value)}" for name, value in (parameters or {}).items()
    )
    config = folder / "schemathesis.toml"
    # The links that schemathesis infers besides crowd out those that the document has.
    own_links = ("[phases.stateful.inference]", "algorithms = []")
    config.write_text("\n".join(("[parameters]", *lines, *own_links, "")), "utf-8")
    headers = [f"--header={name}: {value}" for name, value in town.headers(provider).items()]
    hooks = SHARING if phases == "coverage" and not THOROUGH else ""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            f"--config-file={config}",
            "--no-color",
            "run",
            f"{town.url}/openapi.json",
            *headers,
            *(f"--include-operation-id={each}" for each in only),
            *(f"--exclude-operation-id={each}" for each in RUINOUS if not only),
            f"--phases={phases}",
            # What is wrong from the start makes nothing that another request could follow.
            f"--mode={'positive' if phases == 'stateful' else 'all'}",
            "--checks=all",
            f"--exclude-checks={NOT_PROMISED}",
            f"--max-examples={examples}",
            f"--seed={SEED}",
            "--generation-database=none",
        ],
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": hooks},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    if phases == "stateful":
        return done.stdout
    with town.client(provider) as caller:
        paths = caller.get("/openapi.json").json()["paths"]
    wanted = len(only) or sum(map(len, paths.values())) - len(RUINOUS)
    assert f"Tested: {wanted}\n" in done.stdout, done.stdout
    return done.stdout
