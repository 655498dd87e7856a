"""How people ask whether it is us: our own network, alone or beside a service that it may be instead."""

from typing import Final

from bot.domain.question import Intent
from bot.questions.mood import Mood, Row

ABOUT_US: Final[tuple[Row, ...]] = (
    (
        Intent.IS_US,
        Mood.ASKED,
        (
            (
                "(?:(?:is|was) (?:it|this|that)|(?:could|might|can|may) (?:it|this|that) be"
                "|is it possible(?: that)? it is) {us}(?: again| now| today| tho| though)?"
                "(?: or (?:(?:is|was) it )?(?:just |only )?{them}(?: this time)?)?"
            ),
            "(?:is|was) (?:it|this|that) me or (?:(?:is|was) it )?{them}",
            "us or them",
            "(?:is|was) (?:it|this|that) the (?:whole )?(?:internet|web) or (?:is it )?(?:{us}|me)",
            "(?:why )?(?:is (?:it|this|that) )?(?:just|only) (?:me|us)",
            "is (?:it|this|that) (?:me|us) (?:that|who|which) (?:is|are) {broken}",
            "is (?:it|this|that) (?:just |only )?(?:happening|broken|failing|down) (?:to|for|with|on) us",
            "(?:is|are) the (?:problems?|issues?|trouble|fault|cause) (?:{us}|ours|here|with us)",
            (
                "(?:is|are) there (?:an? |any )?(?:{noun}|something {wrong}|anything {wrong}) "
                "(?:with|on|at|in) (?:us|our (?:side|end)|our {network})"
            ),
            "is (?:something|anything) {wrong} (?:with|on|at|in) (?:us|our (?:side|end)|our {network})",
            (
                "(?:is|are|has|does|did) (?:our (?:side|end)|our {network}|the network) "
                "(?:{broken}|{noun}|{well}|still work|work)"
            ),
            "network {broken}",
            (
                "are we (?:still |really )?(?:offline|online|disconnected|cut off|the problem"
                "|the only ones?(?: affected)?)"
            ),
            "are we {seeing} (?:an? |any )?(?:network|internet|connectivity|connection) (?:{noun})",
            "(?:can|do) we (?:still )?(?:reach|have) (?:the )?(?:internet|connectivity)(?: access)?",
            "do we have (?:an? |any )?(?:network|internet|connectivity|connection) (?:{noun})",
            (
                "(?:do|are|can) (?:the )?other (?:sites|websites) (?:work|load|reachable|up|ok)"
                "(?: from here| for us)?"
            ),
            "{anyone} {seeing} (?:this|it|that) or (?:is it )?(?:just|only) (?:us|me)",
        ),
    ),
    (
        Intent.IS_DOWN,
        Mood.ASKED,
        (
            (
                "(?:is|was) (?:it|this|that|the (?:problem|issue|fault))(?: an? (?:problem|issue))? "
                "(?:{us}|(?:just |only )?(?:me|my {network})) or (?:(?:is|was) (?:it|this|that) )?(?:an? )?"
                "{name}(?: (?:that|which) is)?(?: {broken}| {noun})?"
            ),
        ),
    ),
)
