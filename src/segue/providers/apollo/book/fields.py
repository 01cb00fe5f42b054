"""Which fields of Apollo's records are read, and why the others are not."""

from collections.abc import Mapping

PROFILE = "a detail of the person or company with no place in our record; see raw_data"
CRM = "a key of another system"
STATE = "a state of the product, not of the record"
SETTING = "a setting with no place in our record; see raw_data"
COMPANY = "what Apollo knows of the company that the account is linked to; see raw_data"
COPY = "says again what another field says"
ENROLMENT = "read as sequence states"
SENDING = "a limit or a health of sending, with no place in our record; see raw_data"

MAPPED: Mapping[str, frozenset[str]] = {
    "account": frozenset({"created_at", "domain", "id", "name", "owner_id"}),
    "contact": frozenset(
        {"account_id", "city", "contact_emails", "country", "created_at", "deleted", "email"}
        | {"first_name", "id", "last_name", "owner_id", "phone_numbers", "postal_code", "state"}
        | {"street_address", "title", "updated_at"}
    ),
    "contact_email": frozenset({"email", "position"}),
    "phone_number": frozenset({"position", "raw_number", "sanitized_number", "type"}),
    "user": frozenset({"created_at", "deleted", "email", "first_name", "id", "last_name"}),
    "mailbox": frozenset({"active", "created_at", "email", "id", "revoked_at", "user_id"}),
}


def _ignored(reasons: Mapping[str, str]) -> Mapping[str, str]:
    return {field: reason for reason, fields in reasons.items() for field in fields.split()}


