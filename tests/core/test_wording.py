"""Status texts are read for whom they blame, in their own words and never about themselves."""

import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.loader import load
from bot.domain.message import MAX_QUOTE_CHARACTERS
from bot.lab.evaluation.labelled_words import Kind, classes_of, pairs_of, sentences_of
from bot.lab.evaluation.words import KIND, as_lines, score_of
from bot.wording.reading import kinds_of, words_in, words_of
from bot.wording.words import Manner, Upstream, Words, cut
from tests.builders import a_catalog, a_report, a_service, an_update

CATALOG: Final = load()
BLAMED, PLACED, MENTIONED, DENIED, AFFECTED = (
    Manner.BLAMED,
    Manner.PLACED,
    Manner.MENTIONED,
    Manner.DENIED,
    Manner.AFFECTED,
)


def read(text: str, service: str = "discord") -> Words:
    return words_in(text, service, CATALOG)


def manners(text: str, service: str = "discord") -> dict[str, Manner]:
    return {mention.node: mention.manner for mention in read(text, service).mentions}


MANNERS: Final = (
    # Named as the cause.
    ("Uploads fail due to an outage at AWS.", "aws", BLAMED),
    ("Voice is down because of a Cloudflare incident.", "cloudflare", BLAMED),
    ("The errors were caused by an ongoing problem at Fastly.", "fastly", BLAMED),
    ("The trouble stems from our DNS provider, NS1.", "ns1", BLAMED),
    ("As a result of the outage impacting GCP, thumbnails are missing.", "gcp", BLAMED),
    ("This was traced back to Okta rejecting sessions.", "okta", BLAMED),
    ("The root cause was an Azure issue in the storage layer.", "azure", BLAMED),
    ("Mail is late: our e-mail partner SendGrid is throttling us.", "sendgrid", BLAMED),
    ("Calls drop because of network trouble at Twilio.", "twilio", BLAMED),
    # Said to be failing, or to be working on it.
    ("Stripe is currently experiencing elevated error rates.", "stripe", BLAMED),
    ("We see Stripe failing.", "stripe", MENTIONED),
    ("AWS reported that a fix has been rolled out.", "aws", BLAMED),
    ("GitHub has identified the issue and sees recovery.", "github", BLAMED),
    ("Cloudflare had a short outage.", "cloudflare", BLAMED),
    ("We are working with Azure to restore connectivity.", "azure", BLAMED),
    ("We have opened a case with AWS.", "aws", BLAMED),
    ("We await confirmation from Google.", "gcp", BLAMED),
    ("According to Fastly the cache nodes are back.", "fastly", BLAMED),
    ("A global Akamai outage slows our pages.", "akamai", BLAMED),
    ("AWS Lambda errors delay our jobs.", "aws/lambda", BLAMED),
    ("AWS us-east-1 outage", "aws/us-east-1", BLAMED),
    ("The problem is an outage at AWS in us-east-1.", "aws/us-east-1", BLAMED),
    ("GitHub's status page says they are investigating.", "github", BLAMED),
    ("Amazon Web Services, our hosting provider, lost a zone.", "aws", BLAMED),
    ("There are upstream issues with Claude.", "anthropic", BLAMED),
    ("Third-party provider instability (Anthropic)", "anthropic", BLAMED),
    ("Errors for the Anthropic LLM provider", "anthropic", BLAMED),
    ("We watch while Cloudflare works to restore it.", "cloudflare", BLAMED),
    ("Images fail at our partner imgix.", "imgix", BLAMED),
    ("Alerts were added so that we notice sooner; all this was due to an AWS outage.", "aws", BLAMED),
    # Said to be the place.
    ("Clusters in AWS us-east-1 are slow to start.", "aws/us-east-1", PLACED),
    ("Clusters in AWS us-east-1 are slow to start.", "aws", PLACED),
    ("AWS - US West (Oregon): CASE0042", "aws/us-west-2", PLACED),
    ("Azure South Central US degraded performance", "azure/southcentralus", PLACED),
    ("Networking issues in AWS eu-west-1", "aws/eu-west-1", PLACED),
    ("Networking issues in AWS eu-west-1", "aws", PLACED),
    ("Slow queries on GCP us-central1", "gcp", PLACED),
    ("Provisioning is impacted in us-east-2", "aws/us-east-2", PLACED),
    ("Elevated errors when using the GPT-9 model.", "openai", PLACED),
    ("Cluster creation is delayed - AWS, Azure", "azure", PLACED),
    # Or the one on the way to whom it fails.
    ("There is an issue with our GitHub integration.", "github", PLACED),
    ("Heroku integration errors", "heroku", PLACED),
    ("Notifications to Microsoft Teams are late.", "microsoft-teams", PLACED),
    ("Log export fails: timeouts when shipping logs to New Relic", "new-relic", PLACED),
    ("Forwarding events to Splunk is delayed.", "splunk", PLACED),
    ("Files cannot sync with Dropbox.", "dropbox", PLACED),
    # A region within which something is slow is where it is slow.
    ("Latency increase within prod-eu-west-3", "aws/eu-west-3", PLACED),
    # Named, and that is all.
    ("You cannot log in with GitHub at the moment.", "github", MENTIONED),
    ("GitHub login is unavailable.", "github", MENTIONED),
    ("Sign in with Okta fails for some.", "okta", MENTIONED),
    ("Deploys of GitHub-hosted code are slow.", "github", MENTIONED),
    ("Packets get a size that will work with Fastly.", "fastly", MENTIONED),
    ("SMS delivery delays to Verizon in Texas", "verizon", MENTIONED),
    # Named in what is planned.
    ("Moving forward, we will keep a copy outside of AWS to survive an AWS outage.", "aws", MENTIONED),
    ("We are adding alerts so that we can see Cloudflare failures sooner.", "cloudflare", MENTIONED),
    ("We made uploads more resilient to Fastly outages.", "fastly", MENTIONED),
    ("We will reduce our dependency on an Okta outage page.", "okta", MENTIONED),
    ("We are working with Azure to improve our detection of this.", "azure", MENTIONED),
    # The victim, or what customers use.
    ("Customers using Slack may see delays.", "slack", AFFECTED),
    ("This also affects Datadog.", "datadog", AFFECTED),
    ("The PagerDuty connector drops events.", "pagerduty", AFFECTED),
    ("Notifications to Microsoft Teams and Slack are late.", "microsoft-teams", AFFECTED),
    ("The PagerDuty and Slack integrations have issues.", "slack", AFFECTED),
    ("Customers using the Slack integration may see errors.", "slack", AFFECTED),
    ("The Slack integration has a new look.", "slack", AFFECTED),
    ("Newer AWS SDKs do not work with our endpoints.", "aws", AFFECTED),
    # Cleared.
    ("This is not related to Cloudflare.", "cloudflare", DENIED),
    ("The errors are no longer caused by Fastly.", "fastly", DENIED),
    ("We have ruled out AWS.", "aws", DENIED),
    ("This is *not* related to Azure.", "azure", DENIED),
    ("This is unrelated to the Azure outage.", "azure", DENIED),
    ("It was not an AWS outage.", "aws", DENIED),
    ("Akamai is not the cause.", "akamai", DENIED),
    ("None of our systems are affected by the Cloudflare outage.", "cloudflare", DENIED),
    ("There are no known issues with Stripe.", "stripe", DENIED),
)


