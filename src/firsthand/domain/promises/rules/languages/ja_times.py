"""How Japanese agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.languages.zh_times import NUMBERS
from firsthand.domain.promises.rules.meanings import LAST_MINUTE, Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Reader, Rows, rules

_DAYS = "月火水木金土日"
_FIGURE = r"(?:(?<!\d)\d{1,3}(?:\.\d)?|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WORDS = {
    "SPAN": (
        r"(?:(?:今後|今から|これから|約|およそ|おおよそ|最長|最大|遅くとも|本日から|本日より|この先)の?)*"
        rf"(?:{_FIGURE}\s*(?:営業日|時間|日|週間|分)?\s*(?:[-–~、,]|から|ないし|または|もしくは|か)\s*)?(?<![\d./:])(?P<n>{_FIGURE})\s*"
    ),
    "WITHIN": r"\s*(?:以内|後|のち|ほど(?:で|後)|程度で|くらいで|ぐらいで|で(?!す|ご[ざ]|は|も|な)|内|のうち|程で)(?:に|まで)?",
    "DAY": r"(?P<day>[月火水木金土日])曜日?",
    "HOUR": r"(?P<h>2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二三四五六七八九])",
    "FROM": r"(?:(?:2[0-4]|1\d|0?\d)(?:時(?:半|\d\d分)?|:\d\d)?\s*(?:[-–~]|から)\s*)?",
}


def _weekday(name: str) -> int:
    return _DAYS.index(name)


def _month(name: str) -> int:
    return int(b.number(name, NUMBERS))


def _written(found: re.Match[str], _reader: Reader) -> Moment | None:
    """Return a date in Han characters."""
    day = meanings.on_date(int(b.number(found["d"], NUMBERS)), _month(found["month"]))
    return day and Moment(day=day, rank=b.DATE)


def _end_of(found: re.Match[str], _reader: Reader) -> Moment | None:
    month = _month(found["month"])
    if not 1 <= month <= 12:
        return None
    return Moment(day=meanings.end_of_named_month(month), rank=b.DATE)


def _year_end(_found: re.Match[str], _reader: Reader) -> Moment:
    return Moment(day=meanings.end_of_named_month(12), rank=b.NEAR)


_SPANS: Rows = (
    (r"小一時間<WITHIN>", Moment(after=timedelta(hours=1))),
    (r"<SPAN>時間(?P<half>半)?<WITHIN>", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"(?:遅くとも|最長|最大)<SPAN>時間", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<SPAN>分<WITHIN>", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"半時間<WITHIN>|半時間ほど", Moment(after=timedelta(minutes=30))),
    (r"<SPAN>営業日(?:<WITHIN>|中(?:に)?|を?目(?:処|途|安)に|までに|目(?:まで)?に?|で)?", b.business_days(NUMBERS)),
    (r"(?:翌|次の|次|明)営業日(?:中|内)?(?:に)?", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>日(?:<WITHIN>|(?<=[、,~–-]\d日)中に)", b.days(NUMBERS)),
    (r"<SPAN>日(?:間)?(?:かけて|で(?=[^すごはもな]))", b.days(NUMBERS)),
    (r"一両日(?:中|以内)?(?:に)?", b.DAY_AFTER_TOMORROW),
    (r"<SPAN>週間(?:<WITHIN>|中に)", b.days(NUMBERS, each=7)),
    (r"<SPAN>(?:ヶ|か|カ|ケ|箇|ヵ)月<WITHIN>", b.months(NUMBERS)),
    (r"(?:過去|直近|毎|最初の|連続|丸|まる|約)<SPAN>(?:時間|日間?|週間|分)(?!以内|後|ほど)", b.NONE),
    (r"<SPAN>(?:時間|日|週間|分|(?:ヶ|か|カ)月|営業日)(?:ほど|以上)?(?:前(?:に|の|から)|間(?!以内|後|で|ほど)|以上|も(?!っと))", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"(?:今日|本日|きょう)(?=中|いっぱい|の?うち|じゅう|内|の営業)", b.STILL_TODAY),
    (r"(?:当日|即日|同日)(?:中|内|のうち)?(?:に)?", b.STILL_TODAY),
    (r"今日|本日|きょう", b.TODAY),
    (r"今晩|今夜|今夕", b.both(b.TODAY, b.part(Part.EVENING))),
    (r"今朝", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"明日|あす|あした|翌日|みょうにち", b.TOMORROW),
    (r"明朝|翌朝", b.both(b.TOMORROW, b.part(Part.MORNING))),
    (r"明晩", b.both(b.TOMORROW, b.part(Part.EVENING))),
    (r"明後日|あさって|翌々日|みょうごにち", b.DAY_AFTER_TOMORROW),
    (r"しあさって|明々後日", Moment(day=meanings.in_days(3), rank=b.NEAR)),
    (r"(?P<after_next>再来週)の?<DAY>", b.weekday(_weekday)),
    (r"(?P<next>来週|翌週|次週)の?<DAY>", b.weekday(_weekday)),
    (r"(?P<this>今週)の?<DAY>", b.weekday(_weekday)),
    (r"(?:次の|今度の|来る)?<DAY>", b.weekday(_weekday)),
    (r"\((?P<day>[月火水木金土日])\)", b.weekday(_weekday)),
    (r"(?:来週|翌週|次週)(?:末|中|内|半ば|いっぱい)?(?:に)?", b.end_of_week(1)),
    (r"週明け(?:早々)?|来週(?:初め|早々|頭|のはじめ|の頭|始め)", b.begin_of_week()),
    (r"今週(?:中|末|内|いっぱい)?(?:に)?|週内(?:に)?|週末(?:までに|前に)|週いっぱい", b.end_of_week()),
    (r"週末", b.sunday()),
    (r"今月(?:中|末|内|いっぱい)?(?:に)?|月内(?:に)?|(?<!先)(?<!来)(?<![\d一二三四五六七八九十])月末|当月(?:中|末)", b.END_OF_MONTH),
    (r"来月(?:中|末|いっぱい)?(?:に)?", b.END_OF_NEXT_MONTH),
    (r"昨日|昨晩|昨夜|一昨日|先日|(?:先週|先々週|前週|毎週|毎|隔週)の?(?:<DAY>|末)?|先月|去年|昨年|前日", b.NONE),
    (r"<DAY>\s*(?:[-–~]|から|・)\s*[月火水木金土日](?:曜日?)?(?![曜日]|まで(?:に|の間に)|の間)|[月火水木金土日]\s*[~–-]\s*[月火水木金土日](?:曜|の)|ブラックフライデー|サイバーマンデー", b.NONE),
    (r"(?:本日|明日|今日|<DAY>)(?:現在|時点|付|以降|より(?!ご)|から(?!\d+日))", b.NONE),
    # "in the course of": the whole day.
    (r"(?<=[日曜すて朝)])(?:中(?=に|で|を|には|の|、|,)|じゅう|いっぱい|のうち|内(?=に))(?:には?|で)?", Moment(ends=LAST_MINUTE)),
)  # fmt: skip
_DATES: Rows = (
    (r"(?P<month>十[一二]?|[一二三四五六七八九])月(?P<d>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日", _written),
    (r"(?P<month>\d\d?|十[一二]?|[一二三四五六七八九])月(?:末|いっぱい)", _end_of),
    (r"年内(?:に|中)?|年末", _year_end),
    (r"(?:(?P<y>20\d\d)\s*年\s*)?(?P<month>\d\d?)\s*月\s*(?P<d>\d\d?)\s*日", b.month_and_day),
    (r"(?P<y>20\d\d)[-/.](?P<month>\d\d?)[-/.](?P<d>\d\d?)", b.month_and_day),
    (r"(?<![\d/.-])(?P<month>\d\d?)/(?P<d>\d\d?)(?![\d/.])", b.month_and_day),
    (r"(?<!\d[、~–-])(?<![\d.月~–-])(?P<d>\d\d?)日(?=\s*(?:\(|まで|に|中|の(?:[月火水木金土日]曜|午|朝|夕|正|夜|\d|お昼|昼|うち|晩)|午|\d+時|正午|夕|、|,|頃))", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"<FROM>(?<![\d.:])<HOUR>時(?!間|点|期|刻表|代|々)(?:(?P<half>半)|(?P<m>[0-5]?\d)分?|ちょうど|頃)?(?:頃|ごろ|ちょうど)?", b.clock(NUMBERS, twelve=True)),
    (r"(?:\d\d?:\d\d\s*(?:[-–~]|から)\s*)?(?<![\d:])(?P<h>0\d|1[3-9]|2[0-4]):(?P<m>[0-5]\d)(?!\d|:)", b.clock(NUMBERS)),
    (r"(?:\d\d?:\d\d\s*(?:[-–~]|から)\s*)?(?<![\d:])(?P<h>\d|1[0-2]):(?P<m>[0-5]\d)(?!\d|:)", b.clock(NUMBERS, twelve=True)),
    (r"(?<=日)の?一番(?=[のにで])|午前中|午前|朝一番?|朝イチ|早朝|朝(?!刊|食|日|鮮|礼|早く|でござい|です)(?:方|のうち)?", b.part(Part.MORNING)),
    (r"正午|お?昼(?:休み|ごろ|頃|前|まで)?(?!過|夜)|ランチ", b.part(Part.NOON)),
    (r"午後|お?昼過ぎ", b.part(Part.AFTERNOON)),
    (r"夕方|夕刻|夜(?!間|勤|分)|夜間|(?<!一)晩", b.part(Part.EVENING)),
    (r"(?:営業|業務|就業|受付|勤務|終業|閉店|定時|退社|退勤)(?:時間|時刻)?(?:の)?(?:終了|内|中|まで|前|後|時)(?:時刻|時間|時|前|まで)?(?:内)?|終業|定時|1日の終わり|一日の終わり|営業時間内", b.part(Part.CLOSE)),
    (r"深夜0時|24時(?!間)|24:00|日付が?変わる(?:前|まで)|午前0時|零時|日付変更", b.part(Part.MIDNIGHT)),
)  # fmt: skip
_VAGUE = (
    r"早急|至急|大至急|すぐ(?:に|さま)|ただちに|直ちに|間もなく|まもなく|近日中?(?:に)?|近いうち|近々|後ほど|のちほど|後程|追って|おって|後日",
    r"(?:でき|出来)(?:る|うる)?(?:だけ|限り)(?:早く|早急に|速やかに|すみやかに|早め)|なるべく(?:早く|早め|速やかに)|可能な限り(?:早く|早急に|速やかに|迅速に|早い)|一刻も早く|いち早く|極力早く|最短で|最速で",
    r"速やか|すみやか|迅速|早めに|早速|さっそく|即座に|即刻|そのうち|いずれ|しばらくしたら|(?:数|何)(?:日|時間|分|営業日|週間)(?:以内|中|後|のうち|ほど|程度)?(?:に)?|今しばらくで|もうすぐ|じきに|優先的に|最優先で",
    r"(?:この|その)後すぐ|今すぐ|少ししたら|しばらくしてから|折を見て|ほどなく|後刻|じきに|程なく|おいおい|早め早め",
)  # fmt: skip
TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,、()]*(?:(?:の|に|は|遅くとも|までに?|まで|現地|お客様の?|時間|頃|ごろ|で|には|日本|前|うち|つまり|すなわち)[\s,、(]*)*[\s,、)]*"
    ),
    ranges=re.compile(r"\s*(?:-|–|~|から|か|または|もしくは|ないし)\s*(?P<both>(?!))?"),
    between=re.compile(r"(?!)"),
    leads=re.compile(r"(?:遅くとも|現地時間の?)$"),
)  # fmt: skip
