"""The narrative held against a full table: no rewording of a true report alarms, and every
planted contradiction is found."""

from __future__ import annotations

import pytest

from govcrawl.checks import check_narrative
from govcrawl.reading.narrative import read_statistics
from govcrawl.reading.page.sections import read_sections

_R = "applications.results."
TABLE: dict[str, int] = {
    "applications.received_new.natural_person": 88,
    "applications.received_new.business_enterprise": 8,
    "applications.received_new.research_institution": 1,
    "applications.received_new.social_welfare_org": 0,
    "applications.received_new.legal_service_org": 2,
    "applications.received_new.other_org": 1,
    "applications.received_new.total": 100,
    "applications.carried_in.total": 6,
    f"{_R}granted.total": 40,
    f"{_R}partially_granted.total": 12,
    f"{_R}not_disclosed.state_secret.total": 1,
    f"{_R}not_disclosed.prohibited_by_other_law.total": 2,
    f"{_R}not_disclosed.three_securities_one_stability.total": 0,
    f"{_R}not_disclosed.third_party_rights.total": 3,
    f"{_R}not_disclosed.internal_affairs.total": 2,
    f"{_R}not_disclosed.process_information.total": 4,
    f"{_R}not_disclosed.enforcement_case_file.total": 1,
    f"{_R}not_disclosed.administrative_inquiry.total": 1,
    f"{_R}unable_to_provide.not_held.total": 18,
    f"{_R}unable_to_provide.requires_creation.total": 2,
    f"{_R}unable_to_provide.unclear_after_correction.total": 1,
    f"{_R}not_processed.petition_complaint.total": 5,
    f"{_R}not_processed.repeated.total": 3,
    f"{_R}not_processed.publications.total": 0,
    f"{_R}not_processed.excessive_repetitive.total": 1,
    f"{_R}not_processed.confirm_or_reissue.total": 0,
    f"{_R}other.no_correction_in_time.total": 4,
    f"{_R}other.fee_not_paid.total": 0,
    f"{_R}other.other.total": 1,
    f"{_R}total.total": 101,
    "applications.carried_out.total": 5,
    "reconsideration.upheld": 7,
    "reconsideration.corrected": 2,
    "reconsideration.other": 3,
    "reconsideration.pending": 1,
    "reconsideration.total": 13,
    "litigation.direct.upheld": 2,
    "litigation.direct.corrected": 1,
    "litigation.direct.other": 0,
    "litigation.direct.pending": 1,
    "litigation.direct.total": 4,
    "litigation.after_reconsideration.upheld": 3,
    "litigation.after_reconsideration.corrected": 0,
    "litigation.after_reconsideration.other": 1,
    "litigation.after_reconsideration.pending": 1,
    "litigation.after_reconsideration.total": 5,
    "proactive.art20_1.normative_documents.issued": 6,
    "proactive.art20_1.normative_documents.repealed": 2,
    "proactive.art20_1.normative_documents.in_force": 31,
    "proactive.art20_1.rules.issued": 0,
    "proactive.art20_1.rules.repealed": 0,
    "proactive.art20_1.rules.in_force": 0,
}


def conflicts(text: str, coverage: str | None = "aggregate") -> list[str]:
    result = read_statistics(
        text,
        read_sections(text)[0] if "\n" in text else [],
        report_year=2023,
        own="明湖区人民政府2023年政府信息公开工作年度报告",
    )
    checks = check_narrative(
        TABLE,
        result.statistics,
        coverage=coverage,
        unread=result.unread,  # type: ignore[arg-type]
    )
    return [c.message for c in checks if c.status == "conflict"]


