"""Every numbered defect of the old service: the tests that fail if it comes back, or why none is.

The numbers are those of the description of the old wire, section 6: A the wire layer, B across
providers, C Outreach, D Salesloft, E Apollo.
"""

from collections.abc import Mapping

COUNTS: Mapping[str, int] = {"A": 33, "B": 16, "C": 24, "D": 32, "E": 31}
"""How many defects of each kind there are; they are numbered from 1."""

_WIRE = "tests/wire/test_operations.py::"
_LOOSE = "tests/wire/test_looseness.py::"
_HERE = "tests/defects/test_wire.py::"
_CROSS = "tests/defects/test_cross.py::"
_CONTRACT = "src/segue/testing/contract/"
_OUTREACH = "src/segue/providers/outreach/tests/"
_SALESLOFT = "src/segue/providers/salesloft/tests/"
_APOLLO = "src/segue/providers/apollo/tests/"
_HTTP = "tests/http/"
_ENGINE = "tests/engine/"

_ROW = f"{_CONTRACT}rows.py::test_a_row_tells_the_truth"
_DONE = f"{_CONTRACT}operations.py::test_an_operation_tells_the_truth"
_FAULT = f"{_CONTRACT}faults.py::test_a_fault_neither_loses_nor_doubles"
_DEAD = f"{_CONTRACT}faults.py::test_a_dead_credential_is_said_to_be_dead"
_PLACE = f"{_CONTRACT}once.py::test_every_step_has_a_place_of_its_own"
_STEP_BACK = f"{_CONTRACT}readback.py::test_a_step_reads_back_as_asked"
_SEQUENCE_BACK = f"{_CONTRACT}readback.py::test_a_sequence_reads_back_as_asked"
_SHARE_BACK = f"{_CONTRACT}readback.py::test_who_may_use_it_reads_back"
_STATUSES = f"{_ENGINE}test_refusal.py::test_statuses"
_CHANGED = f"{_CONTRACT}once.py::test_a_change_reads_back"

_TRASHED = (
    f"{_OUTREACH}test_book_read.py::test_a_trashed_contact_is_deleted_and_an_empty_one_is_readable"
)

