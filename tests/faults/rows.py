"""Every way in which an installation was broken under attack, and what shows that it no longer breaks.

A proof is a test, `FILE::NAME` below `tests`, or a run of `make soak` or `make fuzz`, `python -m …` with what
it is called there. `test_rows.py` finds each of them.
"""

from collections.abc import Mapping
from typing import Final

from tests.faults.defects import AVAILABILITY, DEFECTS, PAIRS, REFUSED, STOPS, STORE_ALONE, Proofs

STORE: Final[Mapping[str, Proofs]] = {
    "server killed four times, with AOF": (
        f"{AVAILABILITY}::test_a_store_that_was_killed_is_waited_for_and_has_what_it_wrote_down",
        f"{STORE_ALONE} --only 'killed 4 times'",
        f"{PAIRS} --only 'store killed often'",
    ),
    "server stopped": (
        f"{AVAILABILITY}::test_a_store_that_stands_still_is_waited_for_and_does_nothing_twice",
        f"{STORE_ALONE} --only stopped",
        f"{PAIRS} --only 'store stopped'",
    ),
    "our process killed fifty times": (
        "scenarios/test_takeover.py::test_a_process_that_is_killed_is_replaced_by_the_next",
        "scenarios/test_pollers.py::test_a_killed_pollers_share_is_taken_over_and_nothing_is_read_twice",
        "python -m tests.kills",
        "python -m tests.demos",
        f"{PAIRS} --only 'bot killed'",
    ),
    "a storm of CLIENT KILL": (
        f"{AVAILABILITY}::test_connections_that_are_killed_in_a_storm_lose_nothing_and_nothing_is_said",
        f"{STORE_ALONE} --only 'a storm of CLIENT KILL'",
        f"{PAIRS} --only 'store line cut'",
    ),
    "maxmemory reached": (
        f"{AVAILABILITY}::test_a_store_that_is_full_is_waited_for",
        f"{STORE_ALONE} --only 'maxmemory reached'",
        f"{PAIRS} --only 'store full'",
    ),
    "READONLY for a while": (
        f"{AVAILABILITY}::test_a_replica_is_waited_for_until_it_leads",
        "storage/test_connection.py::test_connections_to_who_is_no_primary_any_more_are_dropped",
        f"{STORE_ALONE} --only read-only",
        f"{PAIRS} --only 'store read-only'",
    ),
    "emptied, or killed without AOF": (
        f"{AVAILABILITY}::test_a_store_that_is_emptied_is_noticed_and_marked_anew",
        "scenarios/test_store_faults.py::test_a_run_that_loses_its_store_says_so_and_tells_what_happens_next",
        f"{STORE_ALONE} --only emptied",
        f"{PAIRS} --only 'store emptied'",
    ),
    "a policy that evicts": (
        f"{AVAILABILITY}::test_a_store_that_may_evict_is_refused_and_held_off_once_it_may",
        f"{STORE_ALONE} --only evicting",
    ),
    "disk full": (
        f"{AVAILABILITY}::test_a_store_whose_disk_is_full_is_waited_for",
        f"{STORE_ALONE} --only 'disk full'",
        f"{PAIRS} --only 'store disk full'",
    ),
    "the clock goes back an hour": (
        "scenarios/test_turned_clocks.py::test_a_clock_that_is_set_loses_no_report_and_holds_none_up",
        (
            "core/test_set_clocks.py::"
            "test_a_channel_is_neither_left_alone_nor_full_by_what_was_noted_in_the_future"
        ),
    ),
    "the clock jumps and comes back": (
        "scenarios/test_turned_clocks.py::test_a_clock_that_is_set_loses_no_report_and_holds_none_up",
        "core/test_set_clocks.py::test_a_steady_clock_heeds_nobody_who_sets_the_system",
        "storage/test_outbox.py::test_a_lease_ends_by_itself_and_lasts_longer_when_renewed",
    ),
    "addresses of Sentinels, a Cluster, Valkey": (
        "storage/test_connection.py::test_an_address_of_any_kind_is_understood",
        "storage/test_connection.py::test_a_fail_over_of_sentinels_is_waited_for",
        "storage/test_connection.py::test_a_cluster_serves_as_one_server_does_by_each_key_that_we_have",
        "python -m tests.failovers",
    ),
    "odd passwords, ACL, sockets, TLS with an authority of one's own": (
        "storage/test_connection.py::test_valkeys_own_names_and_a_user_with_odd_characters_are_understood",
        "storage/test_connection.py::test_a_certificate_of_ones_own_authority_is_trusted_by_a_setting",
    ),
}