@pytest.mark.parametrize(("text", "node", "manner"), MANNERS)
def test_a_name_is_read_in_the_manner_in_which_it_is_used(text: str, node: str, manner: Manner) -> None:
    assert manners(text).get(node) is manner


UPSTREAMS: Final = (
    ("We are seeing errors from an upstream provider.", ()),
    ("Third-party outage", ()),
    ("This is due to a third-party vendor.", ()),
    ("An issue delays updates when using integrations with third-party posture providers.", ()),
    ("A 3rd party service that we use is down with errors.", ()),
    ("The upstream issue has been resolved.", ()),
    ("We are affected by a downstream outage.", ()),
    ("We work with our service provider on a fix.", ()),
    ("Our cloud provider is having an outage.", ("cloud",)),
    ("An infrastructure failure at our hosting provider.", ("cloud",)),
    ("A networking issue at one of our cloud providers.", ("cloud",)),
    ("Records are late due to our DNS provider.", ("dns",)),
    ("Assets fail due to an outage of our CDN provider.", ("cdn",)),
    ("Our email provider delays messages; we identified the issue with them.", ("email",)),
    ("Codes arrive late due to our SMS provider.", ("sms",)),
    ("A third-party voice carrier has an outage.", ("sms",)),
    ("Sign-in fails: our authentication provider has an outage.", ("identity",)),
    ("Cards are declined due to an issue with our payment processor.", ("payments",)),
    ("This is caused by an upstream model provider.", ("llm",)),
    ("The external AI provider has resolved the incident.", ("llm",)),
    ("Packet loss is caused by our upstream transit provider.", ("transit",)),
    ("A regional network provider is causing packet loss.", ("transit",)),
)


