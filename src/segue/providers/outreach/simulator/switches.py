"""What Outreach's documents leave open, as switches; the first position is the default.

Nothing Segue sends may depend on where a switch stands, so tests move each of them.
"""

from collections.abc import Mapping

SWITCHES: Mapping[str, tuple[str, ...]] = {
    # Documented as mandatory on every request [DOC]; Singer and Supaglue worked without [TAP, SG].
    "media_type": ("strict", "lenient"),
    # Accepted live in 2026 [SC]; another client says they are refused [ONF].
    "string_ids": ("accept", "reject"),
    # Refused live for sequence.enabled [SC]; the error's id was not captured.
    "read_only_attribute": ("reject", "ignore"),
    # What a relationship to a row that does not exist answers: 422 or 404.
    "missing_reference": ("invalid", "not_found"),
    # What an expired or revoked bearer answers; only the status 401 was seen [AB-ISS, W6W].
    "unauthorized_body": ("gateway", "json_api", "empty"),
    # Single use [PH, OPER] against "old one keeps working" [TAP, AB].
    "refresh_rotation": ("revoke_old", "keep_old"),
    "token_error_body": ("rfc6749", "text"),
    # Outreach refuses plain http; local work went through a tunnel [SG]. Whether this machine's own
    # addresses are refused too was not seen.
    "plain_redirect_uri": ("refused", "accepted"),
    # X-RateLimit-Remaining came as "9999, 19988" at least once [TAP].
    "remaining_header": ("two_values", "one_value"),
    # Said to be an alias of X-RateLimit-Reset [AE-rate]; its unit was not captured.
    "retry_after": ("epoch", "seconds", "iso"),
    # "absent/null" on the last page [AB, TAP, PH].
    "last_page_next": ("absent", "null"),
    # Documented [AE-conv]; one client says it is refused [AMP].
    "neginf": ("accept", "reject"),
    "sequence_type_change": ("accept", "reject"),
    # The action routes are published [OAS26]; nobody's live call was found.
    "activate_requires": ("nothing", "steps_and_templates"),
    "step_on_enabled_sequence": ("allow", "reject"),
    "step_on_locked_sequence": ("reject", "allow"),
    # No DELETE in either specification; the scope sequenceSteps.delete exists [OAS26, SDK].
    "step_delete": ("route_not_found", "forbidden", "deleted"),
    # "Server picks a default reported as 1 week" [SG].
    "default_interval": ("week", "zero", "null"),
    "default_order": ("last", "one"),
    # A step's date on an interval sequence, its interval on a date sequence.
    "mixed_timing": ("reject", "accept"),
    "step_reparent": ("reject", "accept"),
    # linkedin_send_message and linkedin were seen [SG, ONF]; documented are four types [OAS26].
    "linkedin_step_type": ("accept", "reject"),
    # A step made in the user interface had priority 3 [AB]; the API's default is not known.
    "default_task_priority": ("normal", "none"),
    "reply_without_subject": ("accept", "reject"),
    "reply_as_first_email": ("accept", "reject"),
    "template_delete_linked": ("accept", "reject"),
    # Supaglue only asserts that what it wrote is contained in what it reads [SG].
    "template_html": ("as_given", "wrapped"),
    "template_share_type": ("shared", "private", "read_only"),
    "template_tracking": ("on", "off"),
    # What a second prospect with an address answers: mostly the model's words, in a race the
    # database's [BAL].
    "duplicate_email": ("validation", "race"),
    # Uniqueness minds no case [BAL, inferred]; of filter[emails] nothing is known.
    "email_filter_case": ("ignored", "minded"),
    # Inferred: PATCH emails puts the list in the place of the old one.
    "emails_patch": ("replace", "merge"),
    "address_touches_prospect": ("yes", "no"),
    # Without granular opt-out the channels' flags stand for the general one [OAS26].
    "granular_opt_out": ("off", "on"),
    "duplicate_account": ("accept", "reject"),
    "account_delete_with_prospects": ("detach", "reject"),
    "sequence_delete_with_states": ("cascade", "reject"),
    # pending first [ONF], or active at once [SC].
    "enrolled_when_on": ("pending", "active"),
    # paused [SC], or pending for as long as it is off [ONF].
    "enrolled_when_off": ("paused", "pending"),
    # finish and pause from active, resume from paused [OAS26]; that others are refused is inferred.
    "state_actions": ("strict", "lenient"),
    "resume_when_off": ("reject", "accept"),
    # Whether a prospect that was un-enrolled counts as having been in the sequence.
    "unenrolled_may_return": ("yes", "no"),
    # A ruleset has callOptOutAction [OAS26]; only refusals for e-mail were seen [SC].
    "call_opt_out": ("ignore", "refuse"),
    # "Cannot be updated via the API" [OAS26].
    "user_email_change": ("reject", "ignore"),
}