IGNORED: Mapping[str, Mapping[str, str]] = {
    "account": _ignored(
        {
            PROFILE: """account_stage_id last_activity_date linkedin_url num_contacts
                organization_id phone raw_address sanitized_phone phone_status
                parent_account_id team_id typed_custom_fields label_ids""",
            COMPANY: """account_queues alexa_ranking angellist_url annual_revenue
                annual_revenue_printed blog_url city country crunchbase_url
                current_technologies disable_flag engagement_graph estimated_num_employees
                facebook_url founded_year funding_events industries industry industry_tag_hash
                industry_tag_id keywords languages latest_funding_round_date
                latest_funding_stage linkedin_uid logo_url num_suborganizations
                org_chart_removed org_chart_root_people_ids org_chart_sector
                org_chart_show_department_filter organization_city organization_country
                organization_headcount_six_month_growth
                organization_headcount_twelve_month_growth
                organization_headcount_twenty_four_month_growth organization_postal_code
                organization_raw_address organization_state organization_street_address
                owned_by_organization_id postal_code primary_domain primary_phone
                publicly_traded_exchange publicly_traded_symbol retail_location_count
                salesforce_record_url secondary_industries short_description snippets_loaded
                state street_address suborganizations suggest_location_enrichment
                technology_names total_funding total_funding_printed twitter_url website_url""",
            CRM: "crm_owner_id crm_record_url hubspot_id salesforce_id",
            STATE: """account_playbook_statuses account_rule_config_statuses creator_id
                custom_field_errors existence_level has_intent_signal_account
                intent_signal_account modality original_source show_intent source
                source_display_name""",
            ENROLMENT: "contact_campaign_status_tally contact_emailer_campaign_ids",
        }
    ),
    "contact": _ignored(
        {
            PROFILE: """account_phone_note contact_roles contact_stage_id email_domain_catchall
                email_status email_true_status email_unsubscribed call_opted_out free_domain
                facebook_url headline label_ids last_activity_date linkedin_uid linkedin_url
                organization organization_id organization_name person_id photo_url time_zone
                twitter_url typed_custom_fields email_source email_from_customer
                email_status_unavailable_reason""",
            CRM: """crm_id crm_owner_id crm_record_url hubspot_company_id hubspot_vid merged_crm_ids
                salesforce_account_id salesforce_contact_id salesforce_id salesforce_lead_id""",
            STATE: """contact_job_change_event contact_rule_config_statuses creator_id
                custom_field_errors direct_dial_enrichment_failed_at direct_dial_status
                email_needs_tickling existence_level extrapolated_email_confidence
                has_email_arcgate_request has_pending_email_arcgate_request is_likely_to_engage
                next_contact_id original_source queued_for_crm_push show_intent source
                source_display_name suggested_from_rule_engine_config_id
                updated_email_true_status person_deleted""",
            COPY: "account formatted_address name present_raw_address sanitized_phone",
            ENROLMENT: "contact_campaign_statuses emailer_campaign_ids",
        }
    ),
    "contact_email": _ignored(
        {
            STATE: """email_md5 email_needs_tickling email_sha256 email_status email_true_status
                email_status_unavailable_reason extrapolated_email_confidence free_domain source
                third_party_vendor_name vendor_validation_statuses"""
        }
    ),
    "phone_number": _ignored(
        {
            STATE: """dialer_flags dnc_other_info dnc_status source_name status
                third_party_vendor_name vendor_validation_statuses"""
        }
    ),
    "user": _ignored(
        {
            PROFILE: "permission_set_id subteam_ids team_id title typed_custom_fields",
            COPY: "name",
            CRM: """crm_email crm_requested_to_integrate linked_crm_name linked_hubspot
                linked_salesforce linked_salesloft salesforce_account salesforce_id
                salesforce_instance_url sync_crm_id sync_salesforce_id zp_contact_id""",
            SETTING: """ai_credit_limit apollo_everywhere_search_count assistant_setting
                bridge_calls bridge_incoming_calls bridge_incoming_phone_number bridge_phone_number
                chrome_extension_auto_match_salesforce_opportunity chrome_extension_downloaded
                chrome_extension_enabled_features
                chrome_extension_everywhere_icon_horizontal_position
                chrome_extension_everywhere_icon_vertical_position_in_vh
                chrome_extension_exclude_from_websites chrome_extension_gmail_enable_crm_sidebar
                chrome_extension_gmail_enable_email_tools connected_to_slack
                conversation_is_private credit_limit current_email_verified
                daily_data_request_email daily_task_email data_request_emails
                default_account_overview_layout_id default_chrome_extension_enable_reminders
                default_chrome_extension_log_email_send_to_hubspot
                default_chrome_extension_log_email_send_to_salesforce default_cockpit_layout
                default_contact_overview_layout_id default_home_overview_layout_id
                default_opportunity_overview_layout_id default_organization_overview_layout_id
                default_person_overview_layout_id default_use_local_numbers
                direct_dial_credit_limit disable_email_linking dismiss_new_team_suggestion
                email_oauth_signin_only enable_click_tracking enable_desktop_notifications
                enable_gmail_desktop_notifications enable_one_click_unsubscribe
                enable_open_tracking export_credit_limit fields_fully_loaded
                free_data_credits_email has_conference_account has_hidden_onboarding
                has_invited_user has_uploaded_csv has_used_enrichment
                linked_bot_conference_account linked_bot_conference_account_platforms
                linked_zoom_conference_account notification_last_created_at
                notification_last_read_at opt_out_html_template password_needs_reset
                prospect_territory_ids record_calls referral_code request_email_change_to
                self_identified_persona should_include_unsubscribe_link
                show_chrome_extension_buying_intent_promo show_deals_detail_page_updates_modal
                territory_is_active toggled_on_territory_ids triggered_referral_campaigns
                zp_is_super_analytics_user""",
        }
    ),
    "mailbox": _ignored(
        {
            "when mail was fetched, not when the mailbox was changed": "last_synced_at",
            PROFILE: "aliases default provider_display_name signature_html type user_name",
            SENDING: """active_campaigns_count deliverability_score email_daily_threshold
                email_sending_policy_cd inactive_reason is_free_domain is_opted_in_mailwarming
                limits_editable mailwarming_eta mailwarming_max mailwarming_on_weekdays_only
                mailwarming_score mailwarming_score_banner mailwarming_status
                mailwarming_subject_token mailwarming_to_send_daily
                mailwarming_to_send_incrementor mailwarming_vendor max_outbound_emails_per_hour
                needs_reauth_at seconds_delay_between_emails signature_edit_disabled
                tracking_domain_id true_warmup_approximate_end_date true_warmup_daily_limit
                true_warmup_enable_thresholds true_warmup_enabled
                true_warmup_last_throttled_at true_warmup_progress true_warmup_status
                true_warmup_thresholds unlink_error_code unlink_error_message""",
            SETTING: """fields_fully_loaded mailgun_domains nudge_user_to_send_mails
                nylas_api_version nylas_provider sendgrid_api_key_v3 sendgrid_api_user""",
        }
    ),
}
"""Field -> why it is left out."""