@pytest.mark.parametrize(("text", "kinds"), UPSTREAMS)
def test_an_unnamed_upstream_is_blamed_with_its_kind(text: str, kinds: tuple[str, ...]) -> None:
    upstream = read(text).upstream

    assert upstream is not None
    assert upstream.kinds == frozenset(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "An upstream dependency of the job queue ran out of memory.",
        "A regression in an upstream service dependency caused it.",
        "In future we improve alerting so we can detect upstream failures sooner.",
        "We are working with our partners to improve our incident response.",
        "We are more resilient to upstream provider outages now.",
        "To avoid similar upstream outages, we keep two copies.",
        "Third-party apps cannot be installed.",
        "Our partners are reporting errors in the shop.",
        "We recommend affected users to work with the package provider.",
        "We rolled back the vendor change that caused the gaps.",
        "Our customers' email providers delay messages.",
        "Customers using an external identity provider may fail to log in.",
        "Subscribe to updates of our upstream provider outage page.",
        "This was not caused by an upstream provider.",
        "An error in a change to our CDN provider rules caused this.",
        "Third-party integrations are listed on the apps page.",
        "SMS delivery delays to some carriers",
        "The Terraform Provider fails with errors.",
        "We fixed the issue with search.",
        "",
    ],
)
def test_what_blames_nobody_outside_is_no_upstream(text: str) -> None:
    assert read(text).upstream is None


def test_a_named_culprit_is_not_an_unnamed_one_too() -> None:
    words = read("Uploads fail due to an outage at our cloud provider, AWS.")

    assert (words.blamed, words.upstream) == (frozenset({"aws"}), None)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("More at https://www.githubstatus.com/incidents/abc123.", "github"),
        ("See https://health.aws.amazon.com/health/status", "aws"),
        ("Updates: status.cloud.google.com", "gcp"),
        ("Follow https://www.cloudflarestatus.com/ please", "cloudflare"),
        ("https://www.google.com/appsstatus/dashboard/", "google-workspace"),
    ],
)
def test_a_link_to_a_status_page_blames_its_owner(text: str, node: str) -> None:
    (mention,) = read(text).mentions

    assert (mention.node, mention.manner, mention.is_link) == (node, BLAMED, True)


def test_other_links_blame_nobody() -> None:
    assert read("Track https://github.com/acme/tool/issues/7 and https://www.google.com/maps").mentions == ()


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("errors in us-east-1", {"aws/us-east-1"}),
        ("errors in us-east1", {"gcp/us-east1"}),
        ("errors in us-east", set()),
        ("errors in us-east-1b", {"aws/us-east-1"}),
        ("errors in Central US", set()),
        ("errors on Azure in Central US", {"azure", "azure/centralus"}),
        ("errors on AWS in US East", {"aws"}),
        ("errors on Azure in East US", {"azure", "azure/eastus"}),
        ("errors in azure-south-central-us", {"azure", "azure/southcentralus"}),
        (
            "errors in GCP Europe West 1 and AWS US East 1",
            {"gcp", "gcp/europe-west1", "aws", "aws/us-east-1"},
        ),
        ("errors in Tokyo", set()),
        ("errors in Tokyo on AWS", {"aws", "aws/ap-northeast-1"}),
        ("errors in IAD", set()),
        ("errors with AWS IAD", {"aws", "aws/us-east-1"}),
    ],
)
def test_a_region_is_its_providers_and_nobody_elses(text: str, nodes: set[str]) -> None:
    assert set(manners(text)) == nodes


