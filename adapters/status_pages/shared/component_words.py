"""The words for components in feeds, in the languages in which incident.io and Instatus write them."""

from collections.abc import Mapping
from typing import Final

from bot.domain.status import ComponentStatus

# What stands above the list of components.
AFFECTED: Final = (
    "affected components", "betroffene komponenten", "componentes afectados", "componentes afetados",
    "composants affectés", "componenti interessati", "componenti colpiti", "getroffen componenten",
    "影響を受けるコンポーネント", "受影响的组件", "受影響的組件", "영향을 받는 구성 요소", "затронутые компоненты",
)  # fmt: skip
# What stands behind a component's name, in brackets.
COMPONENT_STATUS: Final[Mapping[str, ComponentStatus]] = {
    word: status
    for status, words in {
        ComponentStatus.OPERATIONAL: "operational|funktionsfähig|betriebsbereit|operativo|operacional|opérationnel",
        ComponentStatus.DEGRADED_PERFORMANCE: "degraded performance|beeinträchtigte leistung|rendimiento degradado"
        "|desempenho degradado|performances dégradées|prestazioni ridotte|パフォーマンス低下|性能下降",
        ComponentStatus.PARTIAL_OUTAGE: "partial outage|teilausfall|teilweiser ausfall|interrupción parcial"
        "|interrupção parcial|panne partielle|interruzione parziale|部分的な障害|部分中断",
        ComponentStatus.MAJOR_OUTAGE: "full outage|major outage|vollständiger ausfall|großer ausfall|totalausfall"
        "|interrupción total|interrupción completa|interrupção total|panne totale|panne majeure|interruzione totale"
        "|全面停止|全面的な障害|完全中断",
        ComponentStatus.UNDER_MAINTENANCE: "under maintenance|wartung|in wartung|en mantenimiento|em manutenção"
        "|en maintenance|in manutenzione|メンテナンス中|维护中",
    }.items()
    for word in words.split("|")
}
