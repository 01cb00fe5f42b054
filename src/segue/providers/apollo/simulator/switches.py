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
    # A row that comes twice, on two pages: seen on the search for people [CREA].
    "repeated_rows": ("never", "one"),
    # Plans on which contacts and accounts cannot be searched [OAS].
    "record_search": ("open", "paid_only"),
    # Filters of contacts that clients send and no document lists [OUTB].
    "unlisted_contact_filters": ("ignored", "work"),
    # How a guessed address is called: the documents and the application differ.
    "guessed_email_status": ("extrapolated", "guessed"),
    # Whether the case of an address is kept; no source.
    "email_case": ("kept", "lowered"),
    # A contact made without a company: as it is, or with one that Apollo found [VCR].
    "missing_organization": ("left_empty", "filled_in"),
    # `owner_id` and `linkedin_url` are listed for the bulk calls only [OAS].
    "contact_owner_on_single": ("ignored", "written"),
    "linkedin_on_single": ("ignored", "written"),
    # Custom fields that an update leaves out; no source.
    "custom_fields_update": ("merged", "replaced"),
    # One team saw an address matched without the flag (2026-09-14) [CREA].
    "single_dedupe": ("by_flag", "by_email_always"),
    # Bulk creation deduplicates when asked [OAS], or never (2026-08-31) [CREA].
    "bulk_dedupe": ("by_flag", "never"),
    # DELETE of a contact is in no document: it works [DEMO], or the plan has none [SEB].
    "contact_delete": ("works", "forbidden", "absent"),
    # DELETE of an account: one library has a name for it [VAL].
    "account_delete": ("absent", "works"),
    # No documented answer of the single calls shows the address of an account [OAS].
    "account_address": ("silent", "echoed"),
    # `label_names` without `contact_ids` were refused (2026-07, 2026-09-14) [CREA] against [OAS].
    "enrol_by_list": ("refused", "works"),
    # In what order a contact is examined; no source.
    "skip_order": ("suggested", "reversed"),
    # What a contact of this very sequence is skipped for [VCR], against the table [OAS].
    "already_enrolled_reason": ("active_in_other", "own"),
    # What a contact that finished another sequence is skipped for; [COLL] saw the words for active.
    "ended_elsewhere_reason": ("finished", "as_if_active"),
    # Whether who finished this sequence goes in again when the request lifts that block; no source.
    "finished_again": ("refused", "with_flag"),
    # Whether who was removed from a sequence counts as having finished one [VAL].
    "removed_contacts": ("free", "blocked"),
    # Whether contacts of others are closed to admins; no source.
    "ownership": ("admins_pass", "owner_only"),
    # A second contact of a company got in, though there is a reason for skipping it [CREA].
    "same_company": ("let_in", "skipped"),
    # A revoked mailbox that says it is active: one with an error kept sending [AUD2].
    "revoked_mailbox": ("accepted", "refused"),
    # `skipped_contact_ids` when nobody was.
    "nobody_skipped": ("object", "array"),
    # Names and answer of a write to a mailbox are nowhere documented [VAL][ADEL].
    "mailbox_write": ("written", "ignored"),
    # Ids of enrolments: an own one each [VCR], or one for all that were added together [SG].
    "status_ids": ("unique", "shared"),
    # Whether `updated_at` follows an enrolment: a sample has an older one than its status [OAS].
    "enrolment_touches_contact": ("no", "yes"),
    # Taking contacts out: done at once, or a job [OAS].
    "remove_answer": ("done", "job"),
    # What `mode: stop` leaves behind; no source.
    "stop_status": ("finished", "paused"),
    # The body of change_contact_statuses, and what it does to who has finished; no source.
    "change_statuses_answer": ("contacts", "empty"),
    "change_finished": ("ignored", "changed"),
    # Whom an approval lets go on: who waited for the sequence, or everybody paused [OAS].
    "resumed_by_approve": ("waiting", "everybody"),
    # The step of an enrolment when an update replaced it: it dangles, or is forgotten; no source.
    "step_of_enrolment": ("dangles", "forgotten"),
    # In 2024 a 429 was a bare string [SG].
    "rate_limit_body": ("json", "text"),
}


def defaults() -> dict[str, str]:
    """Return every switch in its first position."""
    return {name: positions[0] for name, positions in SWITCHES.items()}
