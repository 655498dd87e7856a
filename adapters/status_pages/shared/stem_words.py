"""Stages by the stems of words, for a stage that a page states in words which no table holds.

A stated stage is a name of few words ("Investigación en curso", "W trakcie analizy"): whatever language and
form it takes, its stem says what it is. Prose is never asked.
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.status import MaintenanceStatus, ReportStatus
from bot.expressions import compiled

_WORK: Final = compiled(
    r"maint|wartung|manuten|mantenim|onderhoud|konserwac|メンテナンス|维护|維護|점검|유지보수|обслуж|underhåll"
    r"|vedlike?hold|huolto|údržb|karbantart|bakım|صيانة|bảo trì|pemeliharaan|συντήρησ|mentenan|תחזוק|บำรุง"
)
_WORK_ENDED: Final = compiled(
    r"compl|finish|ended|done|over\b|cancel|abgeschlossen|beendet|abgesagt|termin|finaliz|conclu|afgerond|voltooid"
    r"|zakończ|完了|完成|終了|结束|結束|완료|заверш|slutför|avslut|afslut|fullfør|valmis|dokonč|befejez|tamamland"
    r"|مكتمل|hoàn thành|selesai|annul|中止|取消|ολοκληρ"
)
_WORK_AHEAD: Final = compiled(
    r"sched|plan|upcoming|geplant|program|prévu|agend|gepland|bevorsteh|予定|計画|计划|計劃|预定|예정|заплан"
    r"|schemalag|suunnit|ajoit|naplán|tervez|ütemez|مجدول|lên lịch|jadwal|προγραμμ"
)
# In the order in which they are asked: what is denied or only being done comes before what is done.
_STAGES: Final[Mapping[str, ReportStatus]] = {
    r"\b(?:not|un|non|no|não|nicht|niet|nie|не)[ -]?(?:yet )?(?:resolv|solv|résol|resuel|risol|behob|gelöst"
    r"|opgel"
    r"|rozwi|реш|устран)|未解[決决]|未复|未修|미해결|non résol|pas résol": ReportStatus.INVESTIGATING,
    r"resolving|fixing|being (?:fixed|resolved|repaired)|\bfix in|wird (?:behoben|gelöst)|wordt (?:opgelost"
    r"|hersteld)"
    r"|en cours de (?:résolution|correction)|correction en cours|en (?:proceso de )?resolución|resolviendo"
    r"|em (?:resolução|correção)|resolvendo|corrigindo|in risoluzione|修復中|修正中|修复中|解決中|处理中"
    r"|處理中"
    r"|복구 ?중|수정 ?중|исправляется|устраняется|решается|gideriliyor|çözülüyor": ReportStatus.IDENTIFIED,
    r"resol[vu]|résol|resuelt|solucion|risol|gelöst|behob|opgelost|verholpen|hersteld|rozwiąz|napraw|usunięt|çözül"
    r"|gideril|\bløst\b|\blöst\b|åtgärd|ratkais|korjat|vyřeš|vyrieš|opraven|rezolv|remedi|megold|elhárít|επιλύ"
    r"|επίλυ|решен|устран|вирішен|усун|исправ|виправ|riješen|rešen|išspręst|atrisin|lahendat|נפתר|טופל|हल "
    r"|समाधान"
    r"|แก้ไขแล้ว|تم حل|تم الحل|محلول|giải quyết|khắc phục|selesai|teratasi|解[決决]|復旧|恢[复復]|修[复復]"
    r"|修正済"
    r"|해결|복구|\bclosed|\bfixed|\brestored|\brecovered|corrig|rétabli|restablec|restaur|ripristin|erledigt"
    r"|beseitigt|\bcerrad|\bfermé|\bresolt": ReportStatus.RESOLVED,
    r"monit|überwach|beobacht|surveil|supervis|vigil|osserva|observ|bewak|obserw|izlen|gözlem|takip|övervak|bevak"
    r"|overvåk|overvåg|seura|valvo|sledu|urmări|megfigy|παρακολ|монитор|наблюд|отслеж|спостереж|监控|監[視控]|[观観觀]察"
    r"|모니터|관찰|giám sát|theo dõi|pantau|निगरानी|मॉनिटर|ติดตาม|เฝ้า|ניטור|מנטר|مراقب|stebim|jälgi"
    r"|prati": ReportStatus.MONITORING,
    r"identif|ident[iy]f|erkannt|ursache|\bcausa |\bcause |oorzaak|vastgest|individuat|tespit|belirlen"
    r"|tunnist"
    r"|azonos|εντοπ|ταυτοπ|выявл|определ|обнаруж|виявл|визнач|特定|原因[判特]|识别|識別|辨識|已确认|已確認|定位|확인됨|식별"
    r"|원인 ?파악|xác định|पहचान|ระบุ|זוהה|تحديد|nustatyt|utvrđen": ReportStatus.IDENTIFIED,
    r"invest|untersuch|ermittl|an[aá]l[yiíý][sz]|prüf|enquêt|indag|verific|onderz|bada[nmj]|dochodz|sprawdz|incel"
    r"|araştır|soruştur|undersö|undersø|utred|tutki|selvit|vyšetř|šetř|vizsg|διερεύν|έρευν|расслед|изуч|исслед"
    r"|розслід|дослідж|разслед|istra[žg]|preisk|raziskuj|tiriam|izmekl|uurim|調査|调查|調查|排查|조사"
    r"|điều tra"
    r"|selidik|iasat|जांच|ตรวจสอบ|חוקר|בדיק|تحقيق|確認中|対応中|triag|\brieši"
    r"|\bdocument": ReportStatus.INVESTIGATING,
}
_REPORTS: Final = tuple((compiled(stems), stage) for stems, stage in _STAGES.items())
# A name of a stage is no sentence.
MAX_WORDS: Final = 5


def stage_by_stem(words: str) -> ReportStatus | MaintenanceStatus | None:
    """What a stage is by the stems of its name; None for sentences, and for words that say nothing."""
    name = words[:60].casefold()
    if len(name.split()) > MAX_WORDS:
        return None
    if _WORK.search(name):
        ended, ahead = _WORK_ENDED.search(name), _WORK_AHEAD.search(name)
        otherwise = MaintenanceStatus.SCHEDULED if ahead else MaintenanceStatus.IN_PROGRESS
        return MaintenanceStatus.COMPLETED if ended else otherwise
    return next((stage for stems, stage in _REPORTS if stems.search(name)), None)
