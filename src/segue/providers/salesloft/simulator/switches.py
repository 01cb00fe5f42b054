"""What Salesloft's documents leave open; the first position of each switch is the default."""

from collections.abc import Mapping

SWITCHES: Mapping[str, tuple[str, ...]] = {
    # Whether steps can be read the moment an import answers was never documented; one client
    # lists them at once and takes that as proof (T S8).
    "import_visibility": ("at_once", "late"),
    # An import that holds no step at all: no source.
    "empty_step_groups": ("accepted", "refused"),
    # "team_cadence is not a valid field" was seen for a misplaced key (T S7); whether every
    # unknown key is refused is not known.
    "unknown_keys": ("refused", "ignored"),
    # An import into a cadence id that does not exist: no source for the status.
    "unknown_cadence": ("404", "422"),
    # A team with allow_automated_email_steps false presumably refuses them: no source.
    "automated_when_disallowed": ("refused", "accepted"),
    # Several steps in a group are A/B variants (T S8); the vendor's words also fit several
    # touches on one day.
    "several_steps_in_group": ("variants", "multitouch"),
    # Two groups with one day: inferred from what the vendor's own export shows (T S2).
    "same_day_groups": ("accepted", "refused"),
    # The vendor only says that reference_id names a group; clients sent 0 for each (T S2).
    "duplicate_reference_id": ("refused", "accepted"),
    # `settings` beside `cadence_content.cadence_id`: clients omit it (T S2) or send it.
    "settings_with_cadence_id": ("ignored", "refused"),
    # A team cadence is "created by an admin"; what a member's import gets is not documented.
    "team_cadence_by_member": ("refused", "accepted"),
    # Which parts of email_template an import must hold: no source.
    "import_template_content": ("title_and_body", "with_subject", "optional"),
    # Only {{my_first_name}} was seen refused (T S8); the list of valid names may be longer.
    "dynamic_tags": ("listed", "any"),
    # Dotted names are how one client reports nested errors (T S8); the wire may nest them.
    "nested_error_keys": ("dotted", "nested"),
    # Arrays of messages are documented (V S4); a parser was fed a plain string (T S6).
    "error_values": ("arrays", "strings"),
    # Documented as integer; the live API also sends strings (T S5).
    "step_number": ("integer", "string"),
    # The details of Other and Integration steps have no documented path.
    "unlisted_details": ("hidden", "served"),
    # "Sanitized body" (V S1): what sanitising does to a body is not documented.
    "template_bodies": ("as_sent", "sanitised", "wrapped"),
    # Which fields POST /v2/email_templates requires: no source.
    "template_required": ("title_and_body", "with_subject", "nothing"),
    # What PUT does to a template that lives on a cadence step: no source.
    "cadence_template_put": ("applied", "refused"),
    # Whether cadence_id[] alone lists cadence-only templates: no source.
    "templates_by_cadence": ("alone", "needs_include"),
    # "is already taken" in the vendor's example (V S4), the other words in the field (T S7).
    "taken_message": ("has_already_been_taken", "is_already_taken"),
    # The vendor's example of a 422 has first_name "is required" (V S4); its file requires none.
    "first_name": ("optional", "required"),
    # Whether addresses that differ in case only are one address: no source.
    "email_case": ("ignored", "kept"),
    # Who owns a person or an account made without owner_id: no source.
    "default_owner": ("nobody", "caller"),
    # What becomes of an attribute that a person or an account does not have: no source.
    "unknown_attributes": ("ignored", "refused"),
    # Only fields the team defined can be set (V S1); what another name gets is not said.
    "unknown_custom_fields": ("refused", "ignored"),
    # Whether custom_fields of a PUT replace all values or only those named: no source.
    "custom_fields_put": ("merged", "replaced"),
    # crm_id needs a privileged scope (V S4); what happens without it is not documented.
    "crm_id_without_scope": ("forbidden", "ignored"),
    # The vendor's file requires name and domain of a PUT too; clients send less (T S12).
    "account_put_needs": ("name_and_domain", "nothing"),
    # An object in the documents (V S1), an array in recorded answers (L S6, T S5).
    "user_relationships": ("array", "object"),
    # Enrolling into a draft cadence: an error or staged, no source. A weak third-party list says
    # that the cadence must be active.
    "enrol_in_draft": ("refused", "staged"),
    # The status for a person, cadence or user that is not there: no source.
    "enrolment_of_unknown": ("404", "422"),
    # 422 (T S7); an older revision of the same notes says "409/422".
    "duplicate_enrolment": ("422", "409"),
    # The words are known (T S7), the key they stand under is not.
    "ownership_error_key": ("cadence_id", "user_id"),
    # One record for each person and cadence (V S1); "reassigned" suggests the user counts too.
    "membership_key": ("person_and_cadence", "with_user"),
    # An account's do_not_contact takes its people out of what is active (V S1); whether it also
    # keeps them out is not said.
    "person_of_closed_account": ("refused", "accepted"),
    # A second DELETE of a membership: no source.
    "repeated_removal": ("204", "404"),
    # Creates answer 200 in the documents (V S1, S3); 201 was seen on one (T S8).
    "created_status": ("200", "201"),
    # next_page on an exactly full last page, when no counts were asked for: no source.
    "full_last_page": ("null", "next"),
    # "Results are only paginated if the page parameter is defined" (V S1), and a recorded
    # answer has no paging key (L S6); it may have been trimmed.
    "users_paging": ("only_with_page", "always"),
    # The body of a 429: no source; the first is our guess.
    "rate_limit_body": ("json", "html", "empty"),
    # A client of 2018 read x-ratelimit-limit-minute (T S15); the present page does not name it.
    "limit_header": ("absent", "present"),
    # Whether a refresh also ends the old access token: no source.
    "access_token_after_refresh": ("valid", "revoked"),
    # Whether a code's grant also revokes the refresh tokens of earlier grants: no source.
    "refresh_after_code": ("kept", "revoked"),
    # An older page sends `context` with the code, newer request lists omit it (V S3).
    "code_context": ("optional", "required"),
}
"""Every position of every switch."""


def defaults() -> dict[str, str]:
    """Return each switch in its default position."""
    return {name: positions[0] for name, positions in SWITCHES.items()}
