"""Whether somebody asks because something fails for them, or because of what a page or we have said."""

from datetime import timedelta
from typing import Final

from bot.domain.answer import Answer, SeveralAnswers, StatusAnswer, Verdict
from bot.domain.look import NetworkState

# Nobody asks because of a report of trouble that is older than this: it is how the service usually is.
NEWS_FOR: Final = timedelta(hours=6)
# Who asks about more at once looks around.
MOST_AT_ONCE: Final = 3


def asked_about(found: Answer | SeveralAnswers) -> tuple[StatusAnswer, ...]:
    """The answers to whether a service is down now, each about one of few; none for any other question."""
    answers = found.answers if isinstance(found, SeveralAnswers) else (found,)
    if len(answers) > MOST_AT_ONCE:
        return ()
    return tuple(answer for answer in answers if isinstance(answer, StatusAnswer))


def is_known(answer: StatusAnswer) -> bool:
    """Whether its page or we say that something is wrong: who asks may ask because of that.

    A claim of ours is known however old it is, and so are an outage and what probes see; of lesser trouble
    what is news. While it is our own network, whoever shares it asks about anything.
    """
    if answer.seen or any(network.state is NetworkState.OURS for network in answer.networks):
        return True
    claims = (answer.incident, answer.likely_affected_by, answer.standing_on, *answer.early)
    if any(claim is not None for claim in claims) or any(below.incident for below in answer.below):
        return True
    if answer.verdict is Verdict.DEGRADED and answer.reports:
        return answer.asked_at - max(report.updated_at for report in answer.reports) < NEWS_FOR
    return answer.verdict in (Verdict.DEGRADED, Verdict.DOWN, Verdict.MAINTENANCE)
