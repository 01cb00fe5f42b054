"""What Apollo's documents leave open, each as a switch. The first position is the default."""

from collections.abc import Mapping

SWITCHES: Mapping[str, tuple[str, ...]] = {
    # Rate table of docs.apollo.io, 2026-08 [AE]; `unlimited` is for load tests.
    "plan": ("organization", "professional", "basic", "free", "unlimited"),
    # 2 sequences, 5 steps a sequence, no A/B test: error texts of the create call [OAS].
    "plan_limits": ("off", "on"),
    # Whether the acting user may create sequences [OAS].
    "create_permission": ("granted", "denied"),
    # Cloudflare refused the default agents of two Python clients [ADEL].
    "edge_block": ("off", "on"),
    # `api_key` in query or body was the scheme before 2024 [SLATE]; nobody has tried it since.
    "legacy_key": ("refused", "accepted"),
    # /auth/health with a dead key: refused as everywhere, or 200 saying so. No source.
    "health_with_dead_key": ("refused", "logged_out"),
    # Nothing promises that the routes of the web app stay open to keys.
    "private_routes": ("open", "closed", "absent"),
    # A PUT /sequences/{id} without emailer_steps: 422 after the settings were saved, or after the
    # steps were removed as well [DEMO], or a plain change of settings [OAS].
    "missing_steps": ("reject", "reject_and_wipe", "keep"),
    # Whether the settings of a PUT whose steps are refused stay saved [DEMO].
    "refused_update": ("settings_saved", "discarded"),
    # Steps without touches: refused [DEMO], or accepted when they carry an id [VICKY].
    "summary_steps": ("refuse", "keep"),
    # A touch sent without the id of its template: updated in place, or given a new one [CREA].
    "omitted_template_id": ("kept", "replaced"),
    # A second write while one to /sequences is under way is refused: never, for two seconds after
    # each write, or always [OAS].
    "sequence_lock": ("free", "lingers", "busy"),
    # Two integrations say that a sequence must have a schedule [TUL][REPL].
    "schedule": ("optional", "required"),
    # Archiving is for the owner and those with full access [OAS]; whether an admin is, is not said.
    "archive_by_others": ("allowed", "refused"),
    # A bare GET /emailer_campaigns was reported to create a sequence [ADEL].
    "bare_index": ("creates", "absent"),
    # Whether the old `permissions` of the private calls still decide who sees a sequence.
    "private_permissions": ("shared", "ignored"),
    # Whether POST /emailer_steps answers with the touch and the template it made [TRI].
    "step_answer": ("full", "bare"),
    # One run got two touches on every step it created [UM].
    "touches_per_step": ("one", "two"),
    # Deleting the only step of a sequence [VAL].
    "delete_last_step": ("refused", "allowed"),
    # PUT /emailer_touches/{id} with a whole template [SG][APX] against [UM][YDC].
    "touch_update": ("works", "broken"),
    # Whether that call approves the touch as well [VAL].
    "touch_update_approves": ("no", "yes"),
    # More than 100 rows a page: fewer rows, or a 422 as on people search [VAL].
    "per_page_over_100": ("clamped", "refused"),
    # Rows found by a search trail behind writes by about two seconds.
    "search_lag": ("none", "two_seconds"),
    # In 2024 a 429 was a bare string [SG].
    "rate_limit_body": ("json", "text"),
}


def defaults() -> dict[str, str]:
    """Return every switch in its first position."""
    return {name: positions[0] for name, positions in SWITCHES.items()}
