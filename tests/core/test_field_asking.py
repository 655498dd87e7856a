"""Questions as people ask them: several at once, by a chosen label, of the past, of what nobody knows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat_platforms import TRAITS
from bot.answers.past import bounds_of
from bot.catalog.loader import load
from bot.channel_commands.context import CommandContext
from bot.channel_commands.outcome import carry_out
from bot.channel_commands.parser import command_in
from bot.domain.channel import Channel
from bot.domain.message import Destination
from bot.domain.question import Intent, Question
from bot.questions.any_language import question_in
from bot.questions.choosing import question_chosen
from bot.questions.names import Names, value_of, words_of
from bot.questions.past import past_in
from bot.questions.talk import is_question

pytestmark = pytest.mark.uncounted  # thousands of names

CATALOG: Final = load()
NAMES: Final = Names(CATALOG)
CHANNEL: Final = Channel(destination=Destination(platform="slack", channel="C1"))
CONTEXT: Final = CommandContext(names=NAMES, catalog=CATALOG, traits=TRAITS)
# A name that is a clause is none in a list.
_NO_NAMES: Final = frozenset({"when i work"})


def about(question: Question) -> list[str]:
    """What is asked for, in order; a name that nobody knows with a question mark."""
    return [part.service or f"?{part.unknown}" for part in question.each]


def _names() -> list[tuple[str, str]]:
    """Each service's own name where it names nothing else."""
    found = ((s.name, s.id, NAMES.find(words_of(s.name))) for s in CATALOG.services.values())
    return [
        (name, id_)
        for name, id_, owners in found
        if len(owners) == 1
        and (owners[0].service, owners[0].component) == (id_, None)
        and name.lower() not in _NO_NAMES
        and " in " not in name
    ]


def _with(word: str) -> Callable[[list[str]], str]:
    return lambda names: f"{', '.join(names[:-1])} {word} {names[-1]}"


FORMS: Final[dict[str, Callable[[list[str]], str]]] = {
    "commas": ", ".join,
    "and": _with("and"),
    "or": _with("or"),
    "and/or": _with("and/or"),
    "or even": _with("or even"),
    "as well as": _with("as well as"),
    "oxford": lambda names: f"{', '.join(names[:-1])}, and {names[-1]}",
    "all and": " and ".join,
    "ampersands": " & ".join,
    "pluses": " + ".join,
    "slashes": " / ".join,
    "semicolons": "; ".join,
    "lines": "\n".join,
    "numbers": lambda names: "\n".join(f"{n}. {name}" for n, name in enumerate(names, start=1)),
    "dots": lambda names: "\n".join(f"- {name}" for name in names),
}
ASKED: Final = (
    (Intent.IS_DOWN, "are {} down?"),
    (Intent.IS_DOWN, "is {} down"),
    (Intent.IS_DOWN, "since when are {} down?"),
    (Intent.IS_DOWN, "anyone else having trouble with {}?"),
    (Intent.IS_DOWN, "{}"),
    (Intent.STATUS, "status of {}"),
    (Intent.WHY, "why are {} down?"),
    (Intent.IMPACT, "impact of {}"),
    (Intent.IMPACT, "what depends on {}?"),
)


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(_names()), min_size=2, max_size=6, unique=True),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(ASKED),
)
def test_field_b1_a_list_of_names_in_any_form_is_asked_for_as_it_stands(
    named: list[tuple[str, str]], form: str, asked: tuple[Intent, str]
) -> None:
    intent, sentence = asked
    if form in ("lines", "numbers", "dots"):
        sentence = sentence.replace(" {}", ":\n{}") if sentence.endswith("{}") else "are these down?\n{}"
        intent = intent if sentence.startswith(("status", "impact")) else Intent.IS_DOWN

    question = question_in(sentence.format(FORMS[form]([name for name, _ in named])), NAMES)

    assert about(question) == [id_ for _, id_ in named], question.text
    assert {part.intent for part in question.each} == {intent}