@pytest.mark.parametrize(
    "text",
    [
        "Pages render slowly due to a bug.",
        "Render times are up.",
        "Messages are delayed to Google Voice.",
        "The intercom at the door is down.",
        "Errors with the att parameter.",
        "Write to help@cloudflare.com.",
        "A lambda function of ours failed.",
    ],
)
def test_words_that_look_like_names_are_not(text: str) -> None:
    assert read(text).mentions == ()


def test_capitals_matter_only_where_a_name_has_nothing_else() -> None:
    assert set(manners("due to GITHUB and Github and github")) == {"github"}
    assert manners("due to aws") == {}


@pytest.mark.parametrize(
    ("text", "is_hedged"),
    [
        ("We suspect that this is due to AWS.", True),
        ("This may be caused by AWS.", True),
        ("Users may see errors due to AWS.", False),
        ("This is due to AWS.", False),
        ("It appears to be an issue at AWS.", True),
    ],
)
def test_doubt_is_kept(text: str, *, is_hedged: bool) -> None:
    assert [m.is_hedged for m in read(text).mentions] == [is_hedged]


def test_of_two_mentions_a_link_and_a_sure_one_are_kept() -> None:
    link = read("We suspect an outage at GitHub. See https://www.githubstatus.com/incidents/abc123.")
    sure = read("We suspect an outage at GitHub. It is due to GitHub.")

    assert [m.is_link for m in link.mentions] == [True]
    assert [m.is_hedged for m in sure.mentions] == [False]


@pytest.mark.parametrize(
    ("service", "text"),
    [
        ("github", "We continue to work on the issue affecting GitHub Actions."),
        ("gcp", "The outage in us-central1 is due to Google Cloud networking and Firebase."),
        ("azure", "This is due to Azure Front Door."),
        ("sendgrid", "Delays are caused by Twilio."),
        ("jira", "See https://bitbucket.status.atlassian.com/"),
    ],
)
def test_words_about_ones_own_company_never_count(service: str, text: str) -> None:
    assert read(text, service).mentions == ()


def test_a_report_says_the_strongest_of_its_texts() -> None:
    report = a_report(
        title="Slow jobs in AWS us-east-1",
        updates=(an_update("We are looking."), an_update("The cause is an outage at AWS.")),
    )

    words = words_of(report, "discord", CATALOG)

    assert {m.node: m.manner for m in words.mentions} == {"aws": BLAMED, "aws/us-east-1": PLACED}
    assert [m.sentence for m in words.mentions if m.node == "aws"] == ["The cause is an outage at AWS."]


@pytest.mark.parametrize(
    ("updates", "manner"),
    [
        (("This is due to AWS.", "This is not related to AWS."), DENIED),
        (("This is not related to AWS.", "We run in AWS."), DENIED),
        (("This is due to AWS.", "Jobs in AWS are slow."), BLAMED),
        (("Jobs in AWS are slow.", "This is due to AWS."), BLAMED),
        (("This is not related to AWS.", "It is due to AWS after all."), BLAMED),
    ],
)
def test_what_is_said_last_of_the_cause_holds(updates: tuple[str, ...], manner: Manner) -> None:
    report = a_report(title="Slow jobs", updates=tuple(an_update(text) for text in updates))

    assert [m.manner for m in words_of(report, "discord", CATALOG).mentions] == [manner]


