"""Every operation of the document, asked with its own examples, plainly, wrongly and echoed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from segue.http.app import create_app
from segue.testing.world import API_KEY, CUSTOMER
from tests.oauth.conftest import Stage

JSON = "application/json"
PLANTED = {
    "api_key": "canary-api-key-7Jq0fZt2mW9xL4vB",
    "access_token": "canary-access-token-Qm3nH8sKe5rT1yUd",
    "refresh_token": "canary-refresh-token-Zx6cV2bN9mA4sDfG",
    "oauth_client_secret": "canary-client-secret-Pl0oK9iJ8uH7yGtF",
}
"""What a caller writes, by the key that it stands under."""
SHOWN_ONCE = {"createKey": "key", "rotateKey": "key", "exportConnection": "credentials"}
"""Answers that hold a secret because that is what was asked for."""


@dataclass
class Sweep:
    """One caller, and all that the server says."""

    stage: Stage
    told: list[str] = field(default_factory=list)
    answered: dict[str, set[int]] = field(default_factory=dict)
    """By operation, the statuses of its answers."""
    places: dict[str, str] = field(default_factory=dict)
    """What there really is, by the names of parameters and of keys in bodies."""
    shown: list[str] = field(default_factory=list)
    """Secrets that an answer has shown on purpose."""

    @property
    def credential(self) -> tuple[str, ...]:
        """What the provider can repeat."""
        return self.stage.world.session.destination.secrets

    def client(self, key: str = API_KEY) -> httpx2.AsyncClient:
        """Open a client that sends the three headers."""
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(create_app(self.stage.services)),
            base_url="http://segue.test",
            headers={
                "x-api-key": key,
                "x-customer-id": CUSTOMER,
                "x-provider-name": self.stage.provider.name,
            },
        )

    async def run(self, key: str) -> None:
        """Ask for everything; `key` may do everything too."""
        document = create_app(self.stage.services).openapi()
        simulated = self.stage.world.simulated
        async with self.client(key) as client, self.client(self.credential[0]) as stranger:
            await self._manage(client)
            await self._find(client)
            found = _operations(document, self.places)
            operations = sorted(found, key=lambda one: one[0] == "delete")
            for method, path, operation in operations:
                for body in self._bodies(operation):
                    await self._ask(client, method, path, operation, body)
                    await simulated.fault("answer", status=422, body=self._echo(), times=1)
                    await self._ask(client, method, path, operation, body)
                    await simulated.ask("DELETE", "faults")
                await self._ask(stranger, method, path, operation, {})

    async def _ask(
        self,
        client: httpx2.AsyncClient,
        method: str,
        path: str,
        operation: Mapping[str, Any],
        body: Any,
    ) -> None:
        dry = "?dry_run=true" if self._dry(operation) and len(self.told) % 3 == 0 else ""
        options = {} if body is None else {"json": body}
        response = await client.request(method, path + dry, **options)
        self.answered.setdefault(operation["operationId"], set()).add(response.status_code)
        self.told.append(f"{response.status_code} {response.headers.multi_items()}")
        self.told.append(self._kept(operation["operationId"], response))

    async def _manage(self, client: httpx2.AsyncClient) -> None:
        """Store the canaries wherever something is stored."""
        provider, root = self.stage.provider, "/mgmt/v2"
        fields = {one.name: PLANTED[one.name] for one in provider.credential}
        third = {"customer_id": "third", "name": "Third", "email": ""}
        await self._told(client, "PUT", f"{root}/customers", json=third)
        path = f"{root}/customers/third/connections"
        asked = {"provider_name": provider.name, **fields}
        await self._told(client, "POST", path, json=asked)
        made = await self._told(client, "POST", f"{path}?verify=false", json=asked)
        self.places["connection_id"] = made.json()["id"]
        secret = {name: PLANTED[name] for name in ("oauth_client_secret",)}
        oauth = {"oauth_scopes": [], "credentials": {"oauth_client_id": "c", **secret}}
        settings = {"category": "engagement", "auth_type": "oauth2", "name": provider.name}
        body = {**settings, "config": {"use_managed_oauth": False, "oauth": oauth}}
        await self._told(client, "POST", f"{root}/providers", json=body)
        for found in (await self._told(client, "GET", f"{root}/providers")).json():
            if found["name"] == provider.name:
                self.places["provider_id"] = found["id"]
        await self._told(client, "PUT", f"{root}/providers/{self.places['provider_id']}", json=body)
        link = {
            "customer_id": "third",
            "provider_name": provider.name,
            "return_url": "https://app.example/in/x",
            "expiration_secs": 600,
        }
        made = await self._told(client, "POST", f"{root}/magic_links", json=link)
        self.places["magic_link_id"] = made.json()["id"]
        made = await client.post("/segue/v1/keys", json={"name": "another"})
        self.shown.append(made.json()["key"])
        self.places["key_id"] = made.json()["id"]

    async def _find(self, client: httpx2.AsyncClient) -> None:
        """Learn the ids of what the provider has."""
        self.places |= {"name": self.stage.provider.name, "provider_name": self.stage.provider.name}
        for noun in ("sequence", "account", "contact", "user", "mailbox", "template"):
            plural = "mailboxes" if noun == "mailbox" else f"{noun}s"
            listed = await self._told(client, "GET", f"/engagement/v2/{plural}?page_size=1")
            if records := listed.json().get("records"):
                self.places[f"{noun}_id"] = records[0]["id"]
        at = f"/engagement/v2/sequences/{self.places['sequence_id']}"
        step = {"record": {"type": "call", "interval_seconds": 86400}}
        await self._told(client, "POST", f"{at}/sequence_steps", json=step)
        steps = (await self._told(client, "GET", at)).json()["steps"]
        self.places["sequence_step_id"] = steps[0]["id"]
        query = {"sequence_id": self.places["sequence_id"]}
        found = await self._told(
            client, "POST", "/engagement/v2/sequence_states/_search", json={"filter": query}
        )
        for state in found.json().get("records", []):
            self.places["sequence_state_id"] = state["id"]
        for entry in (await self._told(client, "GET", "/segue/v1/audit")).json()["records"]:
            self.places |= {"write_id": entry["write_id"]} if entry["write_id"] else {}

    async def _told(
        self, client: httpx2.AsyncClient, method: str, path: str, **options: Any
    ) -> httpx2.Response:
        response = await client.request(method, path, **options)
        self.told += [str(response.headers.multi_items()), response.text]
        return response

    def _bodies(self, operation: Mapping[str, Any]) -> Iterator[Any]:
        if "requestBody" not in operation:
            yield None
            return
        examples = operation["requestBody"]["content"][JSON]["examples"]
        for example in examples.values():
            yield _planted(example["value"], self.places)
            yield _planted(example["value"], self.places, wrong=True)

    def _dry(self, operation: Mapping[str, Any]) -> bool:
        return any(it.get("$ref", "").endswith("/dry_run") for it in operation["parameters"])

    def _kept(self, operation_id: str, response: httpx2.Response) -> str:
        name = SHOWN_ONCE.get(operation_id)
        if name is None or response.status_code >= 300:
            return response.text
        told = response.json()
        secret = told.pop(name)
        self.shown += [secret] if isinstance(secret, str) else []
        return json.dumps(told)

    def _echo(self) -> Any:
        said = " ".join(self.credential)
        return {
            "errors": [{"id": "bad", "title": said, "detail": said}],
            "error": said,
            **dict.fromkeys(self.credential, True),
        }


def _operations(
    document: Mapping[str, Any], places: Mapping[str, str]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    known = document["components"]["parameters"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            taken = [
                known.get(one.get("$ref", "").rpartition("/")[2], one)
                for one in operation.get("parameters", [])
            ]
            values = {
                one["name"]: CUSTOMER
                if one["name"] == "customer_id"
                else places.get(one["name"], one.get("example"))
                for one in taken
            }
            if operation["operationId"] == "exportConnection":
                values["customer_id"] = "third"
            query = [
                f"{one['name']}={values[one['name']]}"
                for one in taken
                if one["in"] == "query" and one.get("required")
            ]
            filled = path.format(**values) + ("?" + "&".join(query) if query else "")
            yield method, filled, {"parameters": [], **operation}


def _planted(value: Any, places: Mapping[str, str], *, wrong: bool = False) -> Any:
    """Put the canaries in their places, or where nothing takes them."""
    if isinstance(value, list):
        return [_planted(one, places, wrong=wrong) for one in value]
    if not isinstance(value, dict):
        return value
    made = {
        key: PLANTED.get(key)
        or (places.get(key) if key.endswith("_id") or key == "provider_name" else None)
        or _planted(inner, places, wrong=wrong)
        for key, inner in value.items()
    }
    return {**made, **{name: [canary] for name, canary in PLANTED.items()}} if wrong else made
