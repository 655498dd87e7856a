"""How people ask for help, and about everything at once: the part of the grammar without names."""

from typing import Final

from bot.domain.question import Intent
from bot.questions.mood import Mood, Row

GENERAL: Final[tuple[Row, ...]] = (
    (
        Intent.HELP,
        Mood.ASKED,
        (
            "(?:show |i need |can you )?help(?: me| us)?|commands|usage|(?:what|who) are you|manual",
            "what (?:can|do|does) (?:you|this bot|sharedfate|it) (?:do|know)",
            "what is (?:this bot|sharedfate)",
            "(?:show|list|what are|what)(?: me)?(?: the| your)? commands(?: are there| do you have)?",
            (
                "how (?:do|can|should) (?:i|we) (?:use|ask|talk to)(?: you| this| it)?(?: bot| something"
                "| a question)?"
            ),
            "how (?:do|does) (?:you|this|it|this bot|the bot) work|how to use(?: you| this| it)?(?: bot)?",
            "what can you tell me|what are you able to do|show me (?:the )?help",
            "what (?:can|should|may) (?:i|we) (?:ask|say)(?: you)?(?: something)?",
            "what (?:services )?do you (?:watch|monitor|support)",
        ),
    ),
    (
        Intent.INCIDENTS,
        Mood.ASKED,
        (
            (
                "(?:(?:list(?: of)?|(?:give me |show me |get me )?(?:a |the )?list of|show|show me|see"
                "|give me|get|what|which|how many|what are|are there|is there|were there|do we have|do "
                "you (?:know of|see|have)|have there been|what other) "
                ")?{any}{open}(?:incidents?|outages?)(?: list)?(?: are)?(?: there| open| ongoing| active"
                "| happening| going on)?(?: out there)?"
            ),
            (
                "(?!who ){things} (?:is |are |was |were |has |have |went |goes |go )?(?:{broken}"
                "|{noun})(?: out there)?"
            ),
            "who (?:else )?(?:is|are) {notable}",
            "(?:(?:are|is) there |do we have )?(?:any )(?:{open})(?:issues|problems|trouble)",
            "(?:known|current|open) (?:issues|problems)",
            (
                "{anyone} {seeing} (?:any |some |a lot of |an |big |major |weird "
                ")?(?:outages?|issues|problems|trouble)"
            ),
            "what (?:broke|died|crashed|failed)(?: out there)?",
            (
                "(?:anything|something) (?:(?:has |have )?(?:happen(?:ed)?|break|broken?|fail(?:ed)?"
                "|crash(?:ed)?))(?: out there)?"
            ),
            (
                "any (?:{open}(?:vendor|provider|third party|3rd party|upstream|external|saas|cloud"
                "|supplier|dependency) )(?:{noun})"
            ),
            (
                "(?:did|has|have) {whole} (?:break|broken|fail|failed|crash|crashed|happen|happened|die|died"
                "|go (?:down|wrong|offline)|gone (?:down|wrong|offline)|been {broken})"
            ),
            "what (?:went|has gone|all went|else went) (?:down|wrong|offline)|what has happened",
            (
                "(?:did|have) (?:i|we) (?:miss|missed) (?:anything|something|much|any {noun})"
                "|what did (?:i|we) miss"
            ),
            (
                "(?:was|were|have|had) there (?:been )?{any}{open}(?:outages?|incidents?|problems?"
                "|issues?|troubles?)"
            ),
            "how many {open}(?:outages?|incidents?) (?:were there|did we (?:have|see)|have there been)",
            "(?:(?:is|are|was|did|has) )?{whole} (?:gone |go |went |is |are )?(?:{broken}|{noun}|on fire)",
            "why (?:is|are) {whole} {broken}",
        ),
    ),
    (
        Intent.INCIDENTS,
        Mood.ASKED_MILDLY,
        (
            (
                "(?:(?:show|show me|give me|what is) )?(?:(?:the|a|an|your) "
                ")?(?:overall |current |general )?(?:status|overview|summary|situation|state "
                "of (?:things|the internet|the web|play))(?: report| overview)?"
            ),
            (
                "(?:what|wtf) (?:is |the hell is |the heck is |the fuck is |on earth is "
                ")?(?:going on|happening|happened|wrong|the matter)(?: out there| with everything| with "
                "the (?:internet|web|world))?"
            ),
            "any news",
            (
                "(?:is |are )?(?:(?:it|everything|things?) )?(?:all |is |are )*(?:good|quiet|calm"
                "|green|well|ok|fine|clear) (?:out there|on the (?:internet|web)|in the cloud|with "
                "our (?:vendors|providers))"
            ),
            "(?:is|are) {whole} (?:{well}|{wrong})(?: out there| with the (?:internet|web))?",
            "how is the (?:internet|web|cloud)(?: doing)?",
            "what is (?:up|the deal) with the (?:internet|web|cloud)",
        ),
    ),
)
