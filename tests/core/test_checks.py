"""Whom a check of one's own is about, and what the checks of one service come to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.checks.hosts import host_of
from bot.checks.known import MAX_KNOWN, MAX_UNMATCHED
from bot.checks.naming import CheckNaming
from bot.checks.taking import CheckBook, CheckChanges, swept, taken
from bot.checks.unmatched import counted, unmatched_of
from bot.domain.check import CheckState, UserCheck
from bot.domain.look import Look, LookEnd, LookRule
from tests.builders import NOON, a_catalog, a_service, a_source, at

MINUTE = timedelta(minutes=1)
EMPTY = CheckBook(checks={}, looks={})


def a_check(
    id: str = "1",  # noqa: A002  -- the field's name
    *,
    source: str = "alertmanager",
    ok: bool = False,
    name: str = "SiteDown",
    service: str = "",
    labels: tuple[str, ...] = (),
    hosts: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    since: datetime | None = None,
    ended: datetime | None = None,
    says: str = "",
) -> UserCheck:
    return UserCheck(
        source=source,
        id=id,
        state=CheckState.OK if ok else CheckState.FAILING,
        name=name,
        service=service,
        labels=labels,
        hosts=hosts,
        names=names,
        since=since,
        ended=ended,
        says=says,
    )


def a_naming() -> CheckNaming:
    """Services whose names and hosts are easily mistaken for each other."""
    return CheckNaming(
        catalog=a_catalog(
            [
                a_service("acme", name="Acme Cloud", domain="acme.example", aliases=("Grid",)),
                a_service("acme-mail", name="Acme Mail", domain="mail.acme.example"),
                a_service("twin-one", domain="twins.example", aliases=("Twins",)),
                a_service("twin-two", domain="twins.example", aliases=("Twins",)),
                a_service("grafana", domain="grafana.example"),
                a_service("api", domain="api-makers.example"),
                a_service("farm", domain="farm.example"),
                a_service("rails", domain="railway.app"),
                a_service("linode", domain="linode.com"),
                a_service("render", domain="render.example"),
                a_service("bare", sources=(a_source("bare", page_url="https://health.acme.example"),)),
            ]
        )
    )


@pytest.mark.parametrize(
    ("check", "service"),
    [
        (a_check(service="acme"), "acme"),
        (a_check(service="Acme Cloud"), "acme"),
        (a_check(service="ACME_MAIL"), "acme-mail"),
        (a_check(service="grafana", hosts=("10.0.0.3:3000",)), "grafana"),  # said on purpose
        (a_check(service="nobody", hosts=("acme.example",)), None),  # on purpose, and wrong: no guess
        (a_check(service="Twins"), None),
        (a_check(labels=("grid",), hosts=("10.0.0.3",)), "acme"),
        (a_check(labels=("Twins",), hosts=("acme.example",)), "acme"),
        (a_check(labels=("api",)), None),
        (a_check(labels=("prod",), hosts=("https://acme.example",)), "acme"),
        (a_check(labels=("grafana",)), "grafana"),
        (a_check(labels=("grafana",), hosts=("grafana:3000",)), None),  # their own
        (a_check(hosts=("https://acme.example/health",)), "acme"),
        (a_check(hosts=("api.eu.ACME.example.:443",)), "acme"),
        (a_check(hosts=("https://user:secret@mail.acme.example",)), "acme-mail"),
        (a_check(hosts=("imap.mail.acme.example:993",)), "acme-mail"),  # the nearer one
        (a_check(hosts=("notacme.example",)), None),
        (a_check(hosts=("acme.example.evil.example",)), None),
        (a_check(hosts=("twins.example",)), None),
        (a_check(hosts=("acme.example", "farm.example")), None),
        (a_check(hosts=("acme.example", "10.0.0.1:9115")), "acme"),
        (a_check(hosts=("status.acme.example",)), None),  # a page about it is not it
        (a_check(hosts=("health.acme.example",)), None),
        (a_check(hosts=("mine.up.railway.app",)), None),  # somebody's own site there
        (a_check(hosts=("railway.app",)), "rails"),
        (a_check(hosts=("li1.members.linode.com",)), None),  # somebody's own machine
        (a_check(hosts=("api.linode.com",)), "linode"),
        (a_check(labels=("render",)), None),  # who renders something
        (a_check(names=("Render",)), None),
        (a_check(labels=("render",), hosts=("render-1.corp.example",)), None),
        (a_check(labels=("render",), hosts=("https://api.render.example",)), "render"),
        (a_check(service="render"), "render"),
        (a_check(hosts=("localhost", "127.0.0.1", "[::1]:80", "", "acme", "http://")), None),
        (a_check(names=("Grid", "SiteDown")), "acme"),
        (a_check(names=("Grid",), hosts=("10.0.0.3:9100",)), None),  # what is asked speaks against it
        (a_check(names=("grafana",)), None),
        (a_check(names=("Grid", "farm")), None),
        (a_check(names=("Grid is down",)), None),
        (a_check(), None),
    ],
)
def test_a_check_is_about_the_one_service_that_it_names_or_about_nobody(
    check: UserCheck, service: str | None
) -> None:
    assert a_naming().service_of(check) == service


@pytest.mark.parametrize("word", ["api", "node", "prod", "Staging", "web app", "prod_api-2", "x"])
def test_everyday_words_name_nobody_unless_said_on_purpose(word: str) -> None:
    naming = CheckNaming(catalog=a_catalog([a_service("x-1", aliases=(word,))]))

    assert naming.service_of(a_check(labels=(word,), names=(word,))) is None
    assert naming.service_of(a_check(service=word)) == "x-1"


@pytest.mark.parametrize(
    "text",
    [
        "http://[",
        "a" * 70_000,
        "http://a..b",
        "\x00.\x01",
        "//",
        "http://1.2.3.4.5",
        "a.b:port",
        "ü" * 300 + ".de",
    ],
)
def test_nonsense_has_no_host_and_breaks_nothing(text: str) -> None:
    assert host_of(text) in ("", "a.b", "\x00.\x01")
    assert a_naming().service_of(a_check(hosts=(text,))) is None


def test_a_page_is_found_by_its_host() -> None:
    naming = a_naming()

    assert naming.sources_at(["https://health.acme.example/unsubscribe/1"]) == ("bare/0",)
    assert naming.sources_at(["https://elsewhere.example", "nonsense", ""]) == ()


class Days:
    """Takes in what is handed in, minute by minute."""

    def __init__(self) -> None:
        self.book = EMPTY
        self.changes: list[CheckChanges] = []

    def hear(self, now: datetime, *heard: tuple[str, UserCheck]) -> CheckChanges:
        return self._keep(taken(self.book, heard, now))

    def sweep(self, now: datetime) -> CheckChanges:
        return self._keep(swept(self.book, now))

    def told(self) -> list[Look]:
        """The looks that the correlator heard of."""
        return [o.look for changes in self.changes for o in changes.observations if o.look is not None]

    def _keep(self, changes: CheckChanges) -> CheckChanges:
        checks = {key: check for key, check in self.book.checks.items() if key not in changes.dropped}
        checks |= {check.key: check for check in changes.checks}
        looks = dict(self.book.looks) | {look.node: look for look in changes.looks}
        self.book = CheckBook(
            checks=checks, looks={node: look for node, look in looks.items() if look.end is None}
        )
        self.changes.append(changes)
        return changes


def test_checks_of_several_tools_are_one_look_until_the_last_is_well() -> None:
    days = Days()
    days.hear(NOON, ("acme", a_check("1", since=at(11, 58), says="timeout")))
    days.hear(NOON + MINUTE, ("acme", a_check("1", source="gatus", name="login")))
    days.hear(NOON + 2 * MINUTE, ("acme", a_check("2", ok=True)))
    days.hear(NOON + 3 * MINUTE, ("acme", a_check("1", ok=True)))
    days.hear(NOON + 4 * MINUTE, ("acme", a_check("1", source="gatus", ok=True)))

    one, both, three, left, over = days.told()
    assert one.says == "your check “SiteDown” has been failing since 11:58 UTC: timeout"
    assert both.says == "2 of your 2 checks fail since 11:58 UTC: “SiteDown”, “login”"
    assert both.vantages == ("alertmanager", "gatus")
    assert (three.asked, three.served, three.silent) == (3, 1, 2)
    assert (left.asked, left.served, left.silent, left.is_telling) == (3, 2, 1, True)
    assert (over.end, over.says) == (LookEnd.SERVED, "")
    sources = {o.source for changes in days.changes for o in changes.observations}
    assert sources == {"checks/alertmanager"}  # who began it takes it back
    assert days.book.looks == {}


def test_the_same_again_says_nothing_new_and_keeps_the_first_words() -> None:
    days = Days()
    days.hear(NOON, ("acme", a_check(says="timeout")))

    assert days.hear(NOON + MINUTE, ("acme", a_check(says="timeout after 31 s"))).observations == ()
    assert days.hear(NOON + MINUTE, ("acme", a_check(says="another"))).looks == ()


def test_what_still_holds_is_told_again_and_what_nobody_repeats_for_a_day_is_not() -> None:
    days = Days()
    days.hear(NOON, ("acme", a_check()))
    for minute in range(1, 24 * 60 + 2):
        days.sweep(NOON + minute * MINUTE)

    *held, last = days.told()
    assert {look.end for look in held} == {None}
    assert max(b.at - a.at for a, b in pairwise(held)) == timedelta(minutes=10)
    assert (last.end, last.at) == (LookEnd.UNASKED, NOON + timedelta(hours=24))
    assert days.book == EMPTY


def test_clocks_that_are_ahead_are_not_believed_and_what_comes_late_is_not_news() -> None:
    days = Days()
    days.hear(NOON, ("acme", a_check(since=at(23))))
    assert days.book.looks["acme"].since == NOON

    days.hear(NOON + MINUTE, ("acme", a_check(ok=True, ended=at(11, 30))))  # the end of what was before
    assert days.book.looks["acme"].is_telling
    days.hear(NOON + 2 * MINUTE, ("acme", a_check(ok=True, ended=at(12, 2))))
    days.hear(NOON + 3 * MINUTE, ("acme", a_check(since=at(12, 1))))
    assert days.book.looks == {}


def test_a_check_that_names_another_service_now_says_nothing_of_the_first() -> None:
    days = Days()
    days.hear(NOON, ("acme", a_check()))
    days.hear(NOON + MINUTE, ("farm", a_check()))

    assert [(look.node, look.end) for look in days.told()] == [
        ("acme", None),
        ("farm", None),
        ("acme", LookEnd.SERVED),
    ]


def shops(number: int, *, ok: bool = False) -> Iterable[tuple[str, UserCheck]]:
    return [(f"shop-{n}", a_check(str(n), ok=ok)) for n in range(number)]


def test_checks_of_many_services_at_once_are_no_claim_about_any_of_them() -> None:
    days = Days()
    days.hear(NOON, *shops(12))

    assert days.told() == []
    assert {look.rule for look in days.book.looks.values()} == {None}
    assert {look.says for look in days.book.looks.values()} == {
        "checks of 12 services fail at once: probably where they run"
    }


def test_four_are_claims_and_the_fifth_within_two_minutes_takes_them_back() -> None:
    days = Days()
    for n, one in enumerate(shops(5)):
        days.hear(NOON + n * timedelta(seconds=30), one)

    assert [look.rule for look in days.told()] == [LookRule.CHECKS] * 4 + [None] * 4
    assert not any(look.is_telling for look in days.book.looks.values())

    for n, one in enumerate(shops(4, ok=True)):  # the last one left is no news of its own
        days.hear(NOON + timedelta(minutes=5 + n), one)
    assert len(days.told()) == 8
    days.hear(NOON + timedelta(hours=1), ("shop-1", a_check("1")))
    assert days.told()[-1].node == "shop-1"
    assert days.told()[-1].is_telling


def test_what_a_tool_hands_in_later_began_at_once_all_the_same() -> None:
    days = Days()
    for n in range(6):  # Alertmanager tells what joins a group five minutes after the first of it
        late = timedelta(minutes=5) if n > 2 else timedelta()
        days.hear(NOON + late, (f"shop-{n}", a_check(str(n), since=at(11, 58, n))))

    assert [look.rule for look in days.told()] == [LookRule.CHECKS] * 4 + [None] * 4
    assert not any(look.is_telling for look in days.book.looks.values())


def test_five_in_longer_than_two_minutes_are_five_claims() -> None:
    days = Days()
    for n, one in enumerate(shops(5)):
        days.hear(NOON + n * timedelta(seconds=31), one)

    assert [look.rule for look in days.told()] == [LookRule.CHECKS] * 5


def test_twenty_checks_of_one_service_are_one_service() -> None:
    days = Days()
    days.hear(NOON, *(("acme", a_check(str(n))) for n in range(20)))

    assert [(look.rule, look.silent) for look in days.told()] == [(LookRule.CHECKS, 20)]


def test_what_failed_alone_before_stays_a_claim_when_many_follow() -> None:
    days = Days()
    days.hear(NOON, ("acme", a_check("alone")))
    days.hear(NOON + timedelta(minutes=9), *shops(6))

    assert days.book.looks["acme"].is_telling
    assert not days.book.looks["shop-1"].is_telling


def test_there_is_an_end_to_what_is_kept() -> None:
    days = Days()
    days.hear(NOON, *(("acme", a_check(str(n), ok=True)) for n in range(MAX_KNOWN)))
    days.hear(NOON + MINUTE, ("farm", a_check("new")))
    assert len(days.book.checks) == MAX_KNOWN
    assert days.book.looks["farm"].is_telling

    days = Days()
    days.hear(NOON, *(("acme", a_check(str(n))) for n in range(MAX_KNOWN)))
    days.hear(NOON + MINUTE, ("farm", a_check("new")))
    assert len(days.book.checks) == MAX_KNOWN
    assert set(days.book.looks) == {"acme"}


def test_what_names_nobody_is_counted_told_once_a_day_and_bounded() -> None:
    first = counted([], [unmatched_of(a_check(), NOON), unmatched_of(a_check(), NOON)], NOON)
    (one,) = first.stored
    assert (one.count, len(first.told)) == (2, 1)
    again = counted(first.stored, [unmatched_of(a_check(), NOON + MINUTE)], NOON + MINUTE)
    assert (again.stored[0].count, again.told) == (3, ())
    later = NOON + timedelta(days=1)
    assert len(counted(again.stored, [unmatched_of(a_check(), later)], later).told) == 1

    many = [unmatched_of(a_check(name=f"n{n}"), NOON + n * MINUTE) for n in range(MAX_UNMATCHED)]
    now = NOON + timedelta(days=2)
    full = counted(many, [unmatched_of(a_check(name="new"), now)], now)
    assert [dropped.name for dropped in full.dropped] == ["n0"]
