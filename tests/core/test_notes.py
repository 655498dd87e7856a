"""Facts in place of texts: what was noted is all that the correlator and the learner need of them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import msgspec
from hypothesis import given, settings

from bot.correlation.knowledge import Knowledge
from bot.domain.incident import IncidentChange
from bot.domain.observation import Observation
from bot.domain.report import Report
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.spelling import spelling
from bot.lab.learning.learner import Learner
from bot.lab.note_taking import NoteTaker, Tree
from bot.lab.notes import NotedTexts, TextNotes
from bot.wording.scope import scope_of
from tests.builders import a_report, an_update
from tests.correlation_builders import DEPENDENTS, IRELAND, NAMING, OWN, VIRGINIA, WORLD, adds, play, reports
from tests.correlation_timelines import STORIES, Step, a_story

TAKER = NoteTaker(catalog=WORLD.catalog, spells=spelling(Naming(catalog=WORLD.catalog)))
NO_PROVIDERS = frozenset[str]()


class Notebook:
    """Puts references in place of texts, and remembers what the texts said."""

    def __init__(self) -> None:
        self.notes: dict[str, TextNotes] = {}

    @property
    def knowledge(self) -> Knowledge:
        return replace(WORLD, reader=NotedTexts(self.notes))

    def noted(self, observation: Observation) -> Observation:
        report = observation.report
        return observation if report is None else replace(observation, report=self.without_texts(report))

    def without_texts(self, report: Report) -> Report:
        title, *posts = TAKER.trees(report, report.id.rsplit("-", 1)[0], NO_PROVIDERS)
        updates = (
            replace(update, text=self._reference(f"{report.id}, post {n}", said))
            for n, (update, said) in enumerate(zip(report.updates, posts, strict=True), start=1)
        )
        return replace(report, title=self._reference(report.id, title), updates=tuple(updates))

    def _reference(self, reference: str, said: Tree) -> str:
        self.notes[reference] = msgspec.convert(said, TextNotes)
        return reference


def without_quotes(changes: Iterable[IncidentChange]) -> str:
    """All that was changed, without sentences, titles, and how often what is shown was shown anew."""
    return re.sub(r"“[^”]*”|title='[^']*'", "", "\n".join(map(repr, changes)))


@settings(max_examples=40)
@given(STORIES)
def test_facts_bring_about_the_very_changes_that_the_texts_do(steps: list[Step]) -> None:
    story, notebook = a_story(steps), Notebook()
    read = play(story, until=5000)[1]
    noted = play([notebook.noted(o) for o in story], knowledge=notebook.knowledge, until=5000)[1]

    assert without_quotes(noted) == without_quotes(read)


def test_facts_quote_nothing_and_keep_what_was_said() -> None:
    story, notebook = (OWN, *NAMING), Notebook()
    _, changes = play([notebook.noted(o) for o in story], knowledge=notebook.knowledge)
    says = [evidence.says for evidence in changes[-1].incident.evidence]

    assert any("names Cloudflare: “sentence 1”" in said for said in says)
    assert not any("outage" in said for said in says)


def test_notes_leave_out_what_is_as_usual_and_number_each_sentence_once() -> None:
    first = "Errors due to a Cloudflare outage."
    report = a_report(
        title="Errors in AWS us-east-1",
        updates=(
            an_update(first),
            an_update("We are looking into it."),
            an_update(f"{first} Not Fastly."),
            an_update(" "),
        ),
    )

    assert list(TAKER.trees(report, "alpha", frozenset({"cloudflare", "fastly"}))) == [
        {
            "words": {
                "mentions": [
                    {"node": "aws", "manner": "placed", "sentence": "sentence 1"},
                    {"node": VIRGINIA, "manner": "placed", "sentence": "sentence 1"},
                ]
            }
        },
        {
            "words": {"mentions": [{"node": "cloudflare", "manner": "blamed", "sentence": "sentence 2"}]},
            "spelled": ["cloudflare"],
        },
        {},
        {
            "words": {
                "mentions": [
                    {"node": "cloudflare", "manner": "blamed", "sentence": "sentence 2"},
                    {"node": "fastly", "manner": "mentioned", "sentence": "sentence 3"},
                ]
            },
            "spelled": ["cloudflare", "fastly"],
        },
        None,
    ]


def test_only_a_title_says_which_parts_of_its_own_company_it_is_about() -> None:
    report = a_report(title="Errors in us-east-1", updates=(an_update("Errors in eu-west-1"),))

    assert list(TAKER.trees(report, "aws", NO_PROVIDERS)) == [{"own_parts": [VIRGINIA]}, {}]


def test_the_parts_that_a_providers_own_post_is_about_are_kept() -> None:
    own, notebook = reports("aws", "Errors in us-east-1", components=("eu-west-1",)), Notebook()
    state, _ = play([notebook.noted(own)], knowledge=notebook.knowledge)

    assert state.index.own["aws"].newest[0].parts == {VIRGINIA, IRELAND}


def test_what_a_post_is_about_is_kept() -> None:
    post = reports("aws", "Usage reporting is delayed", components=("API",)).report
    notebook = Notebook()
    assert post is not None
    noted = notebook.without_texts(post)

    assert scope_of(noted, notebook.knowledge.reader.scope) == scope_of(post)
    assert scope_of(noted).extent is not scope_of(post).extent


def test_a_providers_name_is_found_letter_by_letter_in_any_of_several_texts() -> None:
    noted = NotedTexts({"a": TextNotes(spelled=frozenset({"aws"})), "a, post 1": TextNotes()})

    assert noted.spells("a\na, post 1", "aws")
    assert not noted.spells("a, post 1", "aws")
    assert not noted.spells("b", "aws")


def test_what_is_no_reference_is_read() -> None:
    reader = NotedTexts({})

    assert reader.words("AWS us-east-1", "alpha", WORLD.catalog).mentions
    assert reader.own_parts("us-east-1", "aws", WORLD.catalog) == {VIRGINIA}


def test_the_same_is_learned_from_facts() -> None:
    notebook, reading = Notebook(), Learner(WORLD.catalog)
    learner = Learner(WORLD.catalog, NotedTexts(notebook.notes))
    blames = [reports(s, "Slow because of a Fastly outage", 5000 * n) for n, s in enumerate(DEPENDENTS)]
    for observation in (*blames, adds(blames[0], "An upstream provider is failing.", 30)):
        assert observation.report is not None
        reading.take(observation.service, observation.report, observation.at)
        learner.take(observation.service, notebook.without_texts(observation.report), observation.at)
    learned = learner.learned(date(2030, 1, 1))

    assert set(learned.blaming_of) == {"fastly"}
    assert learned == reading.learned(date(2030, 1, 1))