@pytest.mark.parametrize(
    ("text", "intent", "subjects"),
    [
        ("are github, gitlab and bitbucket down?", Intent.IS_DOWN, "github gitlab bitbucket"),
        ("status of aws, gcp and azure", Intent.STATUS, "aws gcp azure"),
        ("is slack down, or zoom?", Intent.IS_DOWN, "slack zoom"),
        ("why are github and gitlab down?", Intent.WHY, "github gitlab"),
        ("impact of aws and cloudflare", Intent.IMPACT, "aws cloudflare"),
        ("github? gitlab?", Intent.IS_DOWN, "github gitlab"),
        ("github/gitlab/bitbucket down?", Intent.IS_DOWN, "github gitlab bitbucket"),
        ("both slack and zoom down?", Intent.IS_DOWN, "slack zoom"),
        ("slack, zoom or even teams broken?", Intent.IS_DOWN, "slack zoom microsoft-teams"),
        ("is slack down or is zoom down", Intent.IS_DOWN, "slack zoom"),
        ("Is Slack down? Or is Zoom?", Intent.IS_DOWN, "slack zoom"),
        ("are these down: github, gitlab, slack", Intent.IS_DOWN, "github gitlab slack"),
        ("which of github, gitlab and slack is down?", Intent.IS_DOWN, "github gitlab slack"),
        ("github, gitlab. are they down?", Intent.IS_DOWN, "github gitlab"),
        ("is github, foobar and slack down?", Intent.IS_DOWN, "github ?foobar slack"),
        ("are github and foobar down", Intent.IS_DOWN, "github ?foobar"),
        ("is foobar or github down?", Intent.IS_DOWN, "?foobar github"),
        ("github? foobar?", Intent.IS_DOWN, "github ?foobar"),
        ("is AT&T or Weights & Biases down?", Intent.IS_DOWN, "att weights-and-biases"),
        ("is github or github or slack down?", Intent.IS_DOWN, "github slack"),
        ("are github gitlab bitbucket down", Intent.IS_DOWN, "github gitlab bitbucket"),
        ("is aws down in us-east-1 and us-west-2?", Intent.IS_DOWN, "aws/us-east-1 aws/us-west-2"),
        ("hey team, are github and gitlab down? thanks", Intent.IS_DOWN, "github gitlab"),
        ("builds red (circleci or github?)", Intent.IS_DOWN, "circleci github"),
        ("is github down or is it my wifi", Intent.IS_DOWN, "github"),
        ("hey bob, is github down?", Intent.IS_DOWN, "github"),
        ("is github down, bob?", Intent.IS_DOWN, "github"),
        ("is slack down in europe and asia?", Intent.IS_DOWN, "slack"),
        ("/why github, gitlab", Intent.WHY, "github gitlab"),
        ("/isdown github, gitlab and nosuch", Intent.IS_DOWN, "github gitlab ?nosuch"),
        ("do slack and zoom depend on aws?", Intent.DEPENDS, "slack zoom"),
        ("were github and gitlab down yesterday?", Intent.IS_DOWN, "github gitlab"),
        (
            "Why are GitHub, GitLab, and Bitbucket all down at the same time?",
            Intent.WHY,
            "github gitlab bitbucket",
        ),
        ("what runs on aws and what on gcp?", Intent.IMPACT, "aws gcp"),
        ("is s3 or ec2 down in us-east-1", Intent.IS_DOWN, "aws/s3 aws/ec2"),
        ("is github or our vpn down?", Intent.IS_DOWN, "github"),
        ("1- github 2- gitlab (3) slack", Intent.IS_DOWN, "github gitlab slack"),
        ("are mapbox and HERE down?", Intent.IS_DOWN, "mapbox here"),
        ("are foobar, here and mapbox down?", Intent.IS_DOWN, "?foobar here mapbox"),
        ("are Magic, Calm or One down?", Intent.IS_DOWN, "magic calm one"),
        ("is github down, here?", Intent.IS_DOWN, "github"),
        ("is github down HERE?", Intent.IS_DOWN, "github"),
        ("is it aws, dns or us?", Intent.IS_DOWN, "aws"),
        ("github, our vpn, slack?", Intent.IS_DOWN, "github slack"),
        ("is this a stripe issue or ours?", Intent.IS_DOWN, "stripe"),
        ("events missing, mixpanel or amplitude?", Intent.IS_DOWN, "mixpanel amplitude"),
        ("are zendesk, intercom, etc. down?", Intent.IS_DOWN, "zendesk intercom"),
        ("is ~github~ gitlab down?", Intent.IS_DOWN, "gitlab"),
        ("are github and gitlab down?\n-- \nSam", Intent.IS_DOWN, "github gitlab"),
        ("Jira and Confluence are both timing out. Are they down?", Intent.IS_DOWN, "jira confluence"),
    ],
)
def test_field_b1_nothing_in_a_list_is_dropped(text: str, intent: Intent, subjects: str) -> None:
    question = question_in(text, NAMES)

    assert about(question) == subjects.split()
    assert question.intent is intent


