"""The words for stages, in the languages in which platforms write them: one row a language.

From the translations that Instatus (https://github.com/instatushq/languages), Cachet
(https://github.com/cachethq/cachet, `resources/lang`) and Statuspage publish, and the words that pages of
incident.io show. A cell holds spellings between bars; case and punctuation do not matter.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.domain.status import MaintenanceStatus, ReportStatus

_OF_REPORTS: Final = (
    ReportStatus.INVESTIGATING, ReportStatus.IDENTIFIED, ReportStatus.MONITORING, ReportStatus.RESOLVED,
    ReportStatus.POSTMORTEM,
)  # fmt: skip
_OF_WORK: Final = (
    MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS, MaintenanceStatus.IN_PROGRESS,
    MaintenanceStatus.COMPLETED, MaintenanceStatus.COMPLETED,
)  # fmt: skip
# investigating, identified, monitoring, resolved, postmortem
_REPORTS: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    "en": ("Investigating", "Identified", "Monitoring", "Resolved", "Postmortem|Post-mortem"),
    "de": ("Wird untersucht|Untersuchung|Untersuchungen laufen|In Untersuchung|Analyse|In Analyse",
           "Identifiziert|Identifizierung|Erkannt|Ursache gefunden|Ursache identifiziert",
           "Wird überwacht|Überwachung|Wird beobachtet|Beobachtung|Unter Beobachtung|Überprüfung",
           "Behoben|Gelöst|Problem gelöst|Erledigt|Beseitigt", "Nachbereitung|Nachbetrachtung"),
    "es": ("Investigando|En investigación|Bajo investigación", "Identificado|Identificada",
           "Supervisando|Monitoreando|Monitorizando|En observación|En seguimiento|Monitoreo",
           "Resuelto|Resuelta|Solucionado|Solucionada|Corregido|Corregida", "Análisis posterior"),
    "pt": ("Investigando|Em investigação|A investigar|Sob investigação", "Identificado|Identificada",
           "Monitorando|Monitoramento|Monitorizando|A monitorizar|Em monitoramento|Em observação",
           "Resolvido|Resolvida|Solucionado|Solucionada", "Análise posterior"),
    "fr": ("Enquête en cours|En cours d'investigation|En cours d'analyse|Investigation en cours|Détecté",
           "Identifié|Identifiée|Cause identifiée",
           "Surveillance|En surveillance|Sous surveillance|Surveillé|En observation|Suivi",
           "Résolu|Résolue|Corrigé|Corrigée|Rétabli", "Rétrospective|Post mortem"),
    "it": ("Indagine in corso|In fase di indagine|Indagando|In indagine|Verifiche|In analisi|Investigando",
           "Identificato|Identificata|Individuato|Individuata",
           "Monitoraggio|In monitoraggio|Monitorando|In osservazione|Sotto osservazione",
           "Risolto|Risolta", "Analisi successiva"),
    "nl": ("Onderzoeken|In onderzoek|Wordt onderzocht|Onderzoek|Aan het onderzoeken",
           "Geïdentificeerd|Oorzaak gevonden|Vastgesteld",
           "Bewaken|Toezicht|Wordt gemonitord|Monitoren|In de gaten",
           "Opgelost|Verholpen", "Nabeschouwing"),
    "pl": ("Analiza|Badanie|W trakcie badania|Badamy|Dochodzenie|Sprawdzanie|Trwa analiza",
           "Zidentyfikowany|Zidentyfikowano|Zidentyfikowane",
           "Monitorowanie|Monitorowany|Monitorujemy|Obserwacja",
           "Rozwiązany|Rozwiązano|Rozwiązane|Naprawiono|Usunięto", "Podsumowanie"),
    "ja": ("調査中|確認作業中", "原因特定|特定済み|原因判明|原因判明済み|特定",
           "監視中|経過観察中|モニタリング中|観察中",
           "解決済み|解決|復旧|復旧済み|対応完了", "事後検証|事後分析"),
    "zh": ("调查中|正在调查|調查中|正在調查|排查中",
           "已确认|已确认问题|已定位|已识别|已確認|已確認問題|已識別|已找到原因",
           "监控中|持续监控中|观察中|監控中|監視中|觀察中|持續監控中|正在监控|正在監控",
           "已解决|已解決|已恢复|已恢復|已修复|已修復", "事后分析|事後分析|复盘"),
    "ko": ("조사 중|조사중|확인 작업 중|원인 조사 중", "확인됨|원인 파악|원인 확인|식별됨",
           "모니터링 중|모니터링중|모니터링|관찰 중",
           "해결됨|해결|해결 완료|복구됨|복구 완료", "사후 분석"),
    "ru": ("Изучается|Расследование|Расследуется|Исследуется|Идёт расследование|Выясняем",
           "Определено|Идентифицировано|Выявлено|Причина найдена|Обнаружено",
           "Мониторинг|Наблюдение|Под наблюдением|Наблюдаем|Отслеживание",
           "Решено|Устранено|Решена|Разрешено|Исправлено|Восстановлено", "Разбор"),
    "tr": ("İnceleniyor|Araştırılıyor|İnceleme|Soruşturuluyor", "Tespit edildi|Belirlendi|Tanımlandı",
           "İzleniyor|Gözlemleniyor|Takip ediliyor|İzleme", "Çözüldü|Giderildi|Çözümlendi", "Olay sonrası"),
    "sv": ("Undersöker|Undersöks|Utreds|Utreder", "Identifierat|Identifierad|Identifierade",
           "Övervakar|Övervakas|Monitorerar|Bevakas", "Löst|Åtgärdat|Åtgärdad", "Uppföljning"),
    "da": ("Undersøger|Undersøges|Under undersøgelse", "Identificeret", "Overvåger|Overvåges", "Løst", ""),
    "no": ("Undersøker|Undersøkes", "Identifisert", "Overvåker|Overvåkes", "Løst", ""),
    "fi": ("Tutkitaan|Selvitetään|Selvityksessä", "Tunnistettu", "Seurataan|Valvotaan|Seurannassa",
           "Ratkaistu|Korjattu", ""),
    "cs": ("Vyšetřuje se|Vyšetřování|Šetříme|Prošetřujeme", "Identifikováno|Identifikován", "Monitorování|Sledujeme",
           "Vyřešeno|Vyřešen|Opraveno", ""),
    "uk": ("Вивчається|Розслідування|Розслідується|Досліджується", "Визначено|Виявлено", "Моніторинг|Спостереження",
           "Вирішено|Усунено|Виправлено", ""),
    "ro": ("În curs de investigare|Investigăm|Se investighează", "Identificat", "Monitorizare|Se monitorizează",
           "Rezolvat|Remediat", ""),
    "hu": ("Vizsgálat alatt|Kivizsgálás alatt|Vizsgáljuk", "Azonosítva", "Megfigyelés alatt|Megfigyelés",
           "Megoldva|Elhárítva", ""),
    "ar": ("قيد التحقيق|تحقيق|جاري التحقيق", "محدد|تم التحديد", "المراقبة|قيد المراقبة", "تم الحل|محلول", ""),
    "vi": ("Đang điều tra", "Đã xác định", "Đang theo dõi|Đang giám sát", "Đã giải quyết|Đã khắc phục", ""),
    "id": ("Menyelidiki|Sedang diselidiki", "Teridentifikasi", "Memantau|Dipantau|Pemantauan",
           "Terselesaikan|Selesai|Teratasi", ""),
}  # fmt: skip
# scheduled, in progress, verifying, completed, cancelled
_WORK: Final[Mapping[str, tuple[str, str, str, str, str]]] = {
    "en": ("Scheduled|Planned|Not started yet|Upcoming|Postponed|Rescheduled", "In progress|Under maintenance|Started",
           "Verifying", "Completed", "Cancelled|Canceled"),
    "de": ("Geplant|Bevorstehend", "In Bearbeitung|Läuft|In Arbeit|Wird durchgeführt|Im Gange", "Verifizierung",
           "Abgeschlossen|Beendet|Fertiggestellt", "Abgesagt"),
    "es": ("Programado|Programada|Planificado|Planificada", "En progreso|En curso", "Verificando",
           "Completado|Completada|Finalizado|Finalizada", "Cancelado|Cancelada"),
    "pt": ("Agendado|Agendada|Programado|Planejado|Planeado|Ainda não iniciou", "Em andamento|Em curso|Em progresso",
           "Verificando|A verificar", "Concluído|Concluída|Finalizado|Completo", "Cancelado|Cancelada"),
    "fr": ("Programmé|Programmée|Planifié|Planifiée|Prévu|Pas encore commencé", "En cours", "Vérification",
           "Terminé|Terminée|Achevé", "Annulé|Annulée"),
    "it": ("Programmato|Programmata|Pianificato|Pianificata", "In corso", "Verifica", "Completato|Completata|Terminato",
           "Annullato|Annullata"),
    "nl": ("Gepland|Ingepland|Nog niet begonnen", "Bezig|In uitvoering|Gaande", "Verifiëren|Controleren",
           "Voltooid|Afgerond", "Geannuleerd"),
    "pl": ("Planowane|Planowy|Zaplanowane|Zaplanowano", "W trakcie|W toku", "Weryfikowanie|Weryfikacja",
           "Zakończono|Zakończone|Zakończony|Ukończono", "Anulowano|Anulowane"),
    "ja": ("予定|計画中|予定済み", "進行中|作業中|実施中|対応中", "検証中|確認中", "完了|終了", "中止|キャンセル"),
    "zh": ("已计划|已预定|计划中|已計劃|已預定|即将开始", "进行中|進行中", "验证中|确认中|驗證中|確認中", "已完成", "已取消"),
    "ko": ("예정됨|예정|계획됨", "진행 중|진행중", "검증 중|확인 중", "완료됨|완료", "취소됨"),
    "ru": ("Запланировано|Запланированное|Еще не началось", "В процессе|В ходе выполнения|Выполняется", "Проверка",
           "Завершено|Завершена", "Отменено"),
    "tr": ("Planlandı|Planlanmış", "Devam ediyor|Sürüyor", "Doğrulanıyor", "Tamamlandı", "İptal edildi"),
    "sv": ("Planerat|Planerad|Schemalagd|Schemalagt", "Pågår|Pågående", "Verifierar", "Slutfört|Slutförd|Avslutat",
           "Inställt"),
    "da": ("Planlagt", "I gang", "Verificerer", "Afsluttet|Fuldført", "Aflyst"),
    "no": ("Planlagt", "Pågår", "Verifiserer", "Fullført", "Avlyst"),
    "fi": ("Suunniteltu|Ajoitettu", "Käynnissä", "Tarkistetaan", "Valmis", "Peruttu"),
    "cs": ("Naplánováno|Plánováno", "Probíhá", "Ověřování", "Dokončeno", "Zrušeno"),
    "uk": ("Заплановано|Заплановане", "Виконується|Триває", "Перевірка", "Завершено", "Скасовано"),
    "ro": ("Programat|Planificat", "În desfășurare|În curs", "Verificare", "Finalizat", "Anulat"),
    "hu": ("Tervezett|Ütemezett", "Folyamatban", "Ellenőrzés", "Befejezve", "Törölve"),
    "ar": ("مجدول|مخطط", "قيد التقدم|جاري", "التحقق", "مكتمل", "ملغى"),
    "vi": ("Đã lên lịch", "Đang tiến hành", "Đang xác minh", "Đã hoàn thành", "Đã hủy"),
    "id": ("Terjadwal|Dijadwalkan", "Sedang berlangsung", "Memverifikasi", "Rampung", "Dibatalkan"),
}  # fmt: skip
# What an entry or a document states besides, in English: words that a post is hardly labelled with.
_STATEMENTS: Final[Mapping[ReportStatus, str]] = {
    ReportStatus.INVESTIGATING: "Active|Ongoing|Open|Opened|Unresolved|Confirmed|Detected|Acknowledged|Reported"
    "|Investigation|Service degradation|Service interruption|Issue|Down|Triggered|Firing|New|Initial notification"
    "|Incident notification|First notification|Initial report|Initial update|Currently investigating|Offline|New incident|Under investigation"
    "|Being investigated|Pending|Degraded|Experiencing issues|Outage|Partial outage|Major outage|Reopened"
    "|Not resolved|Alert|Service alert|Problem|Initial|Incident|Incident report|Disruption|Störung|Erstmeldung"
    "|Service disruption|Service outage",
    ReportStatus.IDENTIFIED: "Root cause identified|Fixing|Fix in progress|Restoring service|In mitigation|Mitigating",
    ReportStatus.MONITORING: "Mitigated|Recovering|Recovery|Observing|Watching|Verifying service|Extended recovery"
    "|Fix implemented|Fix deployed|Under observation",
    ReportStatus.RESOLVED: "Closed|Fixed|Recovered|Restored|Service restored|All clear|Solved|Ended|Over|Inactive|Done"
    "|False positive|False alarm|Back to normal|Operating normally|Finished|Post incident report published|Repaired"
    "|Resolved with monitoring|Service is operating normally|Service operating normally|Final update|Up|Back up|Online|Back online|Operational|Complete|Service recovered"
    "|Resolution|Closure|Final|Final notification|Final report|OK|End|Conclusion|Abschlussmeldung|Entstörung|Entstört"
    "|Problem solved|Ende|Normal",
}
_UPDATE: Final = (
    "Update|Updated|Aktualisierung|Aktualisiert|Actualización|Actualizado|Atualização|Atualizado|Mise à jour"
    "|Aggiornamento|Aggiornato|Bijwerking|Bijgewerkt|Aktualizacja|更新|アップデート|업데이트|Обновление|Обновлено"
    "|Güncelleme|Uppdatering|Opdatering|Oppdatering|Päivitys|Aktualizace|Оновлення|Actualizare|Frissítés|تحديث"
    "|Cập nhật|Pembaruan|Follow-up|Interim|Interim notification|Interim update|Intermediate update"
    "|Progress update|Status update|Zwischenmeldung|Folgemeldung"
)
# Labels of posts that leave the stage as it was.
UPDATES: Final = tuple(_UPDATE.split("|"))

# What stands before a stage that an entry states, as patterns: "Status:", "Estado actual:".
STATED_AS: Final = (
    "Status|Stage|State|Phase|Estado|Estatus|Situação|Statut|État|Stato|Stav|Stan|Stare|Tila|Állapot|Κατάσταση"
    "|Статус|Состояние|Стан|Durum|Trạng thái|الحالة|סטטוס|स्थिति|สถานะ|Zustand|Toestand|Estat"
)
OF_WHAT: Final = "(?: (?:actual|atual|actuel|attuale|(?:del?|do|du|dell') ?(?:incidente?|l'incident)))?"
STATED_AS_UNSPACED: Final = "状态|狀態|状態|狀況|ステータス|状況|상태"


def report_words(*, stated: bool = True) -> Iterator[tuple[str, ReportStatus]]:
    """Each spelling with its stage; with `stated`, also those that only a whole entry states."""
    for row in _REPORTS.values():
        for stage, cell in zip(_OF_REPORTS, row, strict=True):
            yield from ((word, stage) for word in cell.split("|") if word)
    if stated:
        for stage, cell in _STATEMENTS.items():
            yield from ((word, stage) for word in cell.split("|"))


def work_words() -> Iterator[tuple[str, MaintenanceStatus]]:
    """Each spelling with what it says of announced work."""
    for row in _WORK.values():
        for stage, cell in zip(_OF_WORK, row, strict=True):
            yield from ((word, stage) for word in cell.split("|") if word)
