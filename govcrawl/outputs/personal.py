"""Personal data in the text of reports: telephone numbers of private persons, identity card
numbers, names of applicants. The contact of the office itself is no personal data.

Source: Personal Information Protection Law, arts. 4 and 28 (个人信息保护法).
"""

from __future__ import annotations

import re

MASK = "＊"

_MOBILE = re.compile(r"(?<![\d.])(1[3-9]\d)\d{4}(\d{4})(?![\d.])")
_IDENTITY_CARD = re.compile(r"(?<!\d)([1-9]\d{5})(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)")
#: A word for a private person, then a name of two or three characters, then what such a person
#: does. Names are only looked for there: anywhere else two characters are a word.
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康"
    "伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗"
    "丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷"
    "车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索"
    "咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农"
    "温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利"
    "蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
)
_APPLICANT = re.compile(
    rf"((?:申请人|原告|上诉人|村民|市民|居民|公民)(?:[为是:：])?)([{_SURNAMES}])([\u4e00-\u9fff]{{1,2}})"
    r"(?=(?:女士|先生|同志)?(?:等\d*人)?(?:向|申请|不服|诉|提出|提起|要求|以|就|因|的申请|信息公开))"
)


def mask(text: str) -> str:
    """The text with digits of mobile numbers and identity cards and the given names of
    applicants replaced by ``＊``. Its length stays, so that offsets into it hold."""
    if not text:
        return text
    text = _MOBILE.sub(lambda m: f"{m[1]}{MASK * 4}{m[2]}", text)
    text = _IDENTITY_CARD.sub(lambda m: m[1] + MASK * (len(m[0]) - 6), text)
    return _APPLICANT.sub(lambda m: f"{m[1]}{m[2]}{MASK * len(m[3])}", text)
