"""What a page answers, read as the answer to a probe is: whose edge it was, and what that says."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.probe import HttpAnswer, ProbeOutcome, Silence
from bot.ports import ReadAnswer
from bot.watching.record import PageAnswer, SourceRecord

# What a page answers on most days.
USUAL_STATUS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReader:
    """Reads answers by the registry of edges, for pages that are asked from `vantage`."""

    read: ReadAnswer
    vantage: str

    def page_answer(
        self, answer: HttpAnswer | Silence | None, record: SourceRecord, now: datetime
    ) -> PageAnswer | None:
        """What it says; what was known before where nobody was asked."""
        if answer is None:
            return record.answer
        if isinstance(answer, Silence):
            return PageAnswer(
                at=now,
                vantage=self.vantage,
                outcome=ProbeOutcome.SILENT,
                edge=_edge_before(record),
                silence=answer,
            )
        # Of a page that is unchanged we are told so by 304.
        usual = answer.status if answer.status == 304 else USUAL_STATUS
        says = self.read(answer, usual)
        return PageAnswer(
            at=now,
            vantage=self.vantage,
            outcome=says.outcome,
            edge=says.edge,
            status=answer.status,
            place=says.place,
        )


def _edge_before(record: SourceRecord) -> str | None:
    """Whose edge has answered before; of a page that is redirected nobody knows which of two is silent."""
    if record.answer is None or record.location.moved_to is not None:
        return None
    return record.answer.edge