def test_field_b1_both_sides_of_a_dependence_may_be_lists() -> None:
    question = question_in("do github, slack and zoom depend on cloudflare or aws?", NAMES)

    pairs = [(part.service, part.on) for part in question.each]
    assert pairs == [(one, on) for on in ("cloudflare", "aws") for one in ("github", "slack", "zoom")]


@pytest.mark.parametrize(
    "text",
    [
        "I moved from github to gitlab and bitbucket",
        "zoom or teams for the meeting?",
        "notion and slack are great",
        "netflix and chill?",
        "should we use claude or chatgpt",
        "medium or large?",
        "is the CI/CD product down",
        "comparing vercel, netlify and render",
        "slack, teams and zoom invites are in the mail",
    ],
)
def test_field_b1_names_in_a_story_are_no_question(text: str) -> None:
    assert [part.service for part in question_in(text, NAMES).each if part.service] == []


def test_field_b5_whatever_is_offered_is_understood_by_every_command() -> None:
    """/isdown takes each; that the other commands read it the same way is tried on each ninth."""
    offered = {(n.service, n.component): n for s in CATALOG.services for n in NAMES.complete(s, 25)}
    wrong: list[str] = []
    for number, (meant, named) in enumerate(offered.items()):
        for said in (named.label, value_of(named)):
            commands = ("isdown",) if number % 9 else ("isdown", "why", "impact")
            wrong += [f"/{command} {said}" for command in commands if _chosen(command, said) != meant]
            if number % 9 == 0:
                wrong += _not_watched(said, meant)

    assert len(offered) > 2_000
    assert wrong == []


def _chosen(command: str, said: str) -> tuple[str | None, str | None] | None:
    question = question_chosen(command, said, NAMES)
    return (question.service, question.component) if question is not None else None


def _not_watched(said: str, meant: tuple[str, str | None]) -> Iterator[str]:
    watch, unwatch = (command_in(f"{word} {said}", CONTEXT) for word in ("watch", "unwatch"))
    added = carry_out(watch, CHANNEL, CONTEXT).added if watch is not None else ()
    if [(match.watch.target, match.watch.component) for match in added] != [meant]:
        yield f"watch {said}"
    watched = replace(CHANNEL, watches=tuple(match.watch for match in added))
    if unwatch is None or carry_out(unwatch, watched, CONTEXT).channel.watches != ():
        yield f"unwatch {said}"


@pytest.mark.parametrize("name", ["calm", "clever", "crisp", "one", "ChatGPT (OpenAI)", "chatgpt (openai)"])
@pytest.mark.parametrize("command", ["isdown", "why", "impact"])
def test_field_b5_the_argument_of_a_command_is_first_a_name(name: str, command: str) -> None:
    question = question_in(f"/{command} {name}", NAMES)

    assert question.service == (name if name.isalpha() else "openai")


@pytest.mark.parametrize(
    "text",
    [
        "is github down?",
        "github?",
        "why is slack down",
        "thanks. is github up?",
        "any idea why slack is down?",
    ],
)
def test_field_b2_a_question_among_talk_is_one(text: str) -> None:
    assert is_question(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "ok, looking",
        "github is fine on my side",
        "we restarted the pods",
        "lol",
        "github is down for us too",
        "same",
        "on it",
        "slack and zoom are both broken here",
        "help",
        "what a mess",
        "who is on call?",
        "can you look at the pods?",
        "\U0001f44d",
        "fixed now, it was github",
        "no meetings on zoom today",
        "not started yet, jira?",
        "is everyone on slack?",
        "do we use notion or confluence for docs?",
    ],
)
def test_field_b2_talk_is_no_question(text: str) -> None:
    assert not is_question(text, NAMES)