CHAT: Final[Mapping[str, Proofs]] = {
    "Slack and Discord fail, refuse, hang, drop and say things twice for a while": (
        f"{REFUSED}::test_field_a1_whatever_slack_refused_for_a_while_arrives_once_when_it_is_well_again",
        f"{REFUSED}::test_field_a1_a_platform_that_hangs_keeps_no_other_waiting",
        (
            "notifying/test_chat_faults.py::"
            "test_whatever_a_platform_does_for_a_while_it_shows_the_truth_once_it_is_well"
        ),
        f"{REFUSED}::test_field_a3_a_card_that_was_deleted_is_posted_anew_at_once",
        "adapters/test_slack.py::test_an_answer_that_is_not_slacks_is_no_answer",
        "adapters/test_slack.py::test_the_app_connects_again_and_still_answers",
        "adapters/test_slack.py::test_a_direct_message_is_answered_and_a_repeated_event_is_not",
        "adapters/test_discord.py::test_an_answer_that_is_not_discords_is_no_answer",
        "adapters/test_discord_listening.py::test_the_client_resumes_and_still_answers",
        f"{PAIRS} --only 'slack broken'",
        f"{PAIRS} --only 'slack busy'",
        f"{PAIRS} --only 'slack garbled'",
        f"{PAIRS} --only 'slack hanging'",
        f"{PAIRS} --only 'slack socket dropped'",
        f"{PAIRS} --only 'discord broken'",
        f"{PAIRS} --only 'discord busy'",
        f"{PAIRS} --only 'discord gateway 1006'",
        f"{PAIRS} --only 'discord gateway 4004'",
        f"{PAIRS} --only 'discord gateway 4014'",
    ),
    "Discord answers 401 or 500 at the start": (
        "scenarios/test_field_d4_run.py::test_field_d4_discord_down_at_the_start_leaves_slack_its_answers",
        (
            "adapters/test_field_a8.py::"
            "test_field_d4_discord_that_refuses_the_login_is_waited_for_and_nothing_is_lost"
        ),
        f"{PAIRS} --only 'bot killed,discord forbidden'",
        f"{PAIRS} --only 'bot killed,discord broken'",
    ),
    "Discord hangs at the start": (
        "scenarios/test_field_d4_run.py::test_field_d4_discord_down_at_the_start_leaves_slack_its_answers",
        "adapters/test_field_a8.py::test_field_d4_discord_that_hangs_at_the_login_is_given_up_in_time",
        f"{PAIRS} --only 'bot killed,discord hanging'",
    ),
    "Slack fails at the start": (
        f"{PAIRS} --only 'bot killed,slack broken'",
        f"{PAIRS} --only 'bot killed,slack hanging'",
        f"{PAIRS} --only 'bot killed,slack invalid_auth'",
    ),
    "Discord's REST hangs for a while": (
        "adapters/test_discord_places.py::test_field_a1_a_discord_that_hangs_ends_a_call_after_a_while",
        f"{REFUSED}::test_field_a1_many_that_hang_hold_back_a_new_one_for_seconds_at_most",
        f"{PAIRS} --only 'discord hanging'",
    ),
    "Slack asks for hours": (
        f"{REFUSED}::test_field_a1_a_wait_of_hours_is_asked_about_again_and_the_pair_is_told_meanwhile",
        "adapters/test_refusals.py::test_field_a1_slack_asks_for_no_longer_than_ten_minutes",
    ),
    "refusals that an operator mends": (
        (
            "notifying/test_chat_faults.py::"
            "test_whatever_a_platform_does_for_a_while_it_shows_the_truth_once_it_is_well"
        ),
        f"{REFUSED}::test_field_a1_a_channel_that_is_mended_is_told_what_is_open_and_once_what_it_missed",
        f"{REFUSED}::test_field_a1_a_slack_that_refuses_with_every_code_in_turn_loses_nothing_that_is_open",
        f"{REFUSED}::test_field_a1_what_is_too_long_is_told_in_fewer_words",
        (
            "notifying/test_discord_delivery.py::"
            "test_field_a1_a_server_that_takes_the_bot_back_is_told_what_is_open_and_what_it_missed"
        ),
        f"{PAIRS} --only 'slack invalid_auth'",
        f"{PAIRS} --only 'discord forbidden'",
    ),
    "Discord's 404 on an edit": (
        "notifying/test_chat_faults.py::test_a_message_that_somebody_deleted_in_discord_is_posted_anew",
        "notifying/test_deliverer.py::test_a_card_that_somebody_deleted_is_posted_again_with_the_next_news",
        "adapters/test_discord.py::test_what_somebody_has_deleted_is_undeliverable",
    ),
    "a stop while Slack hangs": (
        "test_stopping.py::test_a_run_stops_though_its_store_its_pages_and_its_platforms_hang",
        STOPS,
    ),
    "/healthz says nothing of a platform that is down": (
        "test_field_a8_pulse.py::test_field_a8_health_is_degraded_by_a_lost_connection_and_says_which",
        "adapters/test_field_a8.py::test_field_a8_a_token_that_is_no_longer_good_ails_slack",
    ),
}

