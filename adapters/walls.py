"""Walls: web pages that ask for a person before they show anything, served with 200 where data was promised.

Such a page has not moved, and it says nothing about the service behind it.
"""

import re
from typing import Final

MAX_BYTES: Final = 64 * 1024

# What the walls of one maker hold and no other page does, from their documentation and their own scripts.
_MAKERS: Final = (
    # Cloudflare: https://developers.cloudflare.com/cloudflare-challenges/
    rb"_cf_chl_opt|/cdn-cgi/challenge-platform/h/|cf-browser-verification|jschl[-_]answer",
    # AWS WAF: https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge.html
    rb"AwsWafIntegration|awsWafCookieDomainList|\.awswaf\.com/",
    # Akamai Bot Manager, Imperva, DataDome, HUMAN, Kasada, Sucuri, Radware, F5
    rb"sec-if-cpt-container|triggerInterstitialChallenge|bm-verify=",
    rb"_Incapsula_Resource|captcha-delivery\.com/|_pxAppId|/149e9513-01fa-4fb0-aad4-566afd725d1b/",
    rb"sucuri_cloudproxy_js|perfdrive\.com/|/TSPD/|bobcmn",
    # Vercel: https://vercel.com/docs/vercel-firewall/attack-challenge-mode
    rb"/\.well-known/vercel/security/",
    # Anubis: https://anubis.techaro.lol/; DDoS-Guard; SiteGround; Queue-it
    rb"/\.within\.website/x/|ddos-guard/js-challenge|/\.well-known/ddos-guard/|/\.well-known/sgcaptcha/",
    rb"queue-it\.net/softblock|data-queueit-c",
    # Google and Yahoo: the page before the page
    rb"action=[\"']https://consent\.(?:google|youtube|yahoo)\.|guce\.(?:yahoo|advertising)\.com/consent",
)
# What a wall is called by whoever made it, in the title of the page.
_TITLES: Final = (
    r"just a moment|one moment|please wait|attention required|security (?:check|checkpoint|verification)"
    r"|verif(?:y|ying|ication)\b.{0,30}\b(?:human|browser|connection|robot)"
    r"|(?:human|bot|browser) verification|(?:are you|not) (?:a )?(?:human|robot|bot)\b|robot check|captcha"
    r"|ddos.{0,12}(?:protection|guard)|checking (?:your|the) (?:browser|connection)|making sure you"
    r"|access (?:denied|to this page)|pardon our interruption|request (?:unsuccessful|blocked|rejected)"
    r"|unusual traffic|before you (?:continue|proceed)|(?:cookie|privacy|your) (?:consent|choices|settings)"
    r"|consent (?:required|manager)|bevor sie|avant de continuer|antes de continuar|prima di continuare"
    r"|voordat je verdergaat|einen moment|un instant|un momento|um momento|zustimmung|consentement"
    r"|consentimiento|consenso"
)
_MADE: Final = re.compile(b"|".join(_MAKERS))
_TITLED: Final = re.compile(
    rb"<title\b[^>]{0,200}>[^<]{0,80}?(?:" + _TITLES.encode() + rb")[^<]{0,80}</title", re.IGNORECASE
)


def is_wall(page: bytes) -> bool:
    """Whether a web page is a challenge or a consent wall. Only for pages where data was promised."""
    start = page[:MAX_BYTES]
    return _MADE.search(start) is not None or _TITLED.search(start) is not None
