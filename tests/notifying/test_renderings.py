"""What is rendered once for many channels is to the last character what each would have got by itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from itertools import combinations, product

import pytest

from bot.alerting.flapping import Flapping
from bot.alerting.hours import local_time
from bot.alerting.notification import Act, Announcement
from bot.alerting.plan import Plan
from bot.alerting.reason import Reason
from bot.domain.channel import Channel, Ping, QuietHours
from bot.domain.incident import Grade
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.message import Destination
from bot.domain.reactions import Acknowledgement, Reactions
from bot.domain.subject import NoticeSubject, Subject
from bot.domain.timeline import entry_of
from bot.notifying.messages import NotificationTask, message_for
from bot.notifying.renderings import GOOD_FOR, Renderings
from bot.rendering.subject_messages import pinging
from bot.rendering.view import View
from bot.speech.language import Language
from bot.speech.speech import speaking
from tests.builders import NOON, a_change, a_member, an_incident, at
from tests.chat_builders import of, over, reported, untold
from tests.notifying.outages import CATALOG

TWO = an_incident(members=(a_member("s1"), a_member("s2")), grade=Grade.PROBABLE)
ALONE = replace(TWO, id="inc-3", members=(), grade=Grade.SUSPECTED)
SUBJECTS: tuple[Subject, ...] = (of(TWO), of(ALONE), of(over(TWO, at=at(12, 9))), reported(service="s1"))
SERVICES = ("s1", "s2", "s3", "s4", "cloudflare", "elsewhere")
ACTS = (Act.POST_CARD, Act.EDIT_CARD, Act.POST_IN_THREAD, Act.POST_ANEW)
OPS = Destination(platform="memory", channel="ops")
CHANNEL = Channel(destination=OPS)
CHANNELS = (
    CHANNEL,
    Channel(destination=OPS, language=Language.GERMAN),
    Channel(destination=OPS, ping=Ping(who="1")),
    Channel(destination=OPS, ping=Ping(who="2", grade=Grade.CONFIRMED)),
    Channel(destination=OPS, quiet=QuietHours(start=time(3), end=time(4), zone="Europe/Berlin")),
)
REACTIONS = Reactions(acknowledgement=Acknowledgement(by="U1", at=NOON), affected=("a",))
# Just before the cards of these tests are rendered.
OURS = OwnNetwork(vantage="here", at=at(12, 30), since=NOON, state=NetworkState.OURS, asked=9, answering=0)
VIEWS = (
    *(View(watched=frozenset(some)) for n in range(3) for some in combinations(SERVICES, n)),
    View(reactions=Reactions()),
    View(reactions=REACTIONS),
    View(speaks_for="slack:C9"),
    View(board="https://board.example"),
    View(networks=(OURS,)),
)


def a_task(subject: Subject = SUBJECTS[0], view: View = VIEWS[0]) -> NotificationTask:
    record = untold(subject)
    return NotificationTask(
        subject=subject,
        record=record,
        plan=Plan(after=record, reason=Reason.FIRST_NOTIFICATION),
        view=view,
        group=None,
        said=None,
        timeline=(),
    )


def one_thing_else(subject: Subject) -> Iterator[NotificationTask]:
    """A task, and the same with one thing that is not, for each thing that may be."""
    task = a_task(subject)
    yield task
    for view in VIEWS:
        yield replace(task, view=view)
    for flapping in (Flapping(turns=(NOON,)), Flapping(turns=(NOON, at(12, 1)))):
        yield replace(task, flapping=flapping)
    for updates in ((NOON,), (NOON, at(12, 1))):
        after = replace(task.record, updates=updates)
        yield replace(task, plan=Plan(after=after, reason=Reason.TOO_OFTEN))
    for said in (
        Announcement(grade=Grade.SUSPECTED, root="s4", at=NOON),
        Announcement(grade=Grade.CONFIRMED, root="cloudflare", peak=2, at=NOON, is_over=True),
    ):
        yield replace(task, record=replace(task.record, said=said))
    if isinstance(subject, NoticeSubject):
        yield replace(task, group=TWO)
        yield replace(task, said=TWO)
    else:
        yield replace(task, timeline=(entry_of(subject.change), entry_of(a_change(incident=ALONE))))


@pytest.mark.parametrize("subject", SUBJECTS, ids=("open", "seen", "over", "report"))
async def test_what_is_shared_is_what_each_channel_would_have_got_by_itself(subject: Subject) -> None:
    shared, now = Renderings(catalog=CATALOG), at(12, 30)
    tasks = [(task, CHANNEL) for task in one_thing_else(subject)]
    wanted = product((*tasks, *((a_task(subject), channel) for channel in CHANNELS)), ACTS)

    for (task, channel), act in wanted:
        with speaking(channel.language):
            own = await message_for(act, task, CATALOG, local_time(channel, now))
        calls = act in (Act.POST_CARD, Act.POST_ANEW)
        alone = pinging(own, task.subject, channel.ping) if calls else own

        # Times that are the same are equal in whatever zone they are said.
        assert repr(await shared.message_for(act, task, channel, now)) == repr(alone)


async def test_channels_that_see_the_same_share_one_message_for_a_moment() -> None:
    shared, here = Renderings(catalog=CATALOG), CHANNEL
    there = Channel(destination=replace(OPS, channel="other"))

    def card(*watched: str) -> NotificationTask:
        return a_task(view=View(watched=frozenset(watched)))

    first = await shared.message_for(Act.POST_CARD, card("s1"), here, NOON)
    of_others = await shared.message_for(Act.POST_CARD, card("s1", "elsewhere"), there, NOON)
    of_another = await shared.message_for(Act.POST_CARD, card("s2"), there, NOON)
    later = await shared.message_for(Act.POST_CARD, card("s1"), here, NOON + GOOD_FOR)
    before = await shared.message_for(Act.POST_CARD, card("s1"), here, NOON - timedelta(hours=1))

    assert of_others is first
    assert len({id(one) for one in (first, of_another, later, before)}) == 4
