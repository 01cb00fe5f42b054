"""What a team writes instead: a FastAPI route that translates and forwards with httpx2.

httpx2 is what has become of httpx.

It has no journal, no database, no second provider and no token to keep alive.
It makes the same provider calls in the same order. Run as a program: `python -m bench.bare PORT`,
with what to call in the environment.
"""

import json
import os
import ssl
import sys
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Template(BaseModel):
    """Text of an e-mail."""

    name: str | None = None
    subject: str
    body: str


class Step(BaseModel):
    """A step, as callers name it."""

    type: str
    interval_seconds: int = 0
    task_note: str | None = None
    template: Template | None = None


class StepBody(BaseModel):
    """The body of a request that adds a step."""

    record: Step


def create_app(url: str, certificate: str, shapes: dict[str, list[Any]]) -> FastAPI:
    """Make the application."""
    app = FastAPI()
    client = httpx2.AsyncClient(
        verify=ssl.create_default_context(cafile=certificate),
        limits=httpx2.Limits(max_connections=200, max_keepalive_connections=200),
        headers={"content-type": "application/vnd.api+json", "authorization": "Bearer bench"},
        timeout=30,
    )

    async def forward(exchange: dict[str, Any], body: Any) -> Any:
        answer = await client.request(
            exchange["method"], url + exchange["path"], params=exchange["query"], json=body
        )
        answer.raise_for_status()
        return answer.json()

    @app.post("/engagement/v2/sequences/{sequence_id}/sequence_steps", status_code=201)
    async def create(sequence_id: str, asked: StepBody) -> dict[str, Any]:  # noqa: ARG001 -- the path's
        record, made = asked.record, "0"
        for exchange in shapes["call step" if record.template is None else "e-mail step"]:
            body = exchange["body"]
            if body is not None and body["data"]["type"] == "sequenceStep":
                attributes = {
                    **body["data"]["attributes"],
                    "stepType": record.type,
                    "interval": record.interval_seconds,
                }
                body = {"data": {**body["data"], "attributes": attributes}}
            answer = await forward(exchange, body)
            if body is not None and body["data"]["type"] == "sequenceStep":
                made = str(answer["data"]["id"])
        return {"record": {"id": made}, "warnings": []}

    @app.get("/engagement/v2/contacts")
    async def contacts(page_size: int) -> dict[str, Any]:
        (exchange,) = shapes["100 contacts"]
        found = (await forward(exchange, None))["data"][:page_size]
        return {
            "next": None,
            "records": [
                {
                    "id": str(one["id"]),
                    "first_name": one["attributes"]["firstName"],
                    "last_name": one["attributes"]["lastName"],
                    "job_title": one["attributes"]["title"],
                    "email_addresses": [
                        {"email_address": email} for email in one["attributes"]["emails"]
                    ],
                    "created_at": one["attributes"]["createdAt"],
                    "updated_at": one["attributes"]["updatedAt"],
                }
                for one in found
            ],
        }

    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(
            os.environ["BENCH_URL"],
            os.environ["BENCH_CERTIFICATE"],
            json.loads(os.environ["BENCH_SHAPES"]),
        ),
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
    )
