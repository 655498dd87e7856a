"""What an alert says of its subject: what wakes people, whether it is over, and where there is more of it."""

from dataclasses import replace

import pytest

from bot.domain.alert import AlertKind, AlertSeverity
from bot.domain.incident import Grade, IncidentState
from bot.domain.status import Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import OURSELVES, TEST_OF, NoticeSubject, Subject
from bot.rendering.escalation import alert_of
from bot.rendering.plainer import plainer_forms
from tests.builders import a_catalog, a_maintenance, a_member, an_incident, at
from tests.chat_builders import a_notice, of, over, reported
from tests.servers.respondent import a_message

CATALOG = a_catalog()
INCIDENT = an_incident("inc-1", grade=Grade.CONFIRMED, members=(a_member("discord"), a_member("groq")))


@pytest.mark.parametrize("grade", list(Grade))
def test_the_surer_a_claim_the_more_urgent(grade: Grade) -> None:
    order, grades = list(AlertSeverity), list(Grade)
    alert = alert_of(of(replace(INCIDENT, grade=grade)), CATALOG, is_news=False)

    weaker = grades[max(0, grades.index(grade) - 1)]
    below = alert_of(of(replace(INCIDENT, grade=weaker)), CATALOG, is_news=False)
    assert order.index(below.severity) <= order.index(alert.severity)
    assert (alert.grade, alert.kind) == (grade, AlertKind.INCIDENT)


@pytest.mark.parametrize(
    ("impact", "severity"),
    [
        (None, AlertSeverity.WARNING),
        (Impact.NONE, AlertSeverity.INFO),
        (Impact.MINOR, AlertSeverity.WARNING),
        (Impact.MAJOR, AlertSeverity.ERROR),
        (Impact.CRITICAL, AlertSeverity.CRITICAL),
    ],
)
def test_a_report_is_as_urgent_as_its_provider_says(impact: Impact | None, severity: AlertSeverity) -> None:
    alert = alert_of(reported(impact=impact), CATALOG, is_news=True)

    assert (alert.severity, alert.kind, alert.grade) == (severity, AlertKind.REPORT, None)
    assert (alert.cause, alert.cause_name, alert.affected) == ("discord", "Discord", ("discord",))
    assert alert.is_news


@pytest.mark.parametrize("state", [state for state in IncidentState if state is not IncidentState.OPEN])
def test_whatever_ends_an_incident_closes_its_alert(state: IncidentState) -> None:
    alert = alert_of(of(over(INCIDENT, at=at(12, 30), state=state)), CATALOG, is_news=True)

    assert alert.is_over
    assert alert.ended_at == at(12, 30)


def test_one_subject_has_one_key_in_all_its_states() -> None:
    states: list[list[Subject]] = [
        [of(INCIDENT), of(over(replace(INCIDENT, root="aws"), at=at(13)))],
        [reported(), reported(ReportStatus.RESOLVED, at=at(13)), reported(impact=Impact.CRITICAL, at=at(14))],
    ]
    keys = [{alert_of(one, CATALOG, is_news=False).key for one in subjects} for subjects in states]

    assert [len(found) for found in keys] == [1, 1]
    assert keys[0] != keys[1]


def test_planned_work_and_our_own_trouble_and_tests_are_named_as_what_they_are() -> None:
    work = a_maintenance(status=MaintenanceStatus.SCHEDULED, starts_at=at(14), ends_at=at(15))
    planned = alert_of(NoticeSubject(notice=a_notice(maintenance=work)), CATALOG, is_news=False)
    about_us = replace(a_notice(OURSELVES), source=OURSELVES)
    ours = alert_of(NoticeSubject(notice=about_us), CATALOG, is_news=False)
    test = alert_of(NoticeSubject(notice=replace(about_us, source=f"{TEST_OF}x")), CATALOG, is_news=False)

    assert (planned.kind, planned.severity) == (AlertKind.MAINTENANCE, AlertSeverity.INFO)
    assert (planned.started_at, planned.is_over) == (at(14), False)
    assert (ours.kind, test.kind) == (AlertKind.OURSELVES, AlertKind.TEST)


def test_it_leads_to_its_page_where_people_can_reach_that_and_else_to_who_says_most_of_it() -> None:
    own = a_member("cloudflare", url="https://www.cloudflarestatus.com/incidents/1")
    subject = of(replace(INCIDENT, root_report=own))

    def url(board: str) -> str | None:
        return alert_of(subject, CATALOG, is_news=False, board=board).url

    assert url("https://board.example/") == "https://board.example/i/inc-1"
    assert url("") == "https://www.cloudflarestatus.com/incidents/1"


def test_the_plainest_form_of_a_message_is_about_the_same_alert() -> None:
    alert = alert_of(of(INCIDENT), CATALOG, is_news=False)

    assert [form.alert for form in plainer_forms(replace(a_message(), alert=alert))] == [alert, alert]
