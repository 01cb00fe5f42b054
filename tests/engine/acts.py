"""A provider of few words, and a transport that answers as it is told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from segue.config import Settings
from segue.engine.transport import Answer, Destination
from segue.model.problem import Problem
from segue.service.carrying import CHANGED, MADE
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Intent, Outcome, WriteRequest, perform
from segue.spi.capability import Capabilities
from segue.spi.errors import ErrorRule
from segue.spi.limits import UNKNOWN
from segue.spi.operation import Write, no_reads
from segue.spi.plan import Call, Find, Lookup, Match, Output, Plan, Request
from segue.spi.provider import CredentialField, Provider
from segue.store.runner import Database
from segue.testing.clock import MovableClock
from segue.vault import Vault

TOKEN = "planted/secret+token-0123456789"
CLEAN = (400, 401, 403, 404, 422, 429)

Said = Answer | BaseException | Callable[[], Awaitable[Answer]]


def rows(_asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find every row, shaped as the answer that would have made it."""
    return tuple(Match(id=str(row["id"]), answer=row) for row in answer["rows"])


PLAIN = Provider(
    limits=UNKNOWN,
    name="plain",
    title="Plain",
    api_url="https://plain.invalid",
    auth_url="https://plain.invalid",
    media_type="application/json",
    credential=(CredentialField(name="token", note="A token."),),
    headers=lambda credential: {"Authorization": f"Bearer {credential['token']}"},
    ids=dict.fromkeys(("sequence", "step", "template", "user"), ".+"),
    reserved_keys={},
    capabilities=Capabilities({}),
    error_rules=tuple(ErrorRule(status=status) for status in CLEAN),
    words=lambda body: body["error"] if isinstance(body, dict) else str(body),
    finders={"rows": rows},
    writes={
        name: Write(no_reads, lambda _ask, _answers: plan_of())
        for name in ("sequence.create", "step.create", "step.update")
    },
    queries={},
    simulator=lambda: None,
)


def said(status: int = 200, body: Any = None, *, text: str = "", **headers: str) -> Answer:
    """Make an answer."""
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        status=status, body=body, text=text or (str(body) if body else ""), headers=spelled
    )


def make(name: str, *, on: str | None = None, **options: Any) -> Call:
    """Plan a call that makes something, on what another call has made."""
    body = {"name": name} | ({"on": Output(on, "/id")} if on else {})
    return Call(
        name=name,
        request=Request(method="POST", path=(name,), body=body),
        **{"makes": name, "id_at": "/id"} | options,
    )


def change(name: str, *, undone: bool = True) -> Call:
    """Plan a change that may be sent again, and can be taken back."""
    undo = Request(method="PATCH", path=("back", name)) if undone else None
    return Call(
        name=name, request=Request(method="PATCH", path=(name,)), repeatable=True, undo=undo
    )


def delete(name: str) -> Request:
    """Ask for what a call made to be taken away."""
    return Request(method="DELETE", path=(name, Output(name, "/id")))


def looked_up(name: str) -> Lookup:
    """Look for what a call makes."""
    return Lookup(request=Request(method="GET", path=(name,)), find="rows")


def find(name: str) -> Find:
    """Plan to look for what was made."""
    return Find(name=name, lookup=looked_up(name))


def plan_of(*calls: Call | Find, result: Output | None = None) -> Plan:
    """Put calls together; the result is the last call's id."""
    calls = calls or (make("thing"),)
    return Plan(calls=calls, result=result or Output(calls[-1].name, "/id"))


@dataclass
class Script:
    """A transport that answers each request as it was told, the last answer again and again."""

    lines: dict[str, list[Said]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def on(self, request: str, *answers: Said) -> None:
        """Tell what a request such as ``POST /step`` is answered."""
        self.lines[request] = list(answers)

    async def send(self, _destination: Destination, request: Request) -> Answer:
        line = f"{request.method} /{'/'.join(map(str, request.path))}"
        self.sent.append(line)
        told = self.lines[line]
        one = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(one, BaseException):
            raise one
        return one if isinstance(one, Answer) else await one()

    def writes(self) -> list[str]:
        """Name what was sent that is no reading, and forget it."""
        found = [line for line in self.sent if not line.startswith("GET")]
        self.sent.clear()
        return found


@dataclass
class Stage:
    """A customer of the plain provider."""

    services: Services
    session: Session
    script: Script
    clock: MovableClock
    planned: int = 0

    async def write(
        self,
        plan: Plan | Callable[[Any], Plan],
        key: str = "a key",
        *,
        target: str | None = "s1",
        reads: Any = no_reads,
        **options: Any,
    ) -> Outcome:
        """Ask for a write that is planned so."""

        def planning(_ask: Any, answers: Any) -> Plan:
            self.planned += 1
            return plan if isinstance(plan, Plan) else plan(answers)

        intent: Intent[str] = Intent(
            operation="step.create",
            write=Write(reads, planning),
            ask=lambda write_id: write_id,
            target=target,
            parsed=options.get("parsed"),
            manner=MADE if options.get("answers_id", True) else CHANGED,
        )
        request = WriteRequest(
            method="POST",
            path=f"/s/{target}",
            query={},
            body=b"",
            key=key,
            dry_run=options.get("dry_run", False),
            strict=options.get("strict", False),
        )
        return await perform(self.services, self.session, request, intent)

    async def refused(self, plan: Plan, key: str = "a key", **options: Any) -> Problem:
        """Ask for a write, and give the problem that it ends in."""
        try:
            outcome = await self.write(plan, key, **options)
        except Problem as problem:
            return problem
        raise AssertionError(f"done: {outcome}")

    def restarted(self) -> "Stage":
        """Give the same customer at another process."""
        services = replace(self.services, process=f"{self.services.process}+", queues={})
        return replace(self, services=services)


def staged(database: Database, provider: Provider = PLAIN) -> Stage:
    """Open a stage on a migrated database."""
    script, clock = Script(), MovableClock()
    services = Services(
        database=database,
        vault=Vault(b"\x07" * 32),
        clock=clock,
        transport=script,
        providers={provider.name: provider},
        api_urls={},
        settings=Settings(wait_seconds=0.05),
    )
    session = Session(
        application_id="ap_1",
        application_name="An application",
        customer_id="a customer",
        connection_id="cn_1",
        provider=provider,
        destination=Destination(
            connection_id="cn_1",
            provider=provider,
            api_url=provider.api_url,
            credential={"token": TOKEN},
        ),
    )
    return Stage(services=services, session=session, script=script, clock=clock)


def later(stage: Stage, seconds: float, end: Answer | BaseException) -> Callable[[], Any]:
    """Answer after a time by the movable clock."""

    async def send() -> Answer:
        stage.clock._offset += timedelta(seconds=seconds)
        if isinstance(end, BaseException):
            raise end
        return end

    return send
