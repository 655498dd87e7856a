"""The defects that attacks found, by their numbers, each with what shows that it is mended: see `rows.py`."""

from collections.abc import Mapping
from typing import Final

Proofs = tuple[str, ...]

PAIRS: Final = "python -m tests.fault_pairs"
STORE_ALONE: Final = "python -m tests.store_faults"
AVAILABILITY: Final = "storage/test_availability.py"
REFUSED: Final = "notifying/test_refusals.py"
STOPS: Final = "python -m tests.stops"

DEFECTS: Final[Mapping[str, Proofs]] = {
    "D1": (
        "adapters/test_field_feeds.py::test_field_e_speed_what_names_a_person_costs_nothing",
        "polling/test_children.py::test_a_page_that_takes_for_ever_is_stopped_and_the_others_are_read",
        "test_stopping.py::test_a_process_that_was_told_ends",
    ),
    "D2": (
        (
            "polling/test_floods.py::"
            "test_a_page_that_floods_is_unreadable_and_an_honest_one_beside_it_is_announced"
        ),
        "storage/test_relay.py::test_what_was_moved_is_dropped_and_what_waits_is_counted",
        "storage/test_room.py::test_a_store_that_is_nearly_full_is_said_to_be_before_it_is",
        "python -m tests.floods",
    ),
    "D3": (
        f"{AVAILABILITY}::test_a_store_that_is_emptied_is_noticed_and_marked_anew",
        "test_field_a8_pulse.py::test_field_a8_a_crash_loop_does_not_beat",
        f"{AVAILABILITY}::test_a_store_that_may_evict_is_refused_and_held_off_once_it_may",
        f"{STORE_ALONE} --only emptied",
    ),
    "D4": (
        "scenarios/test_turned_clocks.py::test_a_clock_that_is_set_loses_no_report_and_holds_none_up",
        "core/test_set_clocks.py::test_a_beat_from_the_future_is_no_sign_of_health",
    ),
    "D5": (
        "scenarios/test_field_d4_run.py::test_field_d4_discord_down_at_the_start_leaves_slack_its_answers",
    ),
    "D6": (
        f"{AVAILABILITY}::test_a_line_that_is_dead_is_given_up_for_a_new_one",
        f"{AVAILABILITY}::test_who_is_told_to_stop_waits_for_no_store",
        f"{STORE_ALONE} --only 'a black-holed line'",
        f"{PAIRS} --only 'store line dead'",
    ),
    "D7": (
        (
            "adapters/test_console_journal.py::"
            "test_a_line_that_does_not_fit_on_the_disk_is_not_sent_and_leaves_nothing"
        ),
        "adapters/test_console_journal.py::test_broken_lines_of_the_journal_are_skipped_and_said",
        f"{PAIRS} --only 'journal disk full'",
    ),
    "D8": (
        f"{REFUSED}::test_field_a1_a_channel_that_is_mended_is_told_what_is_open_and_once_what_it_missed",
    ),
    "D9": (
        "storage/test_connection.py::test_connections_to_who_is_no_primary_any_more_are_dropped",
        "storage/test_connection.py::test_a_fail_over_of_sentinels_is_waited_for",
        "python -m tests.failovers",
    ),
    "D10": ("adapters/test_discord_places.py::test_field_a1_a_discord_that_hangs_ends_a_call_after_a_while",),
    "D11": (f"{REFUSED}::test_field_a1_a_wait_of_hours_is_asked_about_again_and_the_pair_is_told_meanwhile",),
    "D12": (
        "notifying/test_deliverer.py::test_a_channel_that_does_not_name_the_other_is_never_told_for_it",
        (
            "notifying/test_deliverer.py::"
            "test_a_channel_of_the_settings_is_no_more_told_for_a_stranger_than_any_other"
        ),
    ),
    "D13": (
        "test_field_a8_pulse.py::test_field_a8_a_store_that_is_away_is_no_crash",
        f"{STORE_ALONE} --only 'killed 4 times'",
    ),
    "D14": (
        "adapters/test_slack_http.py::test_what_slack_has_not_signed_goes_no_further",
        "adapters/test_slack_http.py::test_what_slack_signs_and_nobody_can_read_is_no_fault_of_ours",
    ),
    "D15": (
        "scenarios/test_pollers.py::test_field_e_pages_that_hang_take_no_hand_from_those_that_answer",
        f"{PAIRS} --only 'pages hanging'",
    ),
    "D16": (
        f"{AVAILABILITY}::test_a_store_that_does_not_say_how_it_is_set_up_is_used_all_the_same",
        "adapters/test_link_labels.py::test_a_label_that_looks_like_another_place_shows_where_it_leads",
        "storage/test_vault.py::test_a_passphrase_that_can_be_guessed_is_refused",
        (
            "storage/test_vault.py::"
            "test_what_an_old_passphrase_closed_is_closed_with_the_newest_once_it_is_opened"
        ),
        (
            "adapters/test_discord_reconnecting.py::"
            "test_a_gateway_that_closes_all_connections_is_asked_ever_less_often"
        ),
        f"{PAIRS} --only 'discord gateway 1011'",
    ),
}
