"""The words by which a post says what it is about: what all use, one product or model, or a thing beside."""

import re
from typing import Final

from bot.expressions import compiled

Pattern = re.Pattern[str]


def _any(*alternatives: str) -> Pattern:
    return compiled(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?![\w-])", re.IGNORECASE)


# Nobody's requests fail of it: what is billed, counted, shown, documented, answered to a ticket.
PERIPHERAL: Final = _any(
    r"billing|invoic\w+|budgets?|purchas\w+|payment methods?|subscriptions?|refunds?|credits?",
    r"plan (?:updates?|upgrades?)",
    r"usage (?:report\w*|data|pages?|metrics|statistics|stats|graphs?|dashboards?|logs?|export\w*|alerts?)",
    r"cost \w+",
    r"(?<!google )analytics|statistics|reporting|reports?(?= (?:page|view|export|delay|data))",
    r"insights?|graphs?",
    r"(?:missing|delayed|late|stale|inaccurate|incorrect|no) (?:[\w-]+ ){0,2}(?:metrics|data ?points)",
    r"metrics(?= (?:missing|delay\w*|unavailable|gap|issue|lag))|logpush|(?:[\w-]+ )?logs",
    r"logging(?! in)|log (?:drains?|delivery|export)",
    r"documentation|docs|(?:cloud|customer|our) support",
    r"support (?:system|portal|tickets?|cases?|sites?|cent(?:er|re)|services?|requests?|chat|request \w+)",
    r"tickets?|(?:live|support) chat|telephone support|help ?cent(?:er|re)|communit(?:y|ies)|forums?",
    r"blog|newsletters?",
    r"status ?pages?|statuspage|marketing (?:site|website)|careers|shop|tv",
    r"training (?:site|portal|materials)|certification",
    r"marketplace|(?:transactional|notification) e-?mails?|e-?mail notifications?|repeated e-?mails?",
    r"surveys?",
    r"dashboards?|(?:web |cloud |management |developer )?console(?! api)|control panel|ui",
    r"user interface|portals?",
    r"display\w*|(?:admin|reporting|usage|compliance) apis?|monitoring (?:data|delays?|dashboards?|charts?)",
    r"mandiant|chronicle|secops|threat intelligence|attack surface \w+|managed defense",
    r"x-forwarded-for|(?:[\w-]+ )?headers?|cookies?|typo|branding|(?:mis)?classif\w+|verified bots?",
    r"(?:may|might|could|can|will) not (?:be able to )?(?:see|view)|unable to (?:see|view)",
    r"can ?not (?:see|view)",
    r"audit \w+|trust cent(?:er|re)|notification (?:delay|preference)s?|communication preferences",
)
# One product of many, by its name.
PRODUCT: Final = _any(
    # Cloudflare
    r"workers ai|ai gateway|ai search|autorag|vectorize|r2|d1|stream live|cloudflare stream",
    r"cloudflare images",
    r"image (?:resizing|transformations?)|cloudflare pages|zaraz|registrar|email (?:routing|security)|area 1",
    r"magic (?:transit|wan|firewall|network monitoring)|spectrum|waiting rooms?|cloudflare queues",
    r"durable objects?",
    r"hyperdrive|browser (?:isolation|rendering)|casb|dlp|warp|zero trust|cloudflare access|cloudflare one",
    r"(?:cloudflare )?tunnels?|argo(?: smart routing)?|cache reserve|realtimekit|realtime|baselime|cni|byoip",
    r"wrangler|device posture|digital experience|scim|speed test|radar|workers builds",
    # GitHub
    r"copilot|codespaces|github pages|gists?|dependabot|(?:repository |enterprise )?importer|sponsors",
    # Makers of models
    r"claude (?:code|cowork|design|for government|for chrome|in chrome|for excel)|cowork|claude security",
    r"files api|batch(?:es)? api|message batches|skills|connectors?|artifacts|code execution",
    r"web search|web fetch",
    r"chatgpt atlas|atlas|codex|sora|labs|playground|assistants(?: api)?|fine[- ]?tun(?:e|ing|ed)",
    r"embeddings?",
    r"moderation|deep research|voice mode|custom gpts|gpts|file uploads?|realtime api|vector stores?",
    r"image generation",
    # Google
    r"bigquery|dataflow|dataproc|(?:cloud )?composer|looker|vertex(?: ai)?|dialogflow|apigee",
    r"healthcare api|fhir",
    r"recaptcha|speech-to-text|text-to-speech|translation|(?:cloud )?vision|document ai",
    r"contact center ai|ccai",
    r"agent assist|cloud build|artifact registry|cloud deploy|data ?fusion|datastream|dataplex",
    r"data catalog|dataform",
    r"vmware engine|netapp|filestore|appsheet|automl(?: \w+)?|recommendation ai|cloud machine learning",
    r"ai platform",
    r"cloud (?:source repositories|scheduler|tasks|workflows|workstations|endpoints|talent)",
    r"cloud data loss prevention",
    r"eventarc|colab|earth engine|assured workloads|asset inventory|security command cent(?:er|re)|web risk",
    r"database migration service|backup and dr|kms|key management service|secret manager|media cdn",
    r"memorystore",
    r"cloud shell|firebase (?:test lab|crashlytics)|crashlytics|batch|distributed cloud|bare metal solution",
    # Amazon
    r"amazon (?:connect|workspaces|workmail|workdocs|chime|lex|polly|sagemaker|athena|redshift)",
    r"amazon (?:quicksight|pinpoint|cloudwatch)",
    r"amazon (?:appstream|gamelift|lightsail|inspector|cloudsearch|elastic transcoder|mobile analytics)",
    r"amazon (?:elastic mapreduce|elasticsearch|opensearch|managed \w+|kinesis (?:analytics|firehose|video))",
    r"aws (?:quicksight|glue|iot\w*|greengrass|code\w+|cloud9|storage gateway|direct connect|data pipeline)",
    r"aws (?:batch|backup|mobile hub)",
    r"aws (?:transfer|config|cloudtrail|cloudformation|elastic beanstalk|opsworks|systems manager)",
    r"aws (?:device farm|organizations|service catalog|amplify|appsync|step functions|single sign-on)",
    r"cloudwatch",
    # DigitalOcean and others
    r"app platform|(?:mongodb|mysql|postgresql|redis|kafka|mongo) (?:managed )?databases?|functions beta",
)
# Names that are also words: only with a capital, and after one of these.
CAPITAL_PRODUCT: Final = compiled(
    r"(?:^|\b(?:with|for|on|affecting|of|and|in|to|Cloudflare|GitHub|Google|Amazon|AWS|Services?)[: ]"
    r"|[,/] ?| - )"
    r"(?P<name>Pages|Stream|Images|Access|Queues|Workflows|Calls|Gateway|Discussions|Projects|Trace|Voice"
    r"|Memory)"
    r"(?=$|[,.:/]| (?![a-z]* ?to\b))"
)
# Words of a product's name that are its maker's, or anybody's.
OF_MAKERS: Final = frozenset(
    ("cloudflare", "github", "google", "cloud", "amazon", "aws", "claude", "chatgpt", "api")
)
# What everything stands on, or many things at once.
WHOLE: Final = _any(
    r"network\w*|connectivity|packet loss|congestion|bgp|backbone|transit|dns|iam|oauth|authenticat\w+",
    r"(?:all|multiple|many|several|some|various) (?:[\w-]+ ){0,3}(?:services|products|regions|components)",
    r"(?:all|multiple|many|several) systems",
    r"data ?cent(?:er|re)s?|power|cooling|(?:[45](?:xx|2x|\d\d)s?|https?)(?: [45]\d\d)? errors?",
)
# What all use, one of it.
CORE: Final = _any(
    r"rout(?:ing|es?)|resolv\w+|cdn|cach\w+|edge|https?|tls|ssl|certificates?|[45](?:xx|2x|\d\d)s?|apis?",
    r"endpoints?|auth\w*|log-?ins?|logging in(?:to)?|sign-?ins?|identity|sso|tokens?|gateway",
    r"load balanc\w+|elb",
    r"compute|instances?|vms?|droplets?|ec2|s3|storage|spaces|disks?|volumes?|kubernetes|gke|eks|clusters?",
    r"lambda|functions?|app engine|workers|kv|databases?|sql|git|webhooks?|actions|pull requests?|packages",
    r"registry|platform|websites?|sites?|claude\.ai|chatgpt|turnstile|challenge\w*|captcha|firewall|waf|ddos",
    r"bot management|dynamodb|rds|kinesis|sqs|sns|cloudfront|route 53|pub/?sub|spanner|bigtable|firestore",
)
# GitHub's issues, not anybody's.
ISSUES: Final = compiled(r"(?:^|with )\s*Issues\s*$")
_VERSION: Final = r"v?(\d+(?:\.\d+)*)"
# A model by family and version, in either order.
MODELS: Final[tuple[Pattern, ...]] = (
    compiled(rf"\b(?:{_VERSION}[ -])?(opus|sonnet|haiku|fable)(?:[ -]{_VERSION})?\b", re.IGNORECASE),
    compiled(
        r"\b(gpt)[- ]?(oss|\d+(?:\.\d+)*o?)(?:[- ](turbo|mini|nano|codex(?:-max)?|pro|vision|\d+b))?\b",
        re.IGNORECASE,
    ),
    compiled(r"(?<![\w-])(o[1-9])(?:[- ](mini|pro|preview))?(?![\w.-])", re.IGNORECASE),
    compiled(rf"\b(gemini)[- ](?:{_VERSION})(?:[- ](pro|flash|ultra)(?:[- ](lite))?)?", re.IGNORECASE),
    compiled(r"\b(grok)[- ](code fast|\d+(?:\.\d+)*)(?:[- ](\d|mini|fast))?", re.IGNORECASE),
    compiled(
        r"\b(llama|mistral|mixtral|qwen|deepseek|kimi|gemma|phi|bge|flux|glm|nemotron|minimax)[- ]?"
        r"(k\d|r\d|v?\d+(?:\.\d+)*)(?:[- ]([\w.]*\d+b))?",
        re.IGNORECASE,
    ),
    compiled(
        r"\b(whisper|dall[-\u00b7. ]?e|davinci|curie|babbage|sdxl|stable diffusion|claude instant)\b",
        re.IGNORECASE,
    ),
    compiled(r"\bclaude(?: v|[- ])(\d(?:\.\d)?)(?![\w.])(?! ?(?:sonnet|opus|haiku))", re.IGNORECASE),
)
EVERY_MODEL: Final = compiled(
    r"\b(?:all|many|multiple|several|across|most|various)(?: \w+){0,2} models\b", re.IGNORECASE
)
# What joins the things that a title names; "affecting customers" joins nothing.
JOINTS: Final = compiled(
    r"[,;&(]|(?<!ssl)(?<!http)/(?=\w{3})|\b(?:and|as well as|along with|plus)\b"
    r"|\b(?:affect|impact)(?:ing|s)?\b(?! (?:some|customers|users))",
    re.IGNORECASE,
)
