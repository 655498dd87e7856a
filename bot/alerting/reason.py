"""Why a channel is told something, or is not."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a plan posts, edits or leaves.

    Of a post it is what the post is about; of a post that is withheld, what withholds it. Where there is
    nothing to post, it is what becomes of the card.
    """

    # A post.
    FIRST_NOTIFICATION = "first_notification"  # the channel has heard nothing of it so far
    IN_DOUBT = "in_doubt"  # its first message may have arrived without our knowing: that is made sure of
    CARD_GONE = "card_gone"  # somebody deleted its message: there is a new one with the next news
    NEW_MEMBERS = "new_members"  # services have joined the incident
    GRADE_RAISED = "grade_raised"  # we are surer of the claim than we ever said
    GRADE_LOWERED = "grade_lowered"  # we are less sure of the claim than we said last
    ROOT_CHANGED = "root_changed"  # we take another service for the cause than we said last
    SEVERITY_RAISED = "severity_raised"  # its provider calls it worse than ever before
    PROVIDER_UPDATE = "provider_update"  # its provider has something new to say
    REOPENED = "reopened"  # its provider has taken back that it is over
    ENDED = "ended"  # it is over: resolved, withdrawn, or part of another incident
    DIGEST_DUE = "digest_due"  # it is time for the channel's digest

    CALM_AGAIN = "calm_again"  # what was flapping has been calm for a time

    # The card alone.
    CARD_CHANGED = "card_changed"  # the card is to show something else, which is not worth a post
    GROUPED = "grouped"  # an incident that the channel hears of speaks for the report
    UNGROUPED = "ungrouped"  # no incident speaks for the report any longer: its card is its own again
    EDIT_TOO_SOON = "edit_too_soon"  # the card was edited a moment ago: it is edited again later
    NOT_WORTH_A_POST = "not_worth_a_post"  # the platform can only post, and this belongs on a card
    UP_TO_DATE = "up_to_date"  # the channel knows all that there is to know

    # Nothing, or nothing aloud.
    NOT_WANTED = "not_wanted"  # the channel does not watch it, or its filters leave it out
    NOT_ANNOUNCED = "not_announced"  # by now it looks like coincidence
    OVER_BEFORE_TOLD = "over_before_told"  # it was over before the channel heard of it
    MUTED = "muted"  # somebody in the channel has muted it
    QUIET_HOURS = "quiet_hours"  # it is told when the channel's quiet hours are over, or not at all
    FLAPPING = "flapping"  # it is over and open again and again: shown by edits until it has been calm
    TOO_OFTEN = "too_often"  # there is so much news of it that the thread gets the rest when it is calm
    CAP_REACHED = "cap_reached"  # the channel has had as many messages as it takes in ten minutes
    WAITING_TO_CLOSE = "waiting_to_close"  # its page says that it is over: told once that has lasted

    # Of what is open and was not told, no plan's.
    ON_ITS_WAY = "on_its_way"  # the channel is to be told, and nobody has come to it yet
    UNREACHABLE = "unreachable"  # the channel is to be told, and its platform does not take it
    BEFORE_WATCHED = "before_watched"  # it was open before the channel watched it, or before we read its page
