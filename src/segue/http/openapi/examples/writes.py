"""Examples of bodies and of answers that are not failures."""

from typing import Any

MOMENT = "2026-08-14T09:30:00.000Z"
WRITE_ID = "wr_5f0c6d0e4b6f4c0f9f2d3a1b7c8e9d10"
KEY = "9f1c2a6e-5d0b-4c1e-8f0a-2b7d9c4e6a10"

STEP = {
    "type": "auto_email",
    "name": "Second touch",
    "interval_seconds": 86_400,
    "template": {
        "subject": "One more thought",
        "body": "<p>Hello {{first_name}}, did you see my last message?</p>",
    },
}
STEP_CREATE = {
    "inline": {"summary": "An e-mail, a day later", "value": {"record": STEP}},
    "template": {
        "summary": "An e-mail from a template of the provider",
        "value": {
            "record": {"type": "manual_email", "interval_seconds": 0, "template": {"id": "42"}}
        },
    },
    "call": {
        "summary": "A call, put in third place",
        "value": {
            "record": {
                "type": "call",
                "interval_seconds": 172_800,
                "order": 3,
                "task_note": "Ask about the trial",
            }
        },
    },
}
STEP_UPDATE = {
    "content": {
        "summary": "New content",
        "value": {"record": {"template": {"subject": "A better subject"}}},
    },
    "wait": {"summary": "A longer wait", "value": {"record": {"interval_seconds": 172_800}}},
}
SEQUENCE_CREATE = {
    "steps": {
        "summary": "A sequence with two steps",
        "value": {
            "record": {
                "name": "Trial follow-up",
                "type": "team",
                "tags": ["trial"],
                "steps": [
                    {**STEP, "name": "First touch", "interval_seconds": 0},
                    {"type": "call", "interval_seconds": 86_400},
                ],
            }
        },
    },
    "empty": {
        "summary": "Without steps",
        "value": {"record": {"name": "Trial follow-up", "type": "private"}},
    },
}

WARNING = {
    "title": "Outreach has no place for this field",
    "detail": "It was left out: a sequence step of Outreach has no name.",
    "problem_type": "FIELD_NOT_SUPPORTED",
    "source": {"pointer": "/body/record/name"},
}
CREATED = {
    "plain": {
        "summary": "All as asked",
        "value": {"record": {"id": "21"}, "warnings": []},
    },
    "warned": {
        "summary": "One field was left out",
        "value": {"record": {"id": "21"}, "warnings": [WARNING]},
    },
}
UPDATED = {"plain": {"summary": "All as asked", "value": {"warnings": []}}}
DRY_RUN = {
    "dry_run": {
        "summary": "With dry_run=true",
        "value": {
            "reads": [{"method": "GET", "path": "/sequences/7"}],
            "calls": [
                {
                    "name": "template",
                    "method": "POST",
                    "path": "/templates",
                    "body": {"data": {"type": "template", "attributes": {"subject": "Hello"}}},
                    "undo": {"method": "DELETE", "path": "/templates/{template/data/id}"},
                },
                {
                    "name": "link",
                    "method": "POST",
                    "path": "/sequenceTemplates",
                    "body": {
                        "data": {
                            "type": "sequenceTemplate",
                            "relationships": {
                                "template": {
                                    "data": {
                                        "type": "template",
                                        "id": {"$from": "template", "pointer": "/data/id"},
                                    }
                                }
                            },
                        }
                    },
                },
            ],
            "warnings": [WARNING],
            "cost": [
                {
                    "scope": "user",
                    "windows": [
                        {
                            "window": "hour",
                            "length_seconds": 3600,
                            "limit": 10_000,
                            "left": 9640,
                            "resets_at": MOMENT,
                            "known": "told",
                        }
                    ],
                    "blocked_until": None,
                    "reads": 1,
                    "calls": 2,
                }
            ],
        },
    }
}

SEQUENCE: dict[str, Any] = {
    "id": "7",
    "owner_id": "3",
    "name": "Trial follow-up",
    "is_enabled": False,
    "tags": ["trial"],
    "num_steps": 1,
    "metrics": {"openCount": 12, "replyCount": 2},
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "last_modified_at": MOMENT,
    "is_archived": None,
    "share_type": "team",
    "is_deleted": False,
}
SEQUENCE_WITH_STEPS = {
    "sequence": {
        "summary": "With its steps",
        "value": {
            **SEQUENCE,
            "steps": [
                {
                    "id": "21",
                    "type": "auto_email",
                    "interval_seconds": 0,
                    "template": {"id": "42", "subject": "Hello", "body": "<p>Hello</p>"},
                    "is_reply": False,
                    "order": 1,
                }
            ],
        },
    }
}
SEQUENCE_PAGE = {
    "page": {
        "summary": "The first of several pages",
        "value": {
            "pagination": {"next": "eyJwIjoyfQ", "previous": None, "total_count": 31},
            "records": [SEQUENCE],
        },
    }
}

PROVIDERS = {
    "providers": {
        "summary": "One provider",
        "value": {
            "records": [
                {
                    "name": "outreach",
                    "title": "Outreach",
                    "credential": [
                        {"name": "access_token", "note": "An OAuth token.", "required": True}
                    ],
                }
            ]
        },
    }
}
CAPABILITIES = {
    "table": {
        "summary": "Two rows",
        "value": {
            "provider_name": "outreach",
            "capabilities": [
                {
                    "name": "step.create",
                    "support": "native",
                    "usable": True,
                    "on_use": None,
                    "note": "",
                    "source": "the vendor's reference",
                    "confidence": "high",
                },
                {
                    "name": "step.name",
                    "support": "absent",
                    "usable": False,
                    "on_use": "drop",
                    "note": "a sequence step of Outreach has no name",
                    "source": "the vendor's reference",
                    "confidence": "high",
                },
            ],
        },
    }
}
_WRITE = {
    "id": WRITE_ID,
    "state": "done",
    "operation": "step.create",
    "customer_id": "customer-1",
    "provider_name": "outreach",
    "sequence_id": "7",
    "idempotency_key": KEY,
    "attempt": 1,
    "recovers": False,
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
WRITE_PAGE = {
    "page": {
        "summary": "A write of which nobody knows",
        "value": {
            "pagination": {"next": None, "previous": None},
            "records": [{**_WRITE, "state": "unknown"}],
        },
    }
}
WRITE_RECORD = {
    "write": {
        "summary": "A write that is done",
        "value": {
            **_WRITE,
            "calls": [
                {
                    "name": "step",
                    "state": "finished",
                    "started_at": MOMENT,
                    "finished_at": MOMENT,
                    "made": {"kind": "sequenceStep", "id": "21"},
                }
            ],
            "answer": {"status": 201, "body": {"record": {"id": "21"}, "warnings": []}},
            "problem": None,
        },
    }
}
READY = {
    "ready": {
        "summary": "It can work",
        "value": {
            "status": "ready",
            "version": "0.1.0",
            "checks": {
                name: {"ok": True, "reason": None}
                for name in ("database", "migrations", "clock", "encryption_key", "serving")
            },
        },
    }
}
UNREADY = {
    "unready": {
        "summary": "It cannot",
        "value": {
            "status": "not_ready",
            "version": "0.1.0",
            "checks": {
                "database": {"ok": False, "reason": "The database cannot be reached."},
                "clock": {"ok": True, "reason": None},
                "serving": {"ok": True, "reason": None},
            },
        },
    }
}
HEALTH = {"health": {"summary": "All well", "value": {"status": "ok", "version": "0.1.0"}}}
