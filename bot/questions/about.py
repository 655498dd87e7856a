"""What the words of a question mean: the services that they name, and the question about those."""

from typing import Final

from bot.domain.name_table import Named
from bot.domain.question import Intent, Question
from bot.questions.intents import Asked
from bot.questions.loose_match import is_one_part
from bot.questions.names import Names
from bot.questions.vocabulary import (
    ARTICLES,
    BEFORE_A_NAME,
    EVERYDAY,
    NOT_NAMES,
    OFTEN_OWN,
    OWNERS,
    PARTS,
    PLACES,
    PLAINLY_SOFTWARE,
    REGIONS,
)

# Who joins more names asks for none of them in particular; each "and" doubles what there is to try.
_MOST_JOINED: Final = 6


def meant_in(asked: Asked, names: Names) -> tuple[Named, ...]:
    """What is asked about: "aws" in "us-east-1" is one thing, a service in Europe is the service."""
    if asked.place:
        part = () if set(asked.about) <= NOT_NAMES else names.find((*asked.about, *asked.place))
        owners = {whole.service for whole in names.find(asked.place)}
        part = part or tuple(r for r in names.in_place(asked.about) if r.service.split("/")[0] in owners)
        return part or (meant_by(asked.about, names) if set(asked.place) <= PLACES else ())
    return meant_by(asked.about, names)


def regions_at(about: tuple[str, ...], names: Names) -> tuple[Named, ...]:
    """The regions at a place, with or without "the" before and "region" behind."""
    return names.in_place(tuple(word for word in about if word not in ARTICLES and word not in REGIONS))


def meant_by(about: tuple[str, ...], names: Names, *, exactly: bool = False) -> tuple[Named, ...]:
    """Everything that the words name, less such words as "the" before and "servers" behind.

    An "is" within is the "'s" of "github's api". A word of every day is no name behind an article.
    """
    if "is" in about and not names.find(about):
        about = tuple(word for word in about if word != "is")
    has_article = is_software = False
    is_owned = about[:1] != () and about[0] in OWNERS
    if is_owned and about[1:2] != () and about[1] in OFTEN_OWN:
        return ()
    while not set(about) <= NOT_NAMES:
        if found := names.find(about):
            return () if has_article and not is_software and about[0] in EVERYDAY else found
        if exactly:
            return ()
        if about[0] in BEFORE_A_NAME or _begins_with_a_place(about):
            has_article = has_article or about[0] in ARTICLES
            about = about[1:]
        elif about[-1] in PARTS and not (is_owned and is_one_part(about[-1])):
            is_software = is_software or about[-1] in PLAINLY_SOFTWARE
            about = about[:-1]
        else:
            return _several(about, names)
    return ()


def _begins_with_a_place(about: tuple[str, ...]) -> bool:
    """Whether it is a region behind its place: "Ohio us-east-2"."""
    return len(about) > 2 and about[0] in PLACES and about[-1][-1].isdigit()


def _several(about: tuple[str, ...], names: Names) -> tuple[Named, ...]:
    """What the words on both sides of an "or" or "and" name, if both name something."""
    joints = [at for at, word in enumerate(about) if word in ("or", "and")]
    for at in joints if len(joints) <= _MOST_JOINED else ():
        left = meant_by(about[:at], names)
        right = meant_by(about[at + 1 :], names) if left else ()
        if right:
            return (*left, *right)
    return ()


def question_about(text: str, intent: Intent, found: tuple[Named, ...]) -> Question:
    """A question about the one thing named; several are asked about each."""
    if len(found) == 1:
        return Question(text=text, intent=intent, service=found[0].service, component=found[0].component)
    services = tuple(dict.fromkeys(named.service for named in found))
    if len(services) == 1:
        return Question(text=text, intent=intent, service=services[0])
    each = (Question(text="", intent=intent, service=n.service, component=n.component) for n in found)
    return Question(text=text, intent=intent, parts=tuple(dict.fromkeys(each)))