TESTS: Mapping[str, tuple[str, ...]] = {
    "A1": (f"{_WIRE}test_raw_data_comes_when_asked_for_alone",),
    "A2": (f"{_LOOSE}test_what_is_no_json_is_400", f"{_LOOSE}test_too_long_a_body_is_413"),
    "A3": (
        f"{_LOOSE}test_a_moment_is_one_in_every_spelling",
        f"{_LOOSE}test_what_changed_after_now_is_nothing",
        f"{_LOOSE}test_a_provider_without_that_filter_says_so",
    ),
    "A4": (f"{_LOOSE}test_a_moment_is_one_in_every_spelling",),
    "A5": (f"{_CROSS}test_an_account_search_can_be_walked",),
    "A6": (
        f"{_LOOSE}test_a_page_size_that_is_none_is_refused",
        f"{_LOOSE}test_every_size_up_to_1000_is_taken",
    ),
    "A7": (
        f"{_HERE}test_a_forged_cursor_leads_nowhere",
        "tests/service/test_cursor.py::test_what_is_no_cursor",
    ),
    "A8": (
        f"{_LOOSE}test_numbers_are_no_text_and_text_no_number",
        f"{_HTTP}test_steps.py::test_every_fault_of_a_body_is_told_at_once",
    ),
    "A9": (f"{_HTTP}test_refusals.py::test_a_wrong_method_is_405_with_every_method_allowed",),
    "A10": (f"{_HERE}test_a_provider_of_another_kind_is_the_callers_mistake",),
    "A11": (
        f"{_CROSS}test_what_was_read_of_a_contact_can_be_written",
        f"{_CROSS}test_a_type_may_be_null",
    ),
    "A12": (f"{_HERE}test_a_partial_address_is_taken",),
    "A13": (
        f"{_HERE}test_places_and_waits_are_what_they_can_be",
        f"{_HERE}test_what_is_no_day_is_refused",
    ),
    "A14": (f"{_HERE}test_content_is_named_or_written",),
    "A15": (
        f"{_LOOSE}test_unknown_keys_are_taken_and_told",
        f"{_LOOSE}test_camel_case_is_read_in_every_record",
    ),
    "A16": (f"{_HTTP}test_document.py::test_every_example_is_what_its_schema_says",),
    "A17": (
        f"{_HERE}test_no_filter_is_not_every_record",
        f"{_HERE}test_a_search_needs_its_filter",
    ),
    "A18": (
        f"{_CONTRACT}once.py::test_a_key_answers_the_same_again",
        f"{_HTTP}test_steps.py::test_a_repeat_with_the_key_is_replayed",
    ),
    "A19": (
        f"{_WIRE}test_a_read_answers_as_it_did",
        f"{_WIRE}test_a_write_answers_as_it_did",
    ),
    "A20": (
        f"{_HERE}test_who_has_no_connection_learns_nothing",
        f"{_HERE}test_a_provider_of_another_kind_is_the_callers_mistake",
    ),
    "A21": (
        f"{_HERE}test_an_id_reaches_no_other_resource",
        f"{_HERE}test_an_id_in_a_body_reaches_none_either",
    ),
    "A22": (
        f"{_HERE}test_a_forged_cursor_leads_nowhere",
        f"{_HERE}test_a_cursor_names_no_place_of_the_provider",
        "tests/service/test_cursor.py::test_a_cursor_of_another_question",
    ),
    "A23": (
        f"{_HERE}test_a_customers_id_is_a_value_and_no_statement",
        f"{_HERE}test_a_forged_cursor_leads_nowhere",
    ),
    "A24": (
        "tests/secrets/test_secrets.py::test_no_secret_is_seen_anywhere",
        f"{_ENGINE}test_refusal.py::test_the_providers_own_words_without_secrets",
    ),
    "A26": (
        "tests/defects/test_outreach.py::test_replies_are_replies",
        f"{_SALESLOFT}test_book_people.py::test_person_is_read",
    ),
    "A27": (_SEQUENCE_BACK, f"{_WIRE}test_what_has_no_value_is_absent_from_a_step"),
    "A28": (f"{_WIRE}test_each_error_names_the_same_status_twice", _STATUSES),
    "A29": (f"{_WIRE}test_a_write_answers_as_it_did",),
    "A30": (_DEAD,),
    "A33": (
        f"{_OUTREACH}test_book_read.py::test_an_odd_value_spoils_no_page",
        f"{_SALESLOFT}test_book_people.py::test_odd_values_do_not_spoil_a_person",
        f"{_APOLLO}test_book_reads.py::test_an_unread_time_is_no_time",
    ),
    "B1": (
        f"{_CROSS}test_custom_fields_are_sent_verbatim",
        f"{_CROSS}test_custom_fields_within_a_sequence_are_sent_verbatim",
    ),
    "B2": (_ROW,),
    "B3": (f"{_CROSS}test_what_was_read_of_a_sequence_can_be_written", _SEQUENCE_BACK),
    "B4": (_SHARE_BACK,),
    "B5": (_SEQUENCE_BACK,),
    "B8": (
        f"{_ENGINE}test_transport.py::test_a_lost_answer_is_sent_once",
        f"{_HTTP}test_steps.py::test_a_lost_answer_is_504_and_its_write_can_be_seen",
    ),
    "B9": (
        f"{_CROSS}test_a_provider_that_is_slow_down_is_told",
        f"{_ENGINE}test_refusal.py::test_every_spelling_of_a_wait",
    ),
    "B10": (
        f"{_ENGINE}test_each.py::test_a_long_rate_limit_stops_the_rest_and_a_repeat_goes_on",
        f"{_APOLLO}test_tables.py::test_each_refusal",
    ),
    "B11": (f"{_ENGINE}test_undo.py::test_everything_goes_in_reverse", _FAULT),
    "B12": (
        f"{_CROSS}test_a_total_is_the_number_of_all",
        f"{_CROSS}test_a_searchs_total_is_the_number_of_all",
    ),
    "B13": (_CHANGED, _ROW),
    "B14": (
        f"{_OUTREACH}test_enrolment_read.py::test_the_vendors_words_become_ours",
        f"{_SALESLOFT}test_enrolment_read.py::test_status",
        f"{_APOLLO}test_enrolment_reads.py::test_each_status",
    ),
    "B15": (_DONE,),
    "B16": (f"{_CROSS}test_two_upserts_at_once_make_one",),
    "C1": ("tests/defects/test_outreach.py::test_a_step_needs_no_content", _STEP_BACK),
    "C2": (_SHARE_BACK,),
    "C3": (
        "tests/defects/test_outreach.py::test_a_day_makes_a_sequence_by_date",
        f"{_OUTREACH}test_design.py::test_a_cell_holds",
    ),
    "C4": ("tests/defects/test_outreach.py::test_a_missing_owner_is_told",),
    "C5": (_DONE, f"{_OUTREACH}test_design.py::test_a_cell_holds"),
    "C6": (
        f"{_OUTREACH}test_create_sequence.py::test_a_sequence_is_planned_as_agreed",
        _SEQUENCE_BACK,
    ),
    "C7": (f"{_OUTREACH}test_faults.py::test_a_fault_neither_loses_nor_doubles",),
    "C8": (_PLACE, f"{_OUTREACH}test_design.py::test_a_cell_holds"),
    "C9": (
        "tests/defects/test_outreach.py::test_users_are_users",
        f"{_OUTREACH}test_book_read.py::test_each_is_read_from_its_own_collection",
    ),
    "C10": (
        "tests/defects/test_outreach.py::test_a_step_needs_no_content",
        f"{_OUTREACH}test_read.py::test_more_steps_than_a_page_are_all_read",
        f"{_OUTREACH}test_read.py::test_a_sequence_is_read_with_its_steps_in_their_order",
    ),
    "C12": (
        f"{_OUTREACH}test_update_step.py::test_old_content_goes_only_when_the_new_stands",
        f"{_CONTRACT}once.py::test_a_step_of_another_sequence_is_not_changed",
    ),
    "C13": (f"{_OUTREACH}test_simulator_access.py::test_media_type", _DONE),
    "C14": (
        f"{_OUTREACH}test_simulator_accounts.py::test_account_owner_is_cleared_with_data_null",
        f"{_OUTREACH}test_book_accounts.py::test_changes_are_planned_as_written_down",
    ),
    "C15": (
        f"{_OUTREACH}test_book_contacts.py::test_creations_are_planned_as_written_down",
        f"{_OUTREACH}test_simulator_rules.py::test_string_ids",
    ),
    "C16": (
        f"{_OUTREACH}test_book_lists.py::test_the_types_that_are_named_hold_what_is_written",
        f"{_OUTREACH}test_book_read.py::test_addresses_are_read_where_their_types_are_not_shown",
    ),
    "C17": (
        f"{_CROSS}test_one_number_wipes_no_other",
        f"{_OUTREACH}test_book_lists.py::test_numbers_of_types_that_are_not_named_stay",
    ),
    "C18": (
        f"{_OUTREACH}test_tables.py::test_only_integers_are_ids",
        f"{_HERE}test_an_id_reaches_no_other_resource",
    ),
    "C19": (_STATUSES,),
    "C20": (f"{_OUTREACH}test_tables.py::test_the_vendors_own_words_are_found",),
    "C21": (
        "tests/wire/test_enrolment.py::test_who_is_in_already_is_told_by_the_same_id",
        f"{_OUTREACH}test_enrolment_plan.py::test_of_several_states_the_running_one_is_named",
        f"{_OUTREACH}test_enrolment_plan.py::test_who_is_in_is_not_enrolled_again",
    ),
    "C22": (
        "tests/defects/test_outreach.py::test_bounces_are_counted",
        _TRASHED,
        f"{_OUTREACH}test_read.py::test_who_may_use_it",
        _DONE,
    ),
    "C23": (_ROW, "tests/closed/test_deviations.py::test_they_are_few_and_each_has_a_source"),
    "C24": (f"{_HERE}test_a_day_and_a_wait_do_not_mix",),
    "D1": (_DONE, _STEP_BACK),
    "D2": (
        f"{_SALESLOFT}test_create_step.py::test_cadence_with_steps_is_refused",
        "tests/concurrency/test_salesloft_races.py::test_one_of_twenty_fills_an_empty_cadence",
    ),
    "D3": (_ROW, f"{_SALESLOFT}test_create_step.py::test_plan_is_the_golden_one"),
    "D4": (
        _ROW,
        f"{_SALESLOFT}test_create_sequence.py::test_reads_name_owner_and_each_template_once",
    ),
    "D5": (
        f"{_SALESLOFT}test_create_sequence.py::test_reply_points_to_the_reference_that_is_sent",
        _SEQUENCE_BACK,
    ),
    "D6": (_ROW,),
    "D7": (f"{_SALESLOFT}test_design.py::test_a_cell_holds", _STEP_BACK),
    "D8": (f"{_SALESLOFT}test_timing.py::test_edges",),
    "D9": ("tests/defects/test_salesloft.py::test_a_step_has_a_name_of_its_own",),
    "D10": ("tests/defects/test_salesloft.py::test_a_step_has_a_name_of_its_own",),
    "D11": (f"{_CROSS}test_what_was_read_of_a_sequence_can_be_written",),
    "D12": (
        f"{_SALESLOFT}test_read.py::test_what_was_written_reads_back",
        f"{_SALESLOFT}test_read.py::test_variants_share_a_place_and_one_wait",
    ),
    "D13": (_ROW, f"{_SALESLOFT}test_design.py::test_a_cell_holds"),
    "D14": (_ROW, f"{_SALESLOFT}test_design.py::test_a_cell_holds"),
    "D15": (_SHARE_BACK,),
    "D16": (
        "tests/defects/test_salesloft.py::test_who_is_deactivated_is_locked",
        f"{_SALESLOFT}test_book_people.py::test_who_cannot_work_is_locked",
    ),
    "D17": (f"{_LOOSE}test_every_size_up_to_1000_is_taken",),
    "D18": (f"{_LOOSE}test_every_size_up_to_1000_is_taken",),
    "D19": ("tests/defects/test_salesloft.py::test_a_list_of_sequences_reads_no_steps_of_others",),
    "D20": (
        f"{_SALESLOFT}test_book_lists.py::test_lists_begin_with_the_oldest",
        f"{_SALESLOFT}test_book_lists.py::test_a_deletion_meanwhile_hides_nothing",
    ),
    "D22": (f"{_SALESLOFT}test_book_accounts.py::test_update",),
    "D23": ("tests/defects/test_salesloft.py::test_the_only_address_of_a_contact_is_kept",),
    "D24": (
        "tests/defects/test_salesloft.py::test_a_custom_field_that_replaces_a_typed_one_is_told",
        f"{_CROSS}test_custom_fields_are_sent_verbatim",
    ),
    "D25": (_STATUSES, f"{_SALESLOFT}test_tables.py::test_words"),
    "D26": (f"{_SALESLOFT}test_enrolment_create.py::test_who_is_in_already_keeps_the_membership",),
    "D27": (f"{_SALESLOFT}test_enrolment_create.py::test_plan",),
    "D28": (_DONE, f"{_SALESLOFT}test_book_people.py::test_mailbox_is_read"),
    "D29": ("tests/defects/test_salesloft.py::test_a_custom_field_cannot_be_the_import",),
    "D30": (
        "tests/test_config.py::test_providers_may_be_elsewhere",
        "tests/cli/test_app.py::test_a_provider_is_where_the_settings_say",
    ),
    "D31": (_DONE, f"{_SALESLOFT}test_create_sequence.py::test_plan_is_the_golden_one"),
    "D32": (_SEQUENCE_BACK, f"{_SALESLOFT}test_read.py::test_what_was_written_reads_back"),
    "E1": (
        f"{_APOLLO}test_simulator_access.py::test_switch_private_routes",
        f"{_CONTRACT}switches.py::test_the_answer_is_true_in_every_position",
    ),
    "E2": (
        f"{_APOLLO}test_tables.py::test_the_key_goes_into_one_header",
        "tests/secrets/test_secrets.py::test_no_secret_is_seen_anywhere",
    ),
    "E3": (f"{_APOLLO}test_design.py::test_a_cell_holds",),
    "E4": ("tests/defects/test_apollo.py::test_a_sequence_is_off_while_it_is_made",),
    "E5": (_PLACE, f"{_APOLLO}test_create_step.py::test_a_gap_in_the_places_is_passed"),
    "E6": (_FAULT,),
    "E7": (_DONE, f"{_WIRE}test_a_read_answers_as_it_did"),
    "E8": (_DONE, f"{_WIRE}test_a_read_answers_as_it_did"),
    "E9": (f"{_APOLLO}test_book_plans.py::test_each_write",),
    "E10": (
        f"{_APOLLO}test_book_round_trip.py::test_an_address_is_held_sent_or_warned_of",
        f"{_APOLLO}test_book_round_trip.py::test_clearing_names_what_stays",
    ),
    "E11": (
        "tests/defects/test_apollo.py::test_a_similar_address_is_another_person",
        f"{_APOLLO}test_book_searches.py::test_contacts_of_exactly_these_addresses",
        f"{_APOLLO}test_book_searches.py::test_addresses_are_searched_for_a_few_at_a_time",
        f"{_APOLLO}test_book_searches.py::test_each_contact_comes_once",
    ),
    "E12": (
        "tests/defects/test_apollo.py::test_a_similar_name_is_another_company",
        f"{_APOLLO}test_book_searches.py::test_accounts_of_exactly_that_name",
    ),
    "E13": (f"{_CROSS}test_two_contacts_in_one_sequence_have_two_ids",),
    "E14": (
        "tests/defects/test_apollo.py::test_a_block_is_lifted_by_who_asks_for_it_alone",
        f"{_APOLLO}test_enrolment_plans.py::test_each_enrolment",
    ),
    "E15": (f"{_APOLLO}test_enrolment_plans.py::test_each_enrolment",),
    "E16": (
        "tests/defects/test_apollo.py::test_one_who_cannot_be_enrolled_fails_no_other",
        f"{_APOLLO}test_enrolment_tells.py::test_each_reason",
        f"{_ENGINE}test_each.py::test_one_bad_contact_neither_fails_nor_hides_the_others",
    ),
    "E17": (_STATUSES, f"{_APOLLO}test_tables.py::test_each_refusal"),
    "E18": (f"{_CROSS}test_a_provider_that_is_slow_down_is_told",),
    "E19": (_DEAD, f"{_WIRE}test_each_error_names_the_same_status_twice"),
    "E21": ("tests/defects/test_apollo.py::test_a_change_that_nobody_told_has_no_time",),
    "E22": (f"{_CROSS}test_what_was_read_of_a_sequence_can_be_written",),
    "E23": (
        f"{_APOLLO}test_read.py::test_kinds_read_as_ours",
        f"{_WIRE}test_what_has_no_value_is_absent_from_a_step",
    ),
    "E26": (_ROW, f"{_APOLLO}test_design.py::test_a_cell_holds"),
    "E27": (
        f"{_APOLLO}test_design.py::test_a_cell_holds",
        f"{_APOLLO}test_timing.py::test_a_moment_is_the_moment_asked",
    ),
    "E28": (
        f"{_APOLLO}test_timing.py::test_a_wait_is_never_shortened",
        f"{_HERE}test_places_and_waits_are_what_they_can_be",
    ),
    "E29": (_ROW,),
    "E30": ("tests/defects/test_apollo.py::test_each_counter_has_apollos_name",),
    "E31": (
        f"{_CROSS}test_an_account_search_can_be_walked",
        f"{_APOLLO}test_book_searches.py::test_accounts_of_exactly_that_name",
    ),
}
"""Defect -> the tests, any of which would fail."""

APART: Mapping[str, str] = {
    "A25": "A friction, and part of the wire that stays: a change answers with warnings, a creation"
    " with an id besides. Echoing the record would cost a read that not every caller wants.",
    "A31": "Of pages read from a cache. Nothing is kept in one: `read_from_cache=true` is refused.",
    "A32": "Of lists read from a cache. What a provider lists is listed, with `is_deleted`.",
    "B6": "Of writing through to a cache. There is none, so a write's answer is the provider's.",
    "B7": "Of refreshing tokens, which is not done yet: a dead credential is a 401 that says so.",
    "C11": "Of refreshing tokens, which is not done yet. All calls go over one transport, whose"
    " errors are mapped in one place.",
    "D21": "Of refreshing tokens, which is not done yet.",
    "E20": "Apollo shows no counts of one contact, and the wire has no null for them: they stay 0.",
    "E24": "Of syncs into a destination. Nothing is synced, and no document of ours claims it.",
    "E25": "Of an endpoint of the old service's management API, which is not part of this wire.",
}
"""Defect -> why no test of ours would fail if it came back."""
