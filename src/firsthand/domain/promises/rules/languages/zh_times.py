"""How Chinese agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.meanings import Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Reader, Rows, rules

_ONES = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}  # fmt: skip


def _numbers() -> dict[str, float]:
    """Return the numbers from nought to 99 as they are written in Han characters."""
    found = {word: float(value) for word, value in _ONES.items()}
    for tens in range(1, 10):
        begin = ("" if tens == 1 else "零一二三四五六七八九"[tens]) + "十"
        found |= {begin + one: tens * 10.0 + value for one, value in _ONES.items() if value}
        found[begin] = tens * 10.0
    # The quarters of an hour stand beside the minutes: 两点三刻.
    return found | {"半": 0.5, "一刻": 15.0, "三刻": 45.0}


NUMBERS = _numbers()
_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5}  # fmt: skip
_FIGURE = r"(?:(?<!\d)\d{1,3}(?:\.\d)?|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_WORDS = {
    "SPAN": (
        r"(?:(?:在|于)?(?:接下来(?:的)?|未来|今后|最多|最迟|最晚|至多|不超过|不出|大约|大概|约|预计)?)"
        rf"(?:{_FIGURE}(?:个?(?:工作日|小时|天|周|分钟))?\s*[-–~至到、或])?(?P<n>{_FIGURE})\s*"
    ),
    # "one or two", written without anything between.
    "PAIR": r"(?:(?:在|于)?(?:接下来(?:的)?|未来|最多|最迟|大约|大概)?)(?:一(?=[两二])|两(?=三)|三(?=[四五])|四(?=五)|五(?=六)|六(?=七)|七(?=八))(?P<n>[二两三四五六七八])\s*",
    "WITHIN": r"\s*(?:之内|以内|内|里|之后|以后|后|左右)",
    "AT_ONCE": r",?(?:一定|我们?|必|就|准|保证)?(?:[给帮为]您|搞定|弄好|解决|办好|办完|处理|回您|答复|回复|改好|修好|发您|寄您)",
    "BUSINESS": r"个?\s*(?:工作日|工作天|上班日)",
    "WEEK": r"(?:周|星期|礼拜|週)",
    "HOUR": r"(?P<h>2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])",
    "FROM": r"(?:(?:2[0-4]|1\d|0?\d|十[一二]?|[一二两三四五六七八九])(?:[点:时]\d{0,2}半?)?(?:钟|整)?\s*[-–~至到]\s*)?",
}


def _weekday(name: str) -> int:
    return _DAYS[name]


def _month(name: str) -> int:
    return 1 if name == "元" else int(b.number(name, NUMBERS))


def _end_of(found: re.Match[str], _reader: Reader) -> Moment | None:
    month = int(b.number(found["month"], NUMBERS))
    if not 1 <= month <= 12:
        return None
    return Moment(day=meanings.end_of_named_month(month), rank=b.DATE)


def _year_end(_found: re.Match[str], _reader: Reader) -> Moment:
    return Moment(day=meanings.end_of_named_month(12), rank=b.NEAR)


def _written(found: re.Match[str], _reader: Reader) -> Moment | None:
    """Return a date in Han characters."""
    day = meanings.on_date(int(b.number(found["d"], NUMBERS)), _month(found["month"]))
    return day and Moment(day=day, rank=b.DATE)


_SPANS: Rows = (
    (r"<SPAN>个?\s*(?P<half>半)?(?:小时|钟头|h)<WITHIN>", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<PAIR>个?\s*(?:小时|钟头)(?:<WITHIN>)?", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"(?:最迟|最晚|最多|不超过|至多)<SPAN>个?(?P<half>半)?(?:小时|钟头)", b.elapsed(timedelta(hours=1), NUMBERS)),
    # Without "within": a verb of ours must follow.
    (r"<SPAN>个?(?P<half>半)?(?:小时|钟头)(?=<AT_ONCE>)", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<SPAN>分钟(?=<AT_ONCE>)", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"一(?:个)?小时半<WITHIN>", Moment(after=timedelta(minutes=90))),
    (r"半个?(?:小时|钟头)<WITHIN>", Moment(after=timedelta(minutes=30))),
    (r"<SPAN>分钟?<WITHIN>", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"(?:一|1)刻钟<WITHIN>", Moment(after=timedelta(minutes=15))),
    (r"三刻钟<WITHIN>", Moment(after=timedelta(minutes=45))),
    (r"<SPAN><BUSINESS>(?:<WITHIN>)?", b.business_days(NUMBERS)),
    (r"<PAIR><BUSINESS>(?:<WITHIN>)?", b.business_days(NUMBERS)),
    (r"(?:下|次|下一|后一)个?(?:工作日|上班日|工作天)(?:之?内)?", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>(?:个?自然)?[天日](?:时间)?<WITHIN>", b.days(NUMBERS)),
    (r"(?:最迟|最晚|最多|不超过|至多)<SPAN>天", b.days(NUMBERS)),
    (r"<PAIR>[天日](?:<WITHIN>)?", b.days(NUMBERS)),
    (r"<SPAN>个?<WEEK>(?:时间)?<WITHIN>", b.days(NUMBERS, each=7)),
    (r"<PAIR>个?<WEEK>(?:<WITHIN>)?", b.days(NUMBERS, each=7)),
    (rf"(?:接下来|未来)的?(?P<n>{_FIGURE})[天日]", b.days(NUMBERS)),
    (r"半个?月<WITHIN>", Moment(day=meanings.in_days(15), rank=b.NEAR)),
    (r"<SPAN>个月<WITHIN>", b.months(NUMBERS)),
    (r"半天<WITHIN>", Moment(after=timedelta(hours=12))),
    # How long ago, how long: no time to come.
    (r"(?:过去|最近|近|连续|每隔?|满)<SPAN>个?(?:工作日|小时|天|周|月|分钟)", b.NONE),
    (r"<SPAN>(?:个?(?:小时|月|星期)|天|周|分钟)(?:以前|之前|前)", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"(?:今天|今日|今|本日)(?:之内|以内|内|里)|(?:今天|今日)(?:还|仍)?(?=之内)", b.STILL_TODAY),
    (r"今天|今日|今儿个?|本日", b.TODAY),
    (r"当[天日](?:之内|以内|内|里)", b.WITHIN_THAT_DAY),
    (r"当[天日](?:就|即)?", b.THAT_DAY),
    (r"当晚", b.both(b.THAT_DAY, b.part(Part.EVENING))),
    (r"次日|翌日|第二天|隔天|隔日", b.LATER_DAY),
    (r"今晚|今夜", b.both(b.TODAY, b.part(Part.EVENING))),
    (r"今早|今晨", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"明天|明日|明儿个?", b.TOMORROW),
    (r"明早|明晨|次日一早", b.both(b.TOMORROW, b.part(Part.MORNING))),
    (r"明晚", b.both(b.TOMORROW, b.part(Part.EVENING))),
    (r"明后天|明后两天|明天或后天", b.DAY_AFTER_TOMORROW),
    (r"大后天", Moment(day=meanings.in_days(3), rank=b.NEAR)),
    (r"后天|后日", b.DAY_AFTER_TOMORROW),
    (r"(?P<after_next>下下)个?<WEEK>(?P<day>[一二三四五六日天1-6])", b.weekday(_weekday)),
    (r"(?P<next>下)个?<WEEK>(?P<day>[一二三四五六日天1-6])", b.weekday(_weekday)),
    (r"(?P<this>这|本)个?<WEEK>(?P<day>[一二三四五六日天1-6])", b.weekday(_weekday)),
    (r"<WEEK>(?P<day>[一二三四五六日天1-6])", b.weekday(_weekday)),
    (r"(?:下|下一)个?<WEEK>(?:末|底)?(?:之前|以前|之内|以内|前|内)?", b.end_of_week(1)),
    (r"下个?<WEEK>初", b.begin_of_week()),
    (r"(?:这|本|这个|本个)<WEEK>(?:底|末?(?:之前|以前|前)|之内|以内|内|里)?|周内|周末(?:之前|以前|前)|周底", b.end_of_week()),
    (r"(?:这|本)?个?周末", b.sunday()),
    (r"(?P<month>\d\d?|[一二三四五六七八九十]{1,2})月(?:底|末)", _end_of),
    (r"年(?:底|末|内)", _year_end),
    (r"(?:本|这个|当)?月(?:底|末)|(?:本|这个|当)月(?:之内|以内|内)?|月内", b.END_OF_MONTH),
    (r"下个?月(?:底|末|之内|内)?", b.END_OF_NEXT_MONTH),
    (r"昨[天日晚]|前天|前日|(?:上|上个|上一个?|前|每|每逢|每个)<WEEK>[一二三四五六日天末]?|上个?月|每[天日月]|(?:去年|前年)(?:\d\d?月(?:\d\d?[日号]?|底|初)?)?|往日|近[日期]来", b.NONE),
    (r"<WEEK>一\s*[到至~–-]\s*<WEEK>?[五六日天]", b.NONE),
    (r"自?从?(?:今天|今日|明天|即日|<WEEK>[一二三四五六日天])起(?!草)|截[至止](?:今天|今日|目前)|黑色星期五|网络星期一", b.NONE),
)  # fmt: skip
_DATES: Rows = (
    (r"(?:(?P<y>20\d\d)\s*年\s*)?(?P<month>\d\d?)\s*月\s*(?P<d>\d\d?)\s*[日号]?", b.month_and_day),
    (r"(?P<month>[一二三四五六七八九十]{1,2}|元)月(?P<d>[一二三四五六七八九十]{1,3}|\d\d?)[日号]?", _written),
    (r"(?P<y>20\d\d)[-/.](?P<month>\d\d?)[-/.](?P<d>\d\d?)", b.month_and_day),
    (r"(?<![\d/.-])(?P<month>\d\d?)/(?P<d>\d\d?)(?![\d/.])", b.month_and_day),
    (r"(?<![\d.月-])(?:本月|这个月)?(?P<d>\d\d?)[号日](?!\d(?!\d?\s*[点时:])|[线楼仓店桌款机台窗柜车码箱件单图])", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"<FROM>(?<![\d.:])<HOUR>\s*[点點](?!击|开(?!门|会|始|工|业|播|班)|个|评|赞|数)(?:(?P<half>半)|(?P<quarter>一刻)|(?P<m>[0-5]?\d)分?|钟|整)?(?:钟|整)?", b.clock(NUMBERS, twelve=True)),
    (r"<FROM>(?<![\d.:])<HOUR>\s*[点时](?P<m>三刻|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])分?", b.clock(NUMBERS, twelve=True)),
    (r"(?:\d\d?:\d\d\s*[-–~至到]\s*)?(?<![\d:])(?P<h>0\d|1[3-9]|2[0-4]):(?P<m>[0-5]\d)(?!\d|:)", b.clock(NUMBERS)),
    (r"(?:\d\d?:\d\d\s*[-–~至到]\s*)?(?<![\d:])(?P<h>\d|1[0-2]):(?P<m>[0-5]\d)(?!\d|:)", b.clock(NUMBERS, twelve=True)),
    (r"(?<![\d.:])(?P<h>2[0-4]|1\d|\d)时(?:(?P<m>[0-5]?\d)分?|整)?(?!间|候|段|效|长|差|区|期)", b.clock(NUMBERS, twelve=True)),
    (r"(?:早上|上午|中午|下午|晚上|早)好", b.NONE),
    (r"(?:上午|早上|早晨|清晨|凌晨|(?<![周期拜])一早|一大早|大清早|早间|早(?=\d|[七八九十]点))(?:之前|以前|前)?", b.part(Part.MORNING)),
    (r"(?:中午|正午|午前|中午饭|午饭|午休|晌午)(?:之前|以前|前)?", b.part(Part.NOON)),
    (r"(?:下午|午后)", b.part(Part.AFTERNOON)),
    (r"(?:晚上|晚间|傍晚|夜里|夜间|入夜|晚(?=\d|[六七八九十]点))", b.part(Part.EVENING)),
    (r"(?:下班|收工|结束|完工|打烊|闭店|关门|营业结束|工作日结束|工作结束|交班)(?:之前|以前|前|时)", b.part(Part.CLOSE)),
    (r"(?:午夜|半夜|零点|子夜|24点|二十四点|24:00)(?:之前|以前|前)?", b.part(Part.MIDNIGHT)),
)  # fmt: skip
_VAGUE = (
    r"尽快|尽早|尽速|从速|稍后|稍候|稍晚(?:些|点)?|马上|立刻|立即|立马|即刻|很快|不久|近日|近期|随后|及时|早日|择日|改天|日后|迟些|即将",
    r"(?:再)?过(?:几|两|些|一)[天日](?:后)?|过(?:一?阵子|一?会儿?|段时间|些时候|些天)|这(?:几|两)[天日](?:之?内)?|近(?:几|两)[天日]|[几数][天日](?:之?内|以内|之?后)|(?:几|数)个?(?:小时|工作日|分钟|周)(?:之?内|以内|之?后)",
    r"第一时间|回头|晚(?:些|点儿?|一?点|一些)(?:时候)?(?!\d)|晚些时候|待会儿?|等会儿?|等下|等一下|一会儿?|片刻(?:之?后)?|短时间内|最短时间内|最快(?:速度|时间)|尽可能快|尽量快|不日|抽空|在不久的将来|后续",
    r"速速|火速|抓紧(?:时间)?|及早|改日|短期内|赶紧|赶快|尽可能早|抓紧",
)  # fmt: skip


TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,、()]*(?:(?:也就是|也即|就是|即|的|在|于|大约|大概|约|最迟|最晚|之?前|以前|您?(?:当地|那边)?(?:的?时间)?|当地时间|时间)[\s,(]*)*[\s,)]*"
    ),
    ranges=re.compile(r"\s*(?:-|–|~|至|到|或者?|、)\s*(?P<both>(?!))?"),
    between=re.compile(r"(?!)"),
    leads=re.compile(r"(?:最迟|最晚|至迟|不晚于|大约|大概|约|在|于|到)+$"),
)  # fmt: skip