HOSTILE: Final[Mapping[str, Proofs]] = {
    "a page with a thousand fresh reports at each poll": (
        (
            "polling/test_floods.py::"
            "test_a_page_that_floods_is_unreadable_and_an_honest_one_beside_it_is_announced"
        ),
        "storage/test_relay.py::test_of_large_entries_a_stream_keeps_fewer",
        "python -m tests.floods",
        f"{PAIRS} --only 'page flooding'",
    ),
    "documents that take the processor": (
        "polling/test_children.py::test_a_page_that_takes_for_ever_is_stopped_and_the_others_are_read",
        "python -m tests.fuzz",
        f"{PAIRS} --only 'page deep'",
    ),
    "refusals that quote a page without bound": (
        "core/test_foreign_refusals.py::test_a_refusal_is_one_bounded_line_of_what_is_seen",
        "core/test_foreign_refusals.py::test_a_page_cannot_write_into_its_own_refusal",
    ),
    "hundreds of polls a minute for long": ("python -m tests.soak",),
    "expressions that are slow on purpose": (
        "adapters/test_edges.py::test_a_page_made_to_be_slow_is_read_at_once",
        "adapters/test_field_feeds.py::test_field_e_speed_what_names_a_person_costs_nothing",
    ),
}

REST: Final[Mapping[str, Proofs]] = {
    "what the image and the unit are made of": (
        "installing/test_container.py::test_every_image_is_named_by_its_digest",
        (
            "installing/test_container.py::"
            "test_nothing_is_installed_in_the_image_but_by_hash_or_from_what_was_built_there"
        ),
        "installing/test_unit.py::test_systemd_finds_the_unit_closed",
        "test_stopping.py::test_systemd_is_told_that_we_are_ready_that_we_live_and_that_we_end",
    ),
    "addresses within our network": (
        "polling/test_fetcher.py::test_no_spelling_of_a_private_address_is_fetched",
        "polling/test_fetcher.py::test_a_name_with_any_private_address_is_refused",
    ),
    "words that would call somebody, or be markup": (
        "adapters/test_discord_limits.py::test_any_message_shows_words_as_they_are",
        "adapters/test_slack_blocks.py::test_any_message_fits_calls_nobody_else_and_begins_with_words",
        "adapters/test_link_labels.py::test_the_name_of_an_emoji_is_none_in_slack_nor_in_discord",
        "adapters/test_link_labels.py::test_a_bare_invitation_is_none_in_discord",
    ),
    "forged signatures and consent": (
        "adapters/test_slack.py::test_signed_http_is_checked",
        "adapters/test_slack_installs.py::test_consent_counts_once_for_ten_minutes_and_in_one_browser",
    ),
    "secrets in what we say": ("test_log.py::test_no_line_shows_a_secret_wherever_it_stands",),
}

ROWS: Final[Mapping[str, Proofs]] = {**STORE, **CHAT, **HOSTILE, **DEFECTS, **REST}
