"""A vendor of one resource, and a client that talks to it over a real socket."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

import aiohttp
import pytest

from segue.simulation import Answer, Asked, Clock, Host, serve

Control = Callable[..., Awaitable[Any]]


class Letterbox:
    """A vendor that keeps the letters it is sent, with the moment each one came."""

    name = "letterbox"
    SWITCHES: Mapping[str, tuple[str, ...]] = {"stamp": ("needed", "free")}

    def __init__(self) -> None:
        self.switches = {"stamp": "needed"}
        self.reset()

    def answer(self, asked: Asked, clock: Clock) -> Answer:
        if self.credential != "good":
            return Answer(401, {"credential": self.credential})
        if asked.method == "POST":
            self.letters.append({"text": asked.body["text"], "at": clock.now().isoformat()})
            return Answer(201, {"n": len(self.letters)}, {"X-Box": "1"})
        if asked.method == "DELETE":
            self.letters.clear()
            return Answer(204)
        return Answer(200, self.letters)

    def seed(self, what: Mapping[str, Any]) -> Mapping[str, Any]:
        if set(what) != {"letters"}:
            raise ValueError("only letters can be seeded")
        self.letters += [{"text": text, "at": None} for text in what["letters"]]
        return {"letters": len(self.letters)}

    def snapshot(self) -> Mapping[str, Any]:
        return {"letters": self.letters}

    def reset(self) -> None:
        self.letters: list[dict[str, Any]] = []
        self.credential = "good"

    def expire_token(self) -> None:
        self.credential = "expired"

    def revoke_token(self) -> None:
        self.credential = "revoked"

    def token(self) -> Mapping[str, str]:
        return {"access_token": "stamp"}

    def fault_answer(self, kind: str, clock: Clock) -> Answer:
        status = {"refused": 422, "rate_limited": 429, "server_error": 502}[kind]
        return Answer(status, f"<p>{kind}</p>", {"X-At": clock.now().isoformat()}, "text/html")


@pytest.fixture
def url() -> Iterator[str]:
    """Serve a letterbox for one test."""
    with Host(serve(Letterbox())) as host:
        yield host.url


@pytest.fixture
async def client(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A client whose base is the letterbox."""
    async with aiohttp.ClientSession(url) as session:
        yield session


@pytest.fixture
def control(client: aiohttp.ClientSession) -> Control:
    """Call the control endpoint; a refusal there fails the test."""

    async def call(method: str, path: str, /, **body: Any) -> Any:
        async with client.request(method, f"/__simulator__/{path}", json=body) as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return said

    return call


@pytest.fixture
def letters(control: Control) -> Callable[[], Awaitable[list[str]]]:
    """Read what the letterbox holds, without asking the vendor."""

    async def read() -> list[str]:
        state = await control("GET", "state")
        return [letter["text"] for letter in state["state"]["letters"]]

    return read


@pytest.fixture
def letterbox() -> type[Letterbox]:
    """The vendor's class, for tests that serve several."""
    return Letterbox
