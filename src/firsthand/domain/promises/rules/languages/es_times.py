"""How Spanish agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.meanings import Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Rows, rules

NUMBERS = {
    word: float(value)
    for value, words in {
        1: "un,uno,una", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis",
        7: "siete", 8: "ocho", 9: "nueve", 10: "diez", 11: "once", 12: "doce",
        13: "trece", 14: "catorce", 15: "quince", 16: "dieciséis", 17: "diecisiete",
        18: "dieciocho", 19: "diecinueve", 20: "veinte", 21: "veintiuna", 22: "veintidós", 24: "veinticuatro", 30: "treinta",
        36: "treinta y seis", 40: "cuarenta", 45: "cuarenta y cinco",
        48: "cuarenta y ocho", 60: "sesenta", 72: "setenta y dos", 90: "noventa",
    }.items()
    for word in words.split(",")
}  # fmt: skip
_DAYS = ("lu", "ma", "mi", "ju", "vi", "sá", "do")
_MONTHS = (
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
)  # fmt: skip
_FIRST = {"primero": 1.0, "uno": 1.0}
_FIGURE = (
    "(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r"|\d{1,4}(?:[.,]\d{1,2})?)"
)
_HOUR = "(?:veintidós|veintiuna|veinte|diecinueve|dieciocho|diecisiete|dieciséis|quince|catorce|trece|doce|once|diez|nueve|ocho|siete|seis|cinco|cuatro|tres|dos|una)"
_WORDS = {
    "SPAN": (
        r"(?:\b(?:en|dentro de|en menos de|en un plazo de|en el plazo de|en un máximo de|en el transcurso de|al cabo de)\s+)?"
        r"(?:(?:las|los|el|un|plazo de|un plazo máximo de|máximo de|máximo|como máximo|próxim[oa]s|unos|unas|aproximadamente|cerca de|no más de|menos de|siguientes|plazo máximo de|de)\s+)*"
        rf"(?:(?<![\w.,/-]){_FIGURE}(?:\s+(?:días|horas)(?: (?:hábiles|laborables))?)?\s*(?:-|–|a|o|y|u)\s*)?"
        rf"(?P<n>(?<![\w.,/:]){_FIGURE}|(?<=\d[-–]){_FIGURE})\s*(?:próxim[oa]s\s+)?"
    ),
    "DAY": r"(?P<day>lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)",
    "MONTH": (
        r"(?P<month>ene(?:ro|\.)?|feb(?:rero|\.)?|mar(?:zo|\.)|abr(?:il|\.)?|may(?:o|\.)|jun(?:io|\.)?|jul(?:io|\.)?"
        r"|ago(?:sto|\.)?|sep(?:tiembre|t?\.)?|setiembre|oct(?:ubre|\.)?|nov(?:iembre|\.)?|dic(?:iembre|\.)?)"
    ),
    "Y": r"(?:\s+(?:de|del)\s+(?P<y>20\d\d))?",
    "HOUR": rf"(?P<h>{_HOUR}|2[0-4]|1\d|0?\d)",
    "AT": r"(?:(?:a|hasta|antes de|sobre|hacia|para|desde|de) las?)",
    "AMPM": r"(?:\s*(?:(?P<am>a\.?\s?m\b\.?)|(?P<pm>p\.?\s?m\b\.?)))?",
}


def _weekday(name: str) -> int:
    begin = name[:2].lower()
    return _DAYS.index("sá" if begin == "sa" else begin)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower().replace("set", "sep")) + 1


_SPANS: Rows = (
    (r"\b(?:de|entre)\s+\d\d?\s*(?:h\s*)?(?:a|y)\s*(?P<h>1\d|2[0-4]|\d)\s*(?:h|horas)\b", b.clock(NUMBERS)),
    (r"<SPAN>(?:horas?|h|hs|hrs)\b(?:\s+y\s+(?P<half>media))?", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<SPAN>(?:minutos?|min)\b", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"\b(?:en|dentro de)\s+(?:una\s+)?hora y media\b", Moment(after=timedelta(minutes=90))),
    (r"(?:\b(?:en|dentro de|en menos de)\s+)?(?:aproximadamente\s+|unos?\s+)?(?:la próxima\s+|una\s+)?\bmedia hora\b", Moment(after=timedelta(minutes=30))),
    (r"\b(?:en|dentro de)\s+(?:un\s+)?cuarto de hora\b", Moment(after=timedelta(minutes=15))),
    (r"\b(?:en|dentro de)\s+tres cuartos de hora\b", Moment(after=timedelta(minutes=45))),
    (r"\b(?:en|dentro de) la (?:próxima|siguiente) hora\b", Moment(after=timedelta(hours=1))),
    (r"<SPAN>días?\s+(?:hábil(?:es)?|laborables?|laborales|de trabajo)\b", b.business_days(NUMBERS)),
    (r"\b(?:el |al |en el )?(?:(?:próximo|siguiente|primer) día (?:hábil|laborable|laboral)|día (?:hábil|laborable|laboral) siguiente)\b", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>días?(?:\s+naturales)?\b(?!\s+(?:hábil|labor))", b.days(NUMBERS)),
    (r"<SPAN>semanas?\b", b.days(NUMBERS, each=7)),
    (r"\b(?:en|dentro de) una quincena\b", Moment(day=meanings.in_days(15), rank=b.NEAR)),
    (r"<SPAN>mes(?:es)?\b", b.months(NUMBERS)),
    (r"\b(?:durante|desde hace|hace|por|tras|después de|cada|más de|al menos|pasad[oa]s|transcurrid[oa]s|últim[oa]s|todos los|desde)\s+(?:más de\s+|unos\s+|unas\s+|al menos\s+|las\s+|los\s+|últim[oa]s\s+|otr[oa]s\s+)*<SPAN>(?:horas?|h|días?|semanas?|mes(?:es)?|minutos?)\b", b.NONE),
    (r"<SPAN>(?:horas?|días?|semanas?|mes(?:es)?|minutos?)\s+(?:atrás|antes|después|de (?:garantía|autonomía|carga|retraso|antelación|validez|duración|plazo para)|al día|del día|naturales para)\b", b.NONE),
    (r"\b24\s?(?:horas|h)?\s?(?:/|al día|los)\s?(?:7|24|365)?\b(?=\s*(?:días|,|/|\.|al))|\b(?:los|las|en los|en las) últim[oa]s (?:\d+ |dos |tres )?(?:días|horas|semanas)\b", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"\b(?:hoy mismo|en el día de hoy|dentro del día(?: de hoy)?|a lo largo del (?:día de hoy|día)(?! de mañana)|en el transcurso del día(?: de hoy)?(?! de mañana)|durante el día(?: de hoy)?(?! de mañana)|en el día(?! (?:de mañana|siguiente|a día))|todavía hoy|aún hoy|este mismo día|hoy sin falta|antes de que (?:acabe|termine) el día|el mismo día|a lo largo de hoy|en el curso del día)\b", b.STILL_TODAY),
    (r"\bhoy\b(?! en día)", b.TODAY),
    (r"\b(?:esta(?: misma)?|hoy por la) noche\b", b.both(b.TODAY, b.part(Part.EVENING))),
    (r"\b(?:esta(?: misma)?|hoy por la) mañana\b", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"\b(?:esta(?: misma)?|hoy por la) tarde\b", b.both(b.TODAY, b.part(Part.AFTERNOON))),
    (r"\beste mediodía\b", b.both(b.TODAY, b.part(Part.NOON))),
    (r"\bpasado mañana\b", b.DAY_AFTER_TOMORROW),
    (r"\b(?:(?:a lo largo (?:del día )?de|en el (?:transcurso|día) de|durante el día de|el día de) )?mañana\b(?: mismo\b)?", b.TOMORROW),
    (r"\b(?:el )?<DAY>\s+(?P<next>de la (?:próxima semana|semana (?:próxima|que viene|siguiente|entrante)))", b.weekday(_weekday)),
    (r"\b(?P<next>la (?:próxima semana|semana (?:próxima|que viene)),? (?:el )?<DAY>)", b.weekday(_weekday)),
    (r"\b(?P<this>este (?:mismo )?<DAY>)", b.weekday(_weekday)),
    (r"\b<DAY>(?P<this> de esta semana)", b.weekday(_weekday)),
    (r"\b(?:(?:el día|a lo largo del|durante el) )?(?:próximo\s+)?<DAY>(?:\s+(?:próximo|que viene|siguiente|entrante))?\b", b.weekday(_weekday)),
    (r"\b(?:(?:(?:a |para |antes del? )?(?:el )?final(?:es)? de|fin de|a lo largo de|durante|en el transcurso de|en|antes de que (?:acabe|termine)) )?la (?:próxima semana|semana (?:próxima|que viene|siguiente|entrante))\b", b.end_of_week(1)),
    (r"\b(?:(?:(?:a |para |antes del? )?(?:el )?final(?:es)? de|fin de|a lo largo de|durante|en el transcurso de|en|dentro de) )?(?:esta (?:misma )?semana|la semana en curso)\b|\b(?:el |a |al )?final(?:es)? de (?:la )?semana\b(?! (?:próx|que v|sig|ent))|\bantes del fin de semana\b|\bantes de que (?:acabe|termine) (?:la|esta) semana\b(?! que)|\ba lo largo de la semana\b(?! (?:próx|que v|sig))|\bdurante la semana\b", b.end_of_week()),
    (r"\b(?:a )?(?:principios|comienzos|inicios) de la (?:próxima semana|semana (?:próxima|que viene))\b", b.begin_of_week()),
    (r"\b(?:el|este|durante el) fin de semana\b", b.sunday()),
    (r"\b(?:a |para |antes de |el )?(?:fin(?:es)?|final(?:es)?) (?:de|del|de este) mes\b(?! que viene| próximo)|\b(?:dentro de|en|durante|a lo largo de) este mes\b|\bfin de mes\b|\bantes de que (?:acabe|termine) (?:el|este) mes\b|\bdentro del mes\b|\beste (?:mismo )?mes\b|\ba lo largo del mes\b", b.END_OF_MONTH),
    (r"\b(?:fin(?:es)?|final(?:es)?) (?:del|de) (?:mes que viene|próximo mes|mes próximo)\b|\b(?:el )?(?:mes que viene|próximo mes|mes próximo)\b", b.END_OF_NEXT_MONTH),
    (r"\b(?:fin(?:es)?|final(?:es)?) de\s+<MONTH>\b", b.end_of_named_month(_month)),
    (r"\blos (?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bados|domingos)\b(?! \d)|\b(?:jueves|viernes|s[áa]bado) santo\b|\bal otro día\b|\bde ese día\b|\b(?:anteayer|ayer|anoche|antier)\b|\b<DAY>\s+(?:pasado|anterior|último)\b|\b(?:el )?(?:pasado|último)\s+(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|mes|día|fin de semana)\b|\b(?:la semana|el mes|el año) (?:pasad[oa]|anterior)\b|\bla pasada semana\b|\btodos los (?:días|lunes|martes|viernes|jueves|s[áa]bados|domingos)\b|\bcada (?:día|lunes|martes|viernes|mañana|semana|mes)\b|\bde (?:la|cada) semana pasada\b", b.NONE),
    (r"\b(?:desde|a partir de(?:l)?|a contar desde|desde el)\s+(?:el\s+)?(?:hoy|mañana|<DAY>)(?!\s+(?:a las|por la))|\bde lunes a (?:viernes|s[áa]bado|domingo|jueves)\b|\b(?:buen|buenos|feliz) (?:día|días|fin de semana|tarde|semana)\b|\bbuenas (?:tardes|noches)\b|\b(?:hasta|a día de) hoy\b(?! (?:a las|por la))|\bhoy (?:en día|por hoy)\b|\bblack friday\b|\bviernes (?:negro|santo)\b|\bde un día para otro\b|\b(?:una|que tenga(?:n)? (?:una?|un)?) (?:buena|feliz|agradable) (?:tarde|semana|mañana)\b", b.NONE),
)  # fmt: skip
_DATES: Rows = (
    (r"\b(?:el\s+|al\s+|del\s+)?(?:día\s+)?(?P<d>primero|uno|\d{1,2})(?:º|\.º)?\s+de\s+<MONTH>(?!\w)<Y>", b.dated(_month, _FIRST)),
    (r"\b(?P<d>\d{1,2})\s+<MONTH>(?!\w)<Y>", b.dated(_month, _FIRST)),
    (r"(?<![\d/.,])(?P<a>\d\d?)/(?P<b>\d\d?)(?:/(?P<y>20\d\d|\d\d))?(?![\d/])", b.numeric),
    (r"(?<![\d/.,-])(?P<a>\d\d?)(?P<sep>[.-])(?P<b>\d\d?)(?P=sep)(?P<y>20\d\d|\d\d)\b", b.numeric),
    (r"\b(?P<y>20\d\d)-(?P<month>\d\d)-(?P<d>\d\d)\b", b.month_and_day),
    (r"\b(?:el día|el|antes del|al|día)\s+(?P<d>\d\d?)(?=\s*(?:[.,;!)]|$|[a-zà-ÿ]))(?!\s*[.,]\d|\s*(?:por ciento|euros?|piezas|cm|mm|kg|veces|grados|de (?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)))(?:\s+de este mes)?", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"\b(?:entre|de|desde)\s+las?\s+(?:\d\d?(?:[:.]\d\d)?|" + _HOUR + r")(?:\s*(?:h|horas|[ap]\.?\s?m\.?))?\s*(?:y|a|hasta|-|–)\s*(?:las?\s+)?<HOUR>(?:[:.](?P<m>[0-5]\d))?(?:\s*(?:h|horas)\b)?<AMPM>", b.clock(NUMBERS, twelve=True)),
    (r"\b<AT>\s+(?:\d\d?(?:[:.]\d\d)?\s*(?:-|–|o)\s*)?(?P<h>1[3-9]|2[0-4]|0\d)(?:[:.h](?P<m>[0-5]\d))?(?:\s*(?:h|hs|hrs|horas)\b\.?)?", b.clock(NUMBERS)),
    (r"\b<AT>\s+(?:\d\d?(?:[:.]\d\d)?\s*(?:-|–|o)\s*)?(?P<h>1[0-2]|\d|" + _HOUR + r")(?:[:.h](?P<m>[0-5]\d))?(?:\s*(?:h|hs|horas)\b)?(?:\s+y\s+(?:(?P<half>media)|(?P<quarter>cuarto)))?(?:\s+en punto)?\b<AMPM>", b.clock(NUMBERS, twelve=True)),
    (r"\b<AT>\s+<HOUR>\s+(?:y\s+)?(?P<m>treinta|quince|diez|veinte|cuarenta)\b", b.clock(NUMBERS, twelve=True)),
    (r"\b<AT>\s+<HOUR>\s+(?P<to>menos)\s+(?P<quarter>cuarto)\b", b.clock(NUMBERS, twelve=True)),
    (r"(?<![\d:.,])(?:\d\d?:\d\d\s*(?:-|–)\s*)?(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])(?:\s*(?:h|hs|horas)\b)?<AMPM>", b.clock(NUMBERS)),
    (r"(?<![\d:.,])(?P<h>1[0-2]|0?\d)\s*(?:(?P<am>a\.?\s?m\b\.?)|(?P<pm>p\.?\s?m\b\.?))", b.clock(NUMBERS)),
    (r"\bmedianoche\b", b.part(Part.MIDNIGHT)),
    (r"\b(?:el |al )?mediod[íi]a\b|\bla hora de comer\b|\bla hora del almuerzo\b|\b12 del mediodía\b", b.part(Part.NOON)),
    (r"\b(?:por|de|en|durante|a lo largo de|a primera hora de|a última hora de|a media) (?:la )?mañana\b(?=(?:[\s,.;!)(]|$))|\ba primera hora(?: de la mañana)?\b|\ba media mañana\b", b.part(Part.MORNING)),
    (r"\b(?:por|de|en|durante|a lo largo de|a primera hora de|a última hora de|a media) ?(?:la )?tarde\b(?! (?:o temprano))|\ba media tarde\b", b.part(Part.AFTERNOON)),
    (r"\b(?:por|de|en|durante|a primera hora de|a última hora de) ?(?:la )?noche\b", b.part(Part.EVENING)),
    (r"\b(?:al |a |antes del? |para el |el )?(?:final|finales|fin|cierre|término) (?:de la jornada(?: laboral)?|del día(?: laboral)?|de(?:l| mi| nuestro) turno|del horario(?: laboral| comercial)?|de la oficina|de la tienda|de oficina)\b|\ba última hora(?: del día| de hoy)?\b|\bantes de (?:cerrar|que cerremos|irme)\b|\bal cierre\b|\bantes del cierre\b|\b(?:al |a )?final(?:es)? de (?=mañana|hoy)", b.part(Part.CLOSE)),
)  # fmt: skip
_VAGUE = (
    r"\b(?:(?:muy )?pronto|en breve|próximamente|rápidamente|rápido|enseguida|inmediatamente|de inmediato|ya mismo|ahora mismo|cuanto antes|a la (?:mayor )?brevedad(?: posible)?|con (?:la mayor |la máxima )?(?:brevedad|celeridad|rapidez|prontitud|urgencia)(?: posible)?|lo antes posible|lo más pronto posible|lo más rápido posible|tan pronto como (?:sea posible|(?:me|nos) sea posible|podamos|pueda|nos sea)|con carácter (?:de urgencia|urgente)|urgentemente|asap|sin (?:más )?demora|sin tardar|sin dilación|con prioridad|de forma inmediata|a la mayor celeridad|prontamente|al instante|acto seguido|en cuanto (?:podamos|pueda|nos sea posible|me sea posible|sea posible))\b(?<!tan pronto)",
    r"\b(?:en|dentro de|durante|a lo largo de|en el transcurso de) (?:los |las )?(?:próxim[oa]s|unos|unas|poc[oa]s|algun[oa]s|vari[oa]s|siguientes|un par de|escas[oa]s) ?(?:cuant[oa]s )?(?:próxim[oa]s )?(?:días|horas|minutos|semanas|instantes|momentos|días hábiles|días laborables)\b|\bestos (?:próximos )?días\b|\bun día de estos\b",
    r"\b(?:más tarde|más adelante|luego(?=[.,;]|$)|posteriormente|en un (?:momento|rato|instante|futuro próximo|minuto)|dentro de (?:un rato|poco|un momento|nada)|al poco tiempo|en poco tiempo|en un plazo breve|en su momento|a su debido tiempo|en la primera oportunidad|un poco más tarde|en el menor (?:tiempo|plazo) posible|próximos días|a corto plazo|de un momento a otro)\b(?<!a más tardar)",
)  # fmt: skip
TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,()]*(?:(?:a|al|el|la|las|los|antes|de|del|en|para|por|sobre|hacia|hasta|como|muy|tarde|más|tardar|máximo|es|decir|o|sea|hora|local|su|aproximadamente|día|horas|h)[\s,]*)*[\s,()]*",
        re.IGNORECASE,
    ),
    ranges=re.compile(r"\s*(?:-|–|a|o|u|al|hasta|(?P<both>y))\s*(?:el |la |las )?", re.IGNORECASE),
    between=re.compile(r"\bentre\s+(?:el\s+|las\s+)?$", re.IGNORECASE),
    leads=re.compile(
        r"(?:\b(?:antes de|antes del|a más tardar|como muy tarde|como máximo|para|en|a|al|el|la|las|por|dentro de|hasta|entre|sobre|de|del)\s+)+$",
        re.IGNORECASE,
    ),
)  # fmt: skip