INNOCENT = [
    "全区共收到政府信息公开申请106件(含上年结转6件),办结101件。",
    "2023年,全区新收政府信息公开申请100件,上年结转6件,结转下年度5件。",
    "全年受理政府信息公开申请100件,办结101件。",
    "全区收到申请100件,加上年结转6件,共办理106件,答复101件,5件结转下年度继续办理。",
    "本年度办结政府信息公开申请101件,其中予以公开及部分公开52件。",
    "全年答复申请101件,其中同意公开或部分公开共52件,不予公开14件,无法提供21件。",
    "答复申请101件:予以公开40件,部分公开12件,不予公开14件,无法提供21件,不予处理9件,其他处理5件。",
    "办结101件,其中予以公开和部分公开52件,因不掌握等原因无法提供21件。",
    "因涉及第三方权益等原因不予公开14件。",
    "全区共收到政府信息公开申请100件,其中区政府办公室收到17件,区教育局收到9件。",
    "全区收到政府信息公开申请100件。区政府办代区政府受理17件。",
    "我办受理政府信息公开申请17件,全区受理100件。",
    "区住房城乡建设局收到政府信息公开申请23件,数量居首位。",
    "收到政府信息公开申请100件,其中自然人88件,法人或其他组织12件。",
    "收到自然人申请88件、法人和其他组织申请12件。",
    "政府信息公开行政复议13件,结果维持7件,纠正2件,其他结果3件,尚未审结1件。",
    "因政府信息公开引发行政复议、行政诉讼共22件。",
    "政府信息公开行政诉讼9件,其中未经复议直接起诉4件,复议后起诉5件。",
    "行政诉讼9件,维持5件,纠正1件,其他1件,尚未审结2件。",
    "因信息公开被提起行政诉讼9件,其中直接起诉案件结果维持2件。",
    "制发行政规范性文件6件,废止2件,现行有效31件。",
    "全年公开行政规范性文件6件,现行有效行政规范性文件31件。",
    "去年收到政府信息公开申请84件,今年收到100件。",
    "收到申请100件,较上年增加16件,增长19%。",
    "申请事项中,涉及征收补偿的34件,涉及规划的12件。",
    "信访举报投诉类申请5件、重复申请3件,均依法不予处理。",
    "依法不予处理9件,其中信访举报投诉类申请5件。",
    "逾期不补正4件,按规定不再处理。",
    "全区受理政府信息公开申请约100件。",
    "自2008年以来累计收到政府信息公开申请1860件。",
    "依申请公开的档案查询3200人次。",
    "全区办结申请101件,按时办结率100%。",
    "新收申请100件,受理申请106件,按期答复101件。",
    "组织对32件申请答复书进行合法性审查,予以公开的40件均已送达。",
    "全区共办理申请106件(新收100件,上年结转6件),办结率95%。",
    "办结申请101件,依法公开52件(含部分公开12件),其余49件作其他答复。",
    "区住房和城乡建设局新收申请23件,予以公开9件,部分公开3件,无法提供7件。",
    "区政府(不含部门)制定行政规范性文件2件。",
    "区财政局办结申请4件,不予公开1件。",
]  # fmt: skip


@pytest.mark.parametrize("text", INNOCENT)
def test_no_true_wording_alarms(text: str) -> None:
    assert conflicts(text) == []


PLANTED = [
    "全区共收到政府信息公开申请97件。",
    "2023年,全区新收政府信息公开申请106件。",
    "全区受理政府信息公开申请110件。",
    "本年新收申请100件,上年结转9件。",
    "全年办结政府信息公开申请88件。",
    "答复申请101件,其中予以公开43件。",
    "答复申请101件,其中部分公开15件。",
    "答复申请101件,其中予以公开及部分公开50件。",
    "答复申请101件,其中不予公开11件。",
    "答复申请101件,其中无法提供30件。",
    "办结申请101件,因不掌握等原因无法提供18件。",
    "办结申请101件,不予处理7件,其他处理5件。",
    "办结申请101件:予以公开40件,部分公开12件,不予公开14件,无法提供21件,不予处理9件,其他处理2件。",
    "结转下年度继续办理政府信息公开申请8件。",
    "政府信息公开行政复议15件。",
    "政府信息公开行政复议13件,结果纠正4件。",
    "政府信息公开行政诉讼7件。",
    "政府信息公开行政诉讼9件,维持6件,纠正1件,其他1件,尚未审结2件。",
    "制发行政规范性文件6件,现行有效行政规范性文件28件。",
    "制发行政规范性文件9件。",
    "收到申请100件,其中自然人80件,法人或其他组织20件。",
    "全区受理政府信息公开申请100件,含上年结转6件。",
    "因保护第三方合法权益不予公开5件,因属于过程性信息不予公开4件。",
    "全年作出不予公开决定19件。",
    "政府信息公开申请中,本机关不掌握相关政府信息的25件。",
]  # fmt: skip


@pytest.mark.parametrize("text", PLANTED)
def test_every_contradiction_is_found(text: str) -> None:
    assert conflicts(text)


def test_a_message_names_the_figure_and_both_values() -> None:
    (message,) = conflicts("全区共收到政府信息公开申请97件。")
    assert "收到的政府信息公开申请" in message
    assert "97" in message
    assert "100" in message


def test_a_list_with_the_rest_falls_short_only_where_all_of_it_was_read() -> None:
    text = "主动公开信息100条,其中概况类信息20条,{}其他类信息30条。"
    result = read_statistics(text.format(""), [], report_year=2023)
    assert [
        (c.rule, c.status) for c in check_narrative({}, result.statistics, unread=result.unread)
    ] == [("X3", "conflict")]
    result = read_statistics(text.format("乡风民约集成50条,"), [], report_year=2023)
    statuses = [c.status for c in check_narrative({}, result.statistics, unread=result.unread)]
    assert "conflict" not in statuses
