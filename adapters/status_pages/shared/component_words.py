"""The words for components in feeds, in the languages in which incident.io and Instatus write them."""

from collections.abc import Mapping
from typing import Final

from bot.domain.status import ComponentStatus

# What stands above the list of components.
AFFECTED: Final = (
    "affected components", "betroffene komponenten", "componentes afectados", "componentes afetados",
    "composants affectés", "componenti interessati", "componenti colpiti", "getroffen componenten",
    "影響を受けるコンポーネント", "受影响的组件", "受影響的組件", "영향을 받는 구성 요소", "затронутые компоненты",
    "dotknięte komponenty", "dotknięte składniki", "berörda komponenter", "etkilenen bileşenler", "påvirkede komponenter",
    "berørte komponenter", "затронуті компоненти", "vaikutuksen alaiset komponentit", "postižené komponenty",
    "componentes impactados", "composants concernés", "composants impactés", "betroffene bereiche",
    "getroffen onderdelen", "影響を受けたコンポーネント", "영향받는 구성 요소", "المكونات المتأثرة",
)  # fmt: skip
# What documents call a component's state, in one spelling each, where a format's own table has no such word.
STATES: Final[Mapping[str, ComponentStatus]] = {
    word: status
    for status, words in {
        ComponentStatus.OPERATIONAL: "operational ok okay up normal normalperformance available online healthy"
        " informational information informationalmessage informationalnotice serviceinformation resolved restored"
        " servicerestored allgood noissues running green good",
        ComponentStatus.DEGRADED_PERFORMANCE: "degraded degradation degradedperformance performancedegradation"
        " servicedegradation performanceissue performanceissues slow warning minor minoroutage serviceissue yellow"
        " limited impaired partiallydegraded degradedservice",
        ComponentStatus.PARTIAL_OUTAGE: "partialoutage partial disruption disrupted servicedisruption"
        " partialdisruption partiallydown orange intermittent moderate impacted",
        ComponentStatus.MAJOR_OUTAGE: "majoroutage outage fulloutage totaloutage serviceoutage down servicedown"
        " unavailable serviceunavailable offline major critical criticaloutage red failure failed unhealthy",
        ComponentStatus.UNDER_MAINTENANCE: "maintenance undermaintenance scheduledmaintenance plannedmaintenance"
        " emergencymaintenance servicemaintenance inmaintenance maintenanceinprogress",
    }.items()
    for word in words.split()
}
# What stands behind a component's name, in brackets.
COMPONENT_STATUS: Final[Mapping[str, ComponentStatus]] = {
    word: status
    for status, words in {
        ComponentStatus.OPERATIONAL: "operational|funktionsfähig|betriebsbereit|operativo|operacional|opérationnel",
        ComponentStatus.DEGRADED_PERFORMANCE: "degraded performance|beeinträchtigte leistung|rendimiento degradado"
        "|desempenho degradado|verminderde prestaties|obniżona wydajność|försämrad prestanda|düşük performans"
        "|성능 저하|パフォーマンスの低下|сниженная производительность|performances dégradées|prestazioni ridotte|パフォーマンス低下|性能下降",
        ComponentStatus.PARTIAL_OUTAGE: "partial outage|teilausfall|teilweiser ausfall|interrupción parcial"
        "|interrupção parcial|panne partielle|interruzione parziale|gedeeltelijke storing|częściowa awaria|delvis avbrott|kısmi kesinti|부분 중단"
        "|일부 중단|一部停止|частичный сбой|部分的な障害|部分中断",
        ComponentStatus.MAJOR_OUTAGE: "full outage|major outage|vollständiger ausfall|großer ausfall|totalausfall"
        "|interrupción total|interrupción completa|interrupção total|panne totale|panne majeure|interruzione totale|volledige storing|całkowita awaria|poważna awaria|totalt avbrott|büyük kesinti|tam kesinti"
        "|전체 중단|完全停止|полный сбой|重大な障害"
        "|全面停止|全面的な障害|完全中断",
        ComponentStatus.UNDER_MAINTENANCE: "under maintenance|wartung|in wartung|en mantenimiento|em manutenção"
        "|en maintenance|in manutenzione|メンテナンス中|维护中",
    }.items()
    for word in words.split("|")
}
