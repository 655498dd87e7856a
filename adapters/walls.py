"""Walls: web pages that ask for a person before they show anything, served with 200 where data was promised.

Such a page has not moved, and it says nothing about the service behind it.
"""

import html
import re
from typing import Final

MAX_BYTES: Final = 64 * 1024

# What only a challenge holds, in small letters, from its makers' documentation and their own scripts.
_CHALLENGES: Final = (
    # Cloudflare: https://developers.cloudflare.com/cloudflare-challenges/
    *(
        b"_cf_chl_opt",
        b"/orchestrate/chl_page/",
        b"cf-browser-verification",
        b"jschl-answer",
        b"jschl_answer",
    ),
    # AWS WAF: https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge.html
    b"awswafcookiedomainlist",
    # Akamai Bot Manager, Imperva, DataDome, HUMAN, Sucuri, Radware, F5
    *(b"sec-if-cpt-container", b"triggerinterstitialchallenge", b"bm-verify=", b"incapsula incident id"),
    *(b"geo.captcha-delivery.com/", b"ct.captcha-delivery.com/", b"px-captcha", b"sucuri_cloudproxy_js"),
    *(b"validate.perfdrive.com/", b"bobcmn"),
    # Vercel: https://vercel.com/docs/vercel-firewall/attack-challenge-mode
    b"/.well-known/vercel/security/",
    # Anubis: https://anubis.techaro.lol/; DDoS-Guard; SiteGround; Queue-it
    *(b"/.within.website/x/", b"ddos-guard/js-challenge", b"/.well-known/ddos-guard/"),
    *(b"/.well-known/sgcaptcha/", b"queue-it.net/softblock"),
    # Fastly, Reblaze, Alibaba Cloud; Cloudflare's words for browsers without scripts
    *(b"/_fs-ch-", b"window.rbzns", b"acw_sc__v2", b"enable javascript and cookies to continue"),
)
# What is also put into a maker's customers' own pages, or asks for no more than consent.
_ALSO_ELSEWHERE: Final = (
    # Cloudflare, AWS, Imperva, HUMAN, Radware, Queue-it, DataDome, Kasada, F5
    rb"/cdn-cgi/challenge-platform/h/|AwsWafIntegration|\.awswaf\.com/|_Incapsula_Resource|_pxAppId",
    rb"perfdrive\.com/|data-queueit-c|captcha-delivery\.com/|/149e9513-01fa-4fb0-aad4-566afd725d1b/|/TSPD/",
    # Google and Yahoo: the page before the page
    rb"action=[\"']https://consent\.(?:google|youtube|yahoo)\.|guce\.(?:yahoo|advertising)\.com/consent",
)
# What a wall is called by whoever made it, in the title of the page, or in its heading where it has no title.
_TITLES: Final = (
    # It waits.
    r"just a moment|one moment|please wait|einen moment|un instant|un momento|um momento|een (?:ogen|moment)"
    r"|少々お待ち|しばらくお待ち|请稍候|請稍候|请稍等|잠시만|один момент|подождите|chwileczk|bir (?:dakika"
    r"|saniye)|vänta"
    r"|et øjeblik|et øyeblikk|hetkinen|waiting room|warteraum|salle d'attente|you are (?:now )?in (?:line"
    r"|the queue)"
    # It asks for a person.
    r"|attention required|security (?:check|checkpoint|verification)|verif(?:y|ying"
    r"|ication)\b.{0,30}\b(?:human"
    r"|browser|connection|robot)|(?:human|bot|browser) (?:verification|protection|check)|(?:age"
    r"|client) verification"
    r"|(?:are you|not|kein|pas un|no soy un|non sono un|não sou um) (?:a |an )?(?:human|robot|roboter|bot)\b"
    r"|robot check|captcha|ddos.{0,12}(?:protection|guard)|checking (?:your|the) (?:browser|connection)"
    r"|(?:client|js|javascript|security) challenge|challenge (?:validation|page|required)"
    r"|validating (?:your )?request"
    r"|(?:prove|confirm) (?:that )?you(?:'re| are)|making sure you|pardon our interruption"
    r"|unusual (?:traffic|activity)"
    r"|suspicious (?:traffic|activity)|sicherheitsüberprüfung|(?:vérification|contrôle) de sécurité"
    r"|(?:comprobación|verificación|verificação) de segur|controllo di sicurezza|проверка (?:браузера"
    r"|безопасности)"
    r"|人机验证|人機驗證|安全验证|安全驗證|滑动验证|セキュリティ(?:チェック|確認)|ロボットではありません"
    r"|보안 확인"
    r"|(?:please )?enable (?:javascript|cookies)(?: and cookies)?(?: to continue)?\s*<"
    # It refuses.
    r"|access (?:denied|to this page|blocked)|request (?:unsuccessful|blocked|rejected"
    r"|could not be satisfied)"
    r"|(?:have been|been|is|was) blocked|^\s*(?:403[\s:-]*)?(?:forbidden|blocked|queue-it|stackpath"
    r"|incapsula|verificando)\s*<|error 10(?:0[5-9]|1[0-9]|20)\b"
    r"|rate.?limited|too many requests|web application firewall|acceso denegado|acesso negado|accès refusé"
    r"|zugriff verweigert|accesso negato|toegang geweigerd|доступ запрещ|アクセスが拒否|访问被拒绝|拒绝访问"
    r"|존재하지 않거나 차단"
    # It wants consent.
    r"|before you (?:continue|proceed)|(?:cookie|privacy|consent|your) (?:consent|choices|settings"
    r"|preferences)"
    r"|consent (?:required|manager)|^\s*(?:consent|cookies)\s*<|we value your privacy|your (?:data|privacy)"
    r"|accept cookies"
    r"|bevor sie|(?:datenschutz|cookie|privatsphäre).{0,3}einstellung|einwilligung|zustimmung"
    r"|avant (?:de continuer|d'accéder)|paramètres (?:de|des) (?:confidentialité|cookies)|consentement"
    r"|antes de (?:continuar|ir a)|(?:preferencias|configuración|preferências) de (?:cookies|privacidad"
    r"|privacidade)"
    r"|consentimiento|consentimento|prima di (?:continuare|andare)|consenso|voordat (?:je|u)|toestemming"
    r"|zanim przejdziesz|にアクセスする前に|同意"
)
_MADE: Final = re.compile(b"|".join((*map(re.escape, _CHALLENGES), *_ALSO_ELSEWHERE)), re.IGNORECASE)
_TITLE: Final = re.compile(rb"<title\b[^>]{0,200}>([^<]{0,200}<)/title", re.IGNORECASE)
_HEADING: Final = re.compile(rb"<h1\b[^>]{0,200}>([^<]{0,200}<)/h1", re.IGNORECASE)
_CALLED: Final = re.compile(_TITLES, re.IGNORECASE)
# Puzzles that sites put into forms, too: a page without a title that loads one is nothing else.
_PUZZLES: Final = re.compile(
    rb"challenges\.cloudflare\.com/turnstile|hcaptcha\.com/|recaptcha/(?:api|enterprise)|arkoselabs\.com/"
    rb"|geetest\.com/|frc-captcha|mtcaptcha\.com/",
    re.IGNORECASE,
)


def is_challenge(page: bytes) -> bool:
    """Whether a page, promised or not, is a challenge by the marks that its maker puts on nothing else."""
    start = page[:MAX_BYTES].lower()
    return any(mark in start for mark in _CHALLENGES)


def is_wall(page: bytes) -> bool:
    """Whether a web page is a challenge or a consent wall. Only for pages where data was promised."""
    start = page[:MAX_BYTES]
    if _MADE.search(start):
        return True
    title = _TITLE.search(start)
    said = title[1] if title and title[1].strip(b" \t\r\n<") else None
    if said is None:
        heading = _HEADING.search(start)
        said = heading[1] if heading else b""
        if _PUZZLES.search(start):
            return True
    return _CALLED.search(html.unescape(said.decode("utf-8", errors="replace"))) is not None
