"""The messages that the screens show, through the real renderer, from the day in `screens_day`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.answer import ServicePage, StatusAnswer, Verdict
from bot.domain.incident import ChangeKind, Grade
from bot.domain.message import Message
from bot.domain.question import Intent, Question
from bot.domain.status import Impact
from bot.rendering.alert import claim_update, incident_card, incident_ending
from bot.rendering.answers.answer import render_answer
from bot.rendering.picture.timeline import timeline_picture
from bot.rendering.view import View
from tests.builders import a_change, a_report, an_update, at
from tests.screens_day import CATALOG, STORY, incident, over


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message of the day, what it is, and when it is seen."""

    name: str
    says: str
    at: datetime
    message: Message


def shown() -> tuple[Shown, ...]:
    """What is seen, in the order of the day."""
    return (
        Shown(name="correction", says="a claim taken back", at=at(11, 43), message=_correction()),
        Shown(name="card", says="a probable incident", at=at(12, 6), message=_card()),
        Shown(name="answer", says="an answer to: is chatgpt down?", at=at(12, 6), message=_answer()),
        Shown(name="why", says="an answer to: why is chatgpt down?", at=at(12, 20), message=_why()),
        Shown(name="ending", says="the end, with who is left", at=at(14, 20), message=_ending()),
    )


def _card() -> Message:
    view = View(watched=frozenset({"chatgpt", "claude", "npm", "zoom"}))
    return incident_card(incident(at(12, 6), Grade.PROBABLE), CATALOG, at(12, 6), view)


def _correction() -> Message:
    now = incident(at(11, 43), Grade.SUSPECTED)
    change = a_change(ChangeKind.REROOTED, incident=now, at=at(11, 43), previous_root="aws")
    return claim_update(change, Grade.SUSPECTED, "aws", STORY[:2], CATALOG, at(11, 43))


def _ending() -> Message:
    change = a_change(ChangeKind.RESOLVED, incident=over(), at=at(14, 20))
    picture = timeline_picture(over(), STORY, CATALOG, at(14, 20))
    return replace(incident_ending(change, CATALOG, at(14, 20)), picture=picture)


def _answer() -> Message:
    words = "We see elevated error rates across ChatGPT and are looking into it with our network provider."
    report = a_report(
        title="Elevated error rates across ChatGPT",
        impact=Impact.CRITICAL,
        started_at=at(11, 34),
        updated_at=at(11, 58),
        updates=(an_update(words, at=at(11, 58)),),
        url="https://status.chatgpt.example/incidents/1",
    )
    asked = Question(text="is chatgpt down?", intent=Intent.IS_DOWN, service="chatgpt")
    answer = StatusAnswer(
        question=asked,
        verdict=Verdict.DOWN,
        asked_at=at(12, 6),
        page=ServicePage(read_at=at(12, 6) - timedelta(seconds=40)),
        reports=(report,),
        incident=incident(at(12, 6), Grade.PROBABLE),
    )
    return render_answer(answer, CATALOG)


def _why() -> Message:
    now = incident(at(12, 20), Grade.CONFIRMED)
    asked = Question(text="why is chatgpt down?", intent=Intent.WHY, service="chatgpt")
    answer = StatusAnswer(
        question=asked, verdict=Verdict.DOWN, asked_at=at(12, 20), page=ServicePage(), incident=now
    )
    return replace(
        render_answer(answer, CATALOG), picture=timeline_picture(now, STORY[:4], CATALOG, at(12, 20))
    )