@pytest.mark.parametrize(
    ("text", "intent", "service"),
    [
        ("is everything ok in us-east-1?", Intent.IS_DOWN, "aws/us-east-1"),
        ("anything wrong in eu-west-1", Intent.IS_DOWN, "aws/eu-west-1"),
        ("anything wrong in frankfurt?", Intent.IS_DOWN, "aws/eu-central-1"),
        ("is the frankfurt region ok", Intent.IS_DOWN, "aws/eu-central-1"),
        ("aws frankfurt ok?", Intent.IS_DOWN, "aws/eu-central-1"),
        ("any problems in europe-west4?", Intent.IS_DOWN, "gcp/europe-west4"),
        ("azure west europe down?", Intent.IS_DOWN, "azure/westeurope"),
        ("everything fine in eu-central-1?", Intent.IS_DOWN, "aws/eu-central-1"),
        ("do we depend on auth0?", Intent.IMPACT, "auth0"),
        ("what do we have on cloudflare?", Intent.IMPACT, "cloudflare"),
        ("who uses fastly?", Intent.IMPACT, "fastly"),
        ("do any of our vendors depend on okta?", Intent.IMPACT, "okta"),
        ("does slack depend on aws?", Intent.DEPENDS, "slack"),
        ("is vercel behind cloudflare?", Intent.DEPENDS, "vercel"),
        ("what does github run on", Intent.DEPENDS, "github"),
        ("git push failing - github?", Intent.IS_DOWN, "github"),
        ("payments failing (stripe?)", Intent.IS_DOWN, "stripe"),
        ("logins broken: okta?", Intent.IS_DOWN, "okta"),
        ("PROD: stripe webhooks timing out?", Intent.IS_DOWN, "stripe"),
        ("[P1] github actions stuck?", Intent.IS_DOWN, "github"),
        ("#github down?", Intent.IS_DOWN, "github"),
        ("github's api slow?", Intent.IS_DOWN, "github"),
        ("can't deploy -> vercel?", Intent.IS_DOWN, "vercel"),
        ("and gitlab?", Intent.IS_DOWN, "gitlab"),
        ("how's Frankfurt doing on AWS", Intent.STATUS, "aws/eu-central-1"),
        ("do we use auth0 anywhere?", Intent.IMPACT, "auth0"),
        ("which of our vendors run in us-east-1?", Intent.IMPACT, "aws/us-east-1"),
        ("does okta being down affect us?", Intent.IMPACT, "okta"),
        ("which cloud does notion use?", Intent.DEPENDS, "notion"),
        ("is notion on aws?", Intent.DEPENDS, "notion"),
        ("SMS not delivered, twilio?", Intent.IS_DOWN, "twilio"),
        ("no metrics since 10:00, datadog?", Intent.IS_DOWN, "datadog"),
        ("logins are failing, could it be auth0?", Intent.IS_DOWN, "auth0"),
        ("no audio in zoom", Intent.IS_DOWN, "zoom"),
    ],
)
def test_field_b8_regions_dependence_and_names_beside_words(text: str, intent: Intent, service: str) -> None:
    question = question_in(text, NAMES)

    assert (question.intent, question.service) == (intent, service)


