"""Answers that mean the same whoever wrote them: served, another one than usual, refused, and errors."""

from typing import Final

from adapters.edges.shared.marks import mark, recogniser
from adapters.walls import is_challenge
from bot.domain.probe import HttpAnswer, ProbeOutcome

# Refused for what we are: RFC 9110, 15.5.2 and 15.5.4; RFC 6585, 4; RFC 7725; 406 is what Fastly's firewall
# says (https://rust-lang.github.io/docs.rs/infrastructure/ngwaf.html), 999 is LinkedIn's own.
_REFUSALS: Final = frozenset({401, 403, 406, 429, 451, 999})
_ALWAYS_REFUSALS: Final = frozenset({429, 999})
_IS_CHALLENGED: Final = recogniser(
    (
        mark(
            "location",
            r"^https?://(?:www\.google\.[a-z.]+/sorry/|validate\.perfdrive\.com/|[\w.-]+\.queue-it\.net/)",
            source="https://support.google.com/websearch/answer/86640, and the waiting rooms of their makers",
        ),
        mark(
            "cf-mitigated",
            "challenge",
            source="https://developers.cloudflare.com/cloudflare-challenges/challenge-types/"
            "challenge-pages/detect-response/",
        ),
        mark(
            "x-amzn-waf-action",
            "challenge|captcha",
            source="https://docs.aws.amazon.com/waf/latest/developerguide/"
            "waf-captcha-and-challenge-how-it-works.html",
        ),
        mark(
            "x-vercel-mitigated",
            "challenge|deny",
            source="https://github.com/microlinkhq/is-antibot",
        ),
    )
)


def plain_outcome(answer: HttpAnswer, usual_status: int | None) -> tuple[ProbeOutcome, str]:
    """The outcome and why. FAILED for each error: whose it is, only the page can tell.

    A redirect is as good as a page: front pages lead to `www`, or to a language.
    """
    status = answer.status
    if _IS_CHALLENGED(answer) or is_challenge(answer.body) or status in _ALWAYS_REFUSALS:
        return ProbeOutcome.CHALLENGED, f"asks us to prove that we are a person, or to go away ({status})"
    if status >= 500:
        return ProbeOutcome.FAILED, f"answers {status}, and nobody says whose fault it is"
    if status == usual_status or 200 <= status < 400:
        return ProbeOutcome.SERVED, f"answers {status}"
    if status in _REFUSALS:
        return ProbeOutcome.CHALLENGED, f"refuses us ({status})"
    usual = "" if usual_status is None else f" where {usual_status} is usual"
    return ProbeOutcome.CHANGED, f"answers {status}{usual}"
