"""How people ask: a table of patterns, of which the first that fits and names something tells the intent.

A pattern sees lower-case words without punctuation. Words in braces stand for the lists of `phrases`;
`{name}` is what the question is about, and the catalogue says if it is one. To teach a new way of asking, add
a line to the table.
"""

from typing import Final

from bot.domain.question import Intent
from bot.questions.grammar_causes import CAUSES
from bot.questions.grammar_general import GENERAL
from bot.questions.grammar_us import ABOUT_US
from bot.questions.mood import Mood, Row

_STATES: Final[tuple[Row, ...]] = (
    (
        Intent.IS_DOWN,
        Mood.ASKED,
        (
            (
                "(?:since when|(?:for |since )?how (?:long|much time|many (?:hours|minutes|days))(?: ago)?"
                "|since what time|from when|for what time) (?:(?:is|has|have|was|are|did|does|will) "
                ")?{name}(?: is| has| been| be| go| last| lasted| lasting| going on)* (?:down )?{ailment}"
            ),
            (
                "(?:when|what time|at what time|since when|how long ago) (?:did|does|has|have|was|is"
                "|were) {name}(?: first| last| even)? (?:(?:go|gone|going|went) (?:down|offline|out|dark)"
                "|break|broken|fail|crash|die|stop(?:ped)?(?: (?:{do}|{doing}))?"
                "|(?:start|started|begin|began) (?:{failing}|to (?:fail|break|crash)|{having} {trouble})"
                "|{broken}|{noun} (?:start|started|begin|began|end|happen|occur)"
                "|(?:come|get) (?:back|fixed)(?: up| online)?)"
            ),
            (
                "(?:when|what time) {name} (?:go|went|goes|broke|started|stopped|crashed|died|is|was) "
                "?(?:down|{failing}|(?:working|responding|loading))?"
            ),
            (
                "(?:when|what time) (?:will|is|does|was|can we expect) "
                "{name} (?:be|come|coming|going to be|expected)? "
                "?(?:back|up|fixed|working|resolved|online|{broken})(?: (?:up|online|to normal|up and "
                "running))?"
            ),
            "(?:any |is there an? |what is the )?eta (?:on|for|of) {name}|(?:any )?{name} eta",
            (
                "(?:when|what) (?:was|is|were) (?:the )?(?:last|latest|most recent"
                "|previous) (?:{open}{name} {noun}"
                "|{open}{noun} {about} {name})|when (?:was|did) {name} last (?:{broken}|go down"
                "|have {open}{noun})"
            ),
            (
                "how (?:often|many times) (?:was|were|has|have|did) {name} (?:been |go |gone |have |had )?"
                "(?:{broken}|{open}{noun})|how many {open}{noun} (?:did|has|have|does) {name} (?:have|had)"
            ),
            (
                "(?:show |show me |the )?(?:outage |incident )?history (?:of|for|at) {name}"
                "|{name} (?:outage|incident) history"
            ),
            (
                "how long (?:did|has|have|will|is) {name} {noun} (?:been "
                ")?(?:lasted|last|going on|going|lasting|running)"
            ),
            "how (?:much )?long(?:er)? (?:will|until|till|before) {name} (?:is |be |stay )?{ailment}",
            (
                "{anyone} {seeing} (?:(?:{trouble}|(?:\\w+ )?failed (?:deployments|deploys|builds|jobs|logins"
                "|payments|requests|checks|calls)) {about} {name}|{any}{name} {ailment})"
            ),
            (
                "(?:did|has|have) (?:anyone|anybody|you|everyone|others|people)(?: guys| else)? (?:lose"
                "|lost) (?:access|connection|connectivity) (?:to|with) {name}"
            ),
            "(?:is|are) (?:anyone|anybody|others|people|you)(?: guys| else)? able to {use} {name}",
            (
                "(?:can|could) (?:anyone|anybody|others|you guys|you all|everyone)(?: else)? (?:open|post in"
                "|post on|see|view|{use}) {name}"
            ),
            (
                "(?:can|could|is|are) (?:anyone|anybody|others|people|users|customers|everyone|you guys"
                "|you all|you|u)(?: else| guys)?(?: able to)? {reach} {name}"
            ),
            (
                "(?:(?:are|is|was|were) there|do we have|any|have there been"
                "|(?:do|are|have) (?:you|we)(?: guys)? (?:know of|see|aware of|seen|heard (?:of|about))"
                r"|are (?:we|you)(?: guys)? {seeing}(?: \w+)?) ?{any}{open}{noun} {about} {name}"
            ),
            (
                "(?:(?:are|is|was|were) there|do we have|any|(?:do|are|have) (?:you|we)(?: guys)? (?:know "
                "of|see|aware of|seen|heard (?:of|about))|are (?:we|you)(?: guys)? {seeing}) "
                "?{any}{open}{name} {noun}(?: going on| happening| ongoing| in progress| reported| known)?"
            ),
            (
                "(?:list|show me|show|give me|get me|get|what(?: are)?|which) {any}{open}(?:{name} (?:is "
                ")?{open}(?:incidents|outages)|(?:incidents|outages) (?:(?:are )?(?:there|open|ongoing|active"
                "|known|happening) )?{about} {name})(?: (?:are )?(?:there|open|ongoing|active))?"
            ),
            (
                "(?:is |are |was )?(?:there )?(?:anything|something|smth|sth) "
                "{wrong} (?:with|at|on|in|over at|inside|across|around) {name}"
            ),
        ),
    ),
    (
        Intent.STATUS,
        Mood.ASKED,
        (
            (
                "(?:(?:what is|show|show me|get|get me|give me|give us|have|tell me|check|see|is there"
                "|are there|any|provide|need|i need|want|i want) "
                ")*{any}(?:current |latest |live |quick |overall "
                ")*(?:(?:status|state|health)(?: update| report| page| check| updates| info)? (?:of|for|on"
                "|about|from|with|at|regarding|re)|(?:news|updates?|word|latest|latest news) (?:on|about"
                "|from|regarding|with|of)) {name}"
            ),
            (
                "(?:what|wtf) (?:the hell |the heck |the fuck |on earth |in the world "
                ")?(?:is|are) (?:the hell |the heck |the fuck )?(?:going on|happening|up"
                r"|new(?= with \w.* {noun}$)|the issues?|the problems?|the deal|the latest|the story|the "
                "situation) (?:with|at|on|in|over at|from|about) {name}"
            ),
            (
                "how (?:is|are) {name}(?: (?:doing|looking|holding up|going|feeling|performing|behaving"
                "|operating|running|working))?"
            ),
            (
                "how (?:is|are) (?:things|it|everything|stuff) (?:going |looking |doing "
                ")?(?:with|at|on|over at|in) {name}"
            ),
            "what does {name} (?:is )?(?:status|status page) say|how does {name} look|how healthy is {name}",
            "what is {name} (?:status page )?saying",
            (
                "(?:give me|give us|get me|get|send me|any|an?|the|is there an?) "
                "{any}{name} (?:updates?|news|status|situation)"
            ),
            "{name} situation|{name} updates?|(?:current|latest) {name} (?:status|health|state)",
            (
                "(?!(?:.* )?(?:my|your|his|her) )(?:(?:show|get|check|give|see|any|what is)(?: me| us)? "
                ")?{name} (?:is )?(?:current "
                ")?(?:status|health)(?: page| update| check)?"
            ),
            "any {name} (?:updates?|news)|(?:current |latest )?status {name}",
        ),
    ),
    (
        Intent.IS_DOWN,
        Mood.ASKED,
        (
            (
                "(?:is|are|was|were|has|have|does|did|do|can|could|will) (?:not )?{name} (?:been |be "
                ")?(?:{broken}|{noun}){when}"
            ),
            (
                "(?:did|does|has|do) {name} (?:go|gone|break|broken|have|had|crash|crashed|die|died|fail"
                "|stop|stopped|shut)(?: down| offline| (?:working|responding|loading)| {noun})?{when}"
            ),
            "(?:is|are) {part} (?:on|in|from|to|via|through|at|for|with) {name} {broken}",
            (
                "(?:is|are|was|has|have|does) {name} {having} {trouble} (?:with|when|while"
                r"|\w+ing) \w+(?: \w+){0,3}"
            ),
            "(?:is|are|was) {name} (?:affected|impacted|hit) by .+|is {name} (?:causing|to blame for) .+",
            "is it (?:true )?{name} (?:that is |which is )?{broken}|is (?:it|this|that) {name} again",
            "is (?:it|this|that) (?:an? )?{name} (?:thing|side|{noun})(?: or (?:us|me|them|ours|mine))?",
            "is {name} (?:the|a) (?:problem|culprit|cause|issue)(?: here)?|is it {name} outage",
            r"is {name} the (?:reason|cause)(?: why| that| for)? \w.* {broken}",
            "(?:isdown|is down|isitdown|is it down|down) {name}",
            "check (?:up )?(?:on )?(?!your|my|the|this|out|on|up){name}(?: for (?:me|us))?",
            (
                "(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody) check (?:up "
                ")?(?:on )?(?!your|my|the|this|out|on|up){name} for (?:me|us)"
            ),
            (
                "{name} (?:tell me )?(?:that )?(?:(?:is|are) (?:it|they)|(?:it|they) (?:is|are)) "
                "(?:{broken}|{well})"
            ),
            (
                "(?:is|are|am|do|does|did|can|could|has|have) .{1,80} because "
                "{name} (?:is |has |are |went )?(?:{broken}|{noun})"
            ),
        ),
    ),
    (
        Intent.IS_DOWN,
        Mood.ASKED_MILDLY,
        (
            (
                "(?:is|are|was|were|has|have|does|did|do|can|could|will) (?:not )?{name} (?:been |be "
                ")?{well}{when}"
            ),
            (
                "(?:is it|(?:is this|could (?:it|this|that) be|might (?:it|this|that) be|can (?:it"
                "|this) be)(?= \\w+(?: \\w+)?$)) {name}"
            ),
            (
                "(?:is )?(?:everything|all|it all|things) (?:{well}|well|good|right) (?:with|at|on|over "
                "at|in|inside|across|around) {name}"
            ),
            "(?:does|did|do|can|could|will) (?:not )?{name} {do}",
            (
                "(?:did|has|have|is) {name} (?:come|came|coming|going to be|gonna be) (?:back|fixed"
                "|up)(?: up| online)?"
            ),
            (
                "(?:is|are|was) {name} (?:{noun} (?:over|done|finished|solved)|(?:{noun} "
                ")?(?:resolved|fixed|mitigated))"
            ),
        ),
    ),
    (
        Intent.IS_DOWN,
        Mood.TOLD,
        (
            (
                "{name} (?!out$)(?:(?:is|are|seems?(?: to be| to| like it is)?"
                "|looks?(?: to be| like it is)?|appears?(?: to be| to)?|feels?|has been|went|has gone|goes"
                "|keeps|is having|having|has|have|be) )?{broken}"
            ),
            r"{open}{noun} in (?=[a-z ]*\d){name}",
            "{name}(?<! the)(?<! this)(?<! that)(?<! an)(?<! your) {noun}",
            (
                "{name} (?:cannot|not|will not|does not|do not) (?:be "
                ")?(?:{do}|{doing}|{use}ed|reached|reachable)"
            ),
            (
                r"(?:(?!saw ){seeing} (?:(?!question|about|idea)\w+ ){0,3}?)?{open}{noun} {from} {name}"
                "|{seeing} {name} {noun}"
            ),
            r"(?:error(?: code)? \d+|errors?|outages?|problems?|issues?|trouble) {name}",
            "{part} (?:on|in|from|to|via|through|at|for|with) {name} (?:(?:is|are) )?{broken}",
            (
                "(?:(?:is|are) )?{name} (?:prs|pull requests|issues|boards|tickets|files|docs|pages|posts"
                "|links"
                "|images|videos|comments|repos|flows|forms|records)(?: tabs?| pages?)?(?: (?:is|are|do|does"
                "|will))? (?:not|cannot) (?:be )?(?:{do}|{doing})"
            ),
            "{part} (?:(?:is|are) )?{broken} (?:on|in|from|to|via|through|at|for|with) {name}",
            "(?:no|missing) (?:new |incoming )?{signal} (?:on|in|from|to|via|through|at) {name}",
            (
                "{name} (?:{noun}|response times?|load times?) (?:is|are) (?:through the roof|high|elevated"
                "|sky high|spiking|insane|bad|terrible|increasing|rising|climbing)"
            ),
            "(?:{i} )?(?:am |are |is )?{cannot} {use} {name}|{name} being {broken}",
        ),
    ),
    (Intent.INCIDENTS, Mood.TOLD_MILDLY, ("{whole} (?:is )?(?:{well}|{wrong})(?: out there)?",)),
    (Intent.IS_DOWN, Mood.TOLD_MILDLY, ("{name} (?:(?:is|are|seems|looks|has|does|do) )?{well}",)),
)
TABLE: Final = (*GENERAL, *ABOUT_US, *CAUSES, *_STATES)
