"""What words of a language are signs of: the keys of its table."""

from enum import Enum


class Sign(Enum):
    """What a word or phrase does to a sentence about a service."""

    SMALL = "small"  # nothing: articles aside, whatever stands around a question
    PAST = "past"  # when it was: nothing in a question, and no trouble now where it is told
    ARTICLE = "article"  # behind it a name that is a word of every day is none
    OWN = "own"  # "our": what follows is a name, or theirs and none of our business
    HAVE = "have"  # "we have", "there was": nothing beside a name, no question without one
    TROUBLE = "trouble"  # "down", "slow", "cannot be reached"
    INCIDENTS = "incidents"  # nouns for trouble, which may be asked for without a name
    WORKS = "works"  # "works", "fine", and verbs of use: trouble only with a "not"
    NOT = "not"
    ASKS = "asks"  # only a question holds it: "does anyone know", "is there", a particle
    IF = "if"  # "whether" within a sentence, a condition at its beginning
    WHY = "why"
    SINCE = "since"  # "since when", "when is it back": about trouble in any case
    STATUS = "status"  # "how is", "state of"
    GOING_ON = "going_on"  # "what is going on", with or without a name
    WHO = "who"  # "who else", "which services": with `hit` it asks for the impact
    HIT = "hit"  # "affected"
    IMPACT = "impact"  # "what depends on", "whom does … concern"
    WHAT = "what"  # "what", of nothing in particular: with trouble it asks for the incidents
    ALL = "all"  # "everything"
    US = "us"  # "is it us": beside a name it adds to the question, without one it is the question
    HELP = "help"