def test_a_report_keeps_its_unnamed_upstream() -> None:
    report = a_report(
        title="Late mail", updates=(an_update("Due to our email provider."), an_update("Fixed."))
    )

    assert words_of(report, "discord", CATALOG).upstream == Upstream(
        kinds=frozenset({"email"}), sentence="Due to our email provider."
    )


@pytest.mark.parametrize(
    ("kinds", "of", "may"),
    [
        (("dns",), ("dns", "cdn"), True),
        (("dns",), ("email",), False),
        ((), ("email",), True),
        (("dns",), (), True),
    ],
)
def test_an_upstream_of_a_kind_may_mean_providers_of_it(
    kinds: tuple[str, ...], of: tuple[str, ...], *, may: bool
) -> None:
    assert Upstream(kinds=frozenset(kinds), sentence="x").may_mean(frozenset(of)) is may


def test_a_part_is_also_of_its_parents_kind() -> None:
    assert kinds_of("aws/ses", CATALOG) == {"email", "cloud"}
    assert kinds_of("aws/us-east-1", CATALOG) == {"region", "cloud"}
    assert kinds_of("nobody", CATALOG) == frozenset()


def test_names_of_ones_own_catalogue_are_read_too() -> None:
    catalog = a_catalog(services=(a_service("acme", mentions=("Acme Cloud",)), "discord"), edges=())

    words = words_in("Down due to an acme cloud outage.", "discord", catalog)

    assert words.blamed == {"acme"}


def test_a_quote_is_of_whole_words() -> None:
    quote = cut("word " * 100)

    assert len(quote) <= MAX_QUOTE_CHARACTERS
    assert quote.endswith("word…")


_NAMES: Final = [phrase for phrase, _ in CATALOG.mention_phrases]
_SCRAPS: Final = st.sampled_from(
    [
        *_NAMES,
        "due to",
        "an outage at",
        "not related to",
        "our provider",
        "is down",
        ".",
        "\n",
        "https://",
        "/",
        "(",
    ]
)
_TEXTS: Final = st.one_of(
    st.text(), st.lists(st.one_of(_SCRAPS, st.text(max_size=5)), max_size=40).map(" ".join)
)
_OWNERS: Final = ("github", "aws", "gcp", "azure", "cloudflare", "twilio", "jira", "anthropic", "nobody")


@given(text=_TEXTS, service=st.sampled_from(_OWNERS))
def test_any_text_is_read_and_never_against_its_own_company(text: str, service: str) -> None:
    own = CATALOG.organisation_of(service)

    words = read(text, service)

    assert all(CATALOG.organisation_of(m.node) != own for m in words.mentions)
    assert all(len(m.sentence) <= MAX_QUOTE_CHARACTERS for m in words.mentions)
    assert len({m.node for m in words.mentions}) == len(words.mentions)


def test_the_labelled_sentences_are_read_as_well_as_they_were() -> None:
    corpus = os.environ.get("SHAREDFATE_CORPUS")
    if corpus is None:
        pytest.skip("SHAREDFATE_CORPUS is not set: the labelled sentences are not here")
    folder = Path(corpus)

    score = score_of(
        sentences_of((folder / "dependencies/upstream_mentions.md").read_text(encoding="utf-8")),
        pairs_of((folder / "history/upstream_mentions.tsv").read_text(encoding="utf-8")),
        classes_of((folder / "dependencies/infrastructure.csv").read_text(encoding="utf-8")),
        catalog=CATALOG,
    )

    recall = {asked: tally.recall or 0 for asked, tally in score.tallies.items()}
    precision = {asked: tally.precision or 0 for asked, tally in score.tallies.items()}
    assert recall[Kind.NAMED] >= 0.85
    assert recall[Kind.UNNAMED] >= 0.98
    assert recall[Kind.LINK] == recall[Kind.NEGATIVE] == 1
    assert recall[KIND] >= 0.98
    assert precision[Kind.NAMED] >= 0.95
    assert precision[KIND] >= 0.98
    assert score.named >= 0.89 * score.pairs
    assert len(as_lines(score)) > len(score.tallies)