@pytest.mark.parametrize(
    ("text", "intent", "service", "said"),
    [
        ("did anything break overnight?", Intent.INCIDENTS, None, "overnight"),
        ("what happened last night?", Intent.INCIDENTS, None, "last night"),
        ("what broke this morning?", Intent.INCIDENTS, None, "this morning"),
        ("any incidents in the last 24 hours?", Intent.INCIDENTS, None, "in the last 24 hours"),
        ("what went down over the weekend", Intent.INCIDENTS, None, "over the weekend"),
        ("any outages since yesterday", Intent.INCIDENTS, None, "since yesterday"),
        ("how long was slack down yesterday?", Intent.IS_DOWN, "slack", "yesterday"),
        ("was slack down on monday?", Intent.IS_DOWN, "slack", "on monday"),
        ("did stripe have problems last night?", Intent.IS_DOWN, "stripe", "last night"),
        ("when was the last github outage?", Intent.IS_DOWN, "github", "in the last 30 days"),
        ("how long was github down", Intent.IS_DOWN, "github", "in the last 7 days"),
        ("anything broken overnight?", Intent.INCIDENTS, None, "overnight"),
        ("anything happen last night?", Intent.INCIDENTS, None, "last night"),
        ("what was down yesterday?", Intent.INCIDENTS, None, "yesterday"),
        ("github outages yesterday?", Intent.IS_DOWN, "github", "yesterday"),
        ("was datadog down at night?", Intent.IS_DOWN, "datadog", "at night"),
    ],
)
def test_field_b8_what_was_is_asked_with_its_time(
    text: str, intent: Intent, service: str | None, said: str
) -> None:
    question = question_in(text, NAMES)

    assert (question.intent, question.service) == (intent, service)
    assert question.past is not None
    assert question.past.said == said


@pytest.mark.parametrize(
    "text", ["is github down today?", "how long has slack been down?", "is aws down since monday?"]
)
def test_field_b8_what_is_now_is_not_of_the_past(text: str) -> None:
    assert question_in(text, NAMES).past is None


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("overnight", "17 18:00", "18 09:00"),
        ("yesterday", "17 00:00", "18 00:00"),
        ("this morning", "18 00:00", "18 12:00"),
        ("since yesterday", "17 00:00", "18 12:30"),
        ("in the last 6 hours", "18 06:30", "18 12:30"),
        ("over the weekend", "15 00:00", "17 00:00"),
        ("on monday", "17 00:00", "18 00:00"),
        ("on tuesday", "11 00:00", "12 00:00"),
        ("last week", "10 00:00", "17 00:00"),
        ("two hours ago", "18 10:30", "18 12:30"),
        ("on 12 november", "12 00:00", "13 00:00"),
        ("this month", "01 00:00", "18 12:30"),
        ("last month", "01 00:00", "01 00:00"),
        ("in october 2024", "01 00:00", "01 00:00"),
        ("since 3 november", "03 00:00", "18 12:30"),
        ("on 31 june", "30 00:00", "01 00:00"),
        ("on 2030-01-01", "18 12:30", "18 12:30"),
    ],
)
def test_field_b8_a_stretch_of_the_past_begins_and_ends(said: str, start: str, end: str) -> None:
    now = datetime(2025, 11, 18, 12, 30, tzinfo=UTC)  # a Tuesday
    _, span = past_in(f"was github down {said}?")

    assert span is not None
    assert [f"{moment:%d %H:%M}" for moment in bounds_of(span, now)] == [start, end]
    assert bounds_of(span, now)[1] - bounds_of(span, now)[0] >= timedelta()


@pytest.mark.parametrize(
    ("said", "hours"), [("on 26 October 2025", 25), ("on 30 March 2025", 23), ("in March 2025", 31 * 24 - 1)]
)
def test_a_day_is_as_long_as_it_is_where_clocks_change(said: str, hours: int) -> None:
    now = datetime(2025, 11, 18, 12, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    _, span = past_in(f"was github down {said}?")

    assert span is not None
    start, end = bounds_of(span, now)
    assert end - start == timedelta(hours=hours)
    assert start.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("is Foobarbaz down?", "Foobarbaz"),
        ("status of foobarbaz", "foobarbaz"),
        ("why is foo.bar down?", "foo.bar"),
        ("/isdown my thing", "my thing"),
        ("is payments-api down?", "payments-api"),
        ("is acme-billing down?", "acme-billing"),
        ("anyone know if foobarbaz is having issues", "foobarbaz"),
    ],
)
def test_field_b8_a_service_that_we_do_not_know_is_named(text: str, unknown: str) -> None:
    assert question_in(text, NAMES).unknown == unknown


@pytest.mark.parametrize(
    "text", ["is the build broken?", "is lunch ready?", "is github weird about forks?", "lol", "why though"]
)
def test_field_b8_what_is_no_name_is_not_called_unknown(text: str) -> None:
    assert question_in(text, NAMES).unknown == ""
