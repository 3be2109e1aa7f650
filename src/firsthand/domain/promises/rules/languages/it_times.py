"""How Italian agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules.meanings import Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Rows, rules

NUMBERS = {
    word: float(value)
    for value, words in {
        1: "un uno una un'", 2: "due", 3: "tre", 4: "quattro", 5: "cinque", 6: "sei",
        7: "sette", 8: "otto", 9: "nove", 10: "dieci decina", 11: "undici", 12: "dodici",
        13: "tredici", 14: "quattordici", 15: "quindici quindicina", 16: "sedici", 17: "diciassette",
        18: "diciotto", 19: "diciannove", 20: "venti ventina", 24: "ventiquattro", 30: "trenta",
        36: "trentasei", 40: "quaranta", 45: "quarantacinque", 48: "quarantotto",
        60: "sessanta", 72: "settantadue", 90: "novanta",
    }.items()
    for word in words.split()
}  # fmt: skip
_DAYS = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")
_MONTHS = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")  # fmt: skip
_FIRST = {"primo": 1.0}
_FIGURE = (
    "(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r"|\d{1,4}(?:[.,]\d{1,2})?)"
)
_HOUR = "(?:venti|diciannove|diciotto|diciassette|sedici|quindici|quattordici|tredici|dodici|undici|dieci|nove|otto|sette|sei|cinque|quattro|tre|due|una)"
_WORDS = {
    "SPAN": (
        r"(?:\b(?:entro|in|tra|fra|nel giro di|nell'arco di|in meno di|non oltre)\s+)?"
        r"(?:(?:le|i|gli|un massimo di|al massimo|massimo|max\.?|un|circa|prossim[ie]|meno di|e non oltre|non più di|al più tardi|un termine di|ulteriori|le successive)\s+)*"
        rf"(?:(?<![\w.,/-]){_FIGURE}(?:\s+(?:giorni|ore)(?: lavorativ\w+)?)?\s*(?:-|–|a|o|e|ai|alle)\s*)?"
        rf"(?P<n>(?<![\w.,/:]){_FIGURE}|(?<=\d[-–]){_FIGURE})\s*(?:(?:prossim[ie]|di)\s+)?"
    ),
    "DAY": r"(?P<day>luned[iì]'?|marted[iì]'?|mercoled[iì]'?|gioved[iì]'?|venerd[iì]'?|sabato|domenica)",
    "MONTH": (
        r"(?P<month>gen(?:naio|\.)?|feb(?:braio|br?\.)?|mar(?:zo|\.)|apr(?:ile|\.)?|mag(?:gio|\.)?|giu(?:gno|\.)?|lug(?:lio|\.)?"
        r"|ago(?:sto|\.)?|sett?(?:embre|\.)|ott(?:obre|\.)?|nov(?:embre|\.)?|dic(?:embre|\.)?)"
    ),
    "Y": r"(?:\s+(?P<y>20\d\d))?",
    "HOUR": rf"(?P<h>{_HOUR}|2[0-4]|1\d|0?\d)",
    "AT": r"(?:alle(?: ore)?|all'|dalle(?: ore)?|per le(?: ore)?|entro le(?: ore)?|le(?: ore)?|prima delle(?: ore)?|fino alle(?: ore)?|verso le(?: ore)?|ore|h)",
}


def _weekday(name: str) -> int:
    return _DAYS.index(name[:3].lower())


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


_SPANS: Rows = (
    (r"<SPAN>(?:ore|h)\b(?!\s*\d)(?!\s+(?:italian|local|di (?:New|Londra|Roma|Parigi|Madrid|Pechino|Tokyo|Berlino)|del Pac|ingles|tedesc|frances|spagnol))(?:\s+e\s+(?P<half>mezz[ao]))?", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"\b(?:entro|in|tra|fra|nel giro di)\s+(?:circa\s+)?(?:un'?|una)\s?ora\b(?! indietro| e mezz| e un)", Moment(after=timedelta(hours=1))),
    (r"\b(?:entro|in|tra|fra|nel giro di)\s+(?:circa\s+)?un'?\s?ora e mezz[ao]\b", Moment(after=timedelta(minutes=90))),
    (r"<SPAN>(?:minut[oi]|min)\b", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"(?:\b(?:entro|in|tra|fra|nel giro di)\s+)?(?:circa\s+)?(?:la prossima\s+|una\s+)?mezz'?\s?ora(?:etta)?\b", Moment(after=timedelta(minutes=30))),
    (r"\b(?:entro|in|tra|fra|nel giro di)\s+(?:circa\s+)?un quarto d'ora\b", Moment(after=timedelta(minutes=15))),
    (r"\b(?:entro|in|tra|fra)\s+tre quarti d'ora\b", Moment(after=timedelta(minutes=45))),
    (r"\b(?:entro|nella) (?:la )?prossima ora\b|\bentro l'ora\b", Moment(after=timedelta(hours=1))),
    (r"<SPAN>(?:giorn[oi]|gg\.?)\s+(?:lavorativ[oi]|feriali?|utili?)\b", b.business_days(NUMBERS)),
    (r"(?:\bentro\s+)?\b(?:il\s+|al\s+|nel\s+)?(?:prossimo giorno lavorativo|(?:primo )?giorno lavorativo (?:successivo|seguente)|giorno feriale successivo|primo giorno (?:utile|lavorativo|feriale))\b", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>(?:giorn[oi]|gg)(?:\s+(?:solari|di calendario))?\b(?!\s+(?:lavorativ|ferial|util))", b.days(NUMBERS)),
    (r"<SPAN>settiman[ae]\b", b.days(NUMBERS, each=7)),
    (r"<SPAN>mes[ei]\b", b.months(NUMBERS)),
    (r"\b(?:per|da|durante|dopo|ogni|oltre|almeno|più di|trascors[ie]|passat[ie]|ultim[ie]|scors[ie])\s+(?:oltre\s+|circa\s+|almeno\s+|più di\s+|altr[ie]\s+|le\s+|i\s+|ultim[ie]\s+)*<SPAN>(?:or[ae]|h|giorn[oi]|settiman[ae]|mes[ei]|minut[oi])\b", b.NONE),
    (r"<SPAN>(?:or[ae]|giorn[oi]|settiman[ae]|mes[ei]|minut[oi])\s+(?:fa|prima|dopo|di (?:garanzia|autonomia|ricarica|tempo|ritardo|validità|attesa|recesso))\b", b.NONE),
    (r"\b(?:24|ventiquattro)\s?(?:ore|h)?\s?(?:/|su)\s?(?:24|ventiquattro)\b|\b7 giorni su 7\b|\b(?:gli|le|negli|nelle) ultim[ie] (?:\d+ |due |tre )?(?:giorni|ore|settimane)\b", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"\b(?:in|entro la|nella|durante la|nel corso della|in questa) giornata\b(?! (?:di|lavorativa|successiva))(?:\s+(?:di oggi|odierna))?|\b(?:oggi stesso|ancora oggi|entro oggi stesso|in giornata odierna|oggi in giornata|nella giornata (?:di oggi|odierna)|entro la giornata (?:di oggi|odierna)|lo stesso giorno|nel corso della giornata odierna|entro la fine di oggi(?=\x00))\b", b.STILL_TODAY),
    (r"\b(?:oggi|odierno)\b", b.TODAY),
    (r"\bstasera\b|\bstanotte\b|\bquesta sera\b", b.both(b.TODAY, b.part(Part.EVENING))),
    (r"\b(?:stamattina|stamane|stamani|questa mattina)\b", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"\b(?:questo|oggi) pomeriggio\b", b.both(b.TODAY, b.part(Part.AFTERNOON))),
    (r"\b(?:(?:entro |nel corso della |nella |in )(?:la )?giornata di )?domani\b|\bindomani\b", b.TOMORROW),
    (r"\bdomattina\b", b.both(b.TOMORROW, b.part(Part.MORNING))),
    (r"\bdopodomani\b", b.DAY_AFTER_TOMORROW),
    (r"\b<DAY>\s+(?P<next>della (?:prossima settimana|settimana prossima|settimana successiva|settimana entrante))", b.weekday(_weekday)),
    (r"\b(?P<next>(?:la )?(?:settimana prossima|prossima settimana),? <DAY>)", b.weekday(_weekday)),
    (r"\b(?P<this>quest[oa] <DAY>)", b.weekday(_weekday)),
    (r"\b<DAY>(?P<this> di questa settimana)", b.weekday(_weekday)),
    (r"\b(?:(?:nella |entro la )?giornata di )?(?:prossim[oa]\s+)?<DAY>(?!\w)(?:\s+(?:prossim[oa]|che viene|venturo|p\.v\.))?", b.weekday(_weekday)),
    (r"\b(?:(?:la |entro la |per la )*fine della |nel corso della |durante la |entro la |in |nella )?(?:la )?(?:prossima settimana|settimana (?:prossima|entrante|successiva|che viene))\b", b.end_of_week(1)),
    (r"\b(?:(?:la |entro la |per la )*fine (?:della |di )|nel corso della |durante la |entro (?:la )?|in |nella |per la fine di )?(?:questa settimana|settimana in corso)\b|\b(?:la |per la )?fine (?:della )?settimana\b(?! (?:prossima|entrante|succ))|\bentro (?:la )?settimana\b|\bin settimana\b|\b(?:prima del|entro il) (?:week-?end|weekend|fine settimana)\b|\bnel corso della settimana\b", b.end_of_week()),
    (r"\b(?:all'|a )?inizio (?:della )?(?:prossima settimana|settimana prossima)\b", b.begin_of_week()),
    (r"\b(?:nel|durante il|questo) (?:week-?end|weekend|fine settimana)\b", b.sunday()),
    (r"\b(?:la |a |entro |entro la |per la |per )*fine (?:del |di questo |questo )?mese\b(?! prossimo)|\bentro (?:il |questo )?mese\b(?! prossimo)|\bnel corso del mese\b|\b(?:in |entro )?questo mese\b", b.END_OF_MONTH),
    (r"\bfine (?:del )?(?:mese prossimo|prossimo mese)\b|\b(?:il |nel )?(?:mese prossimo|prossimo mese)\b", b.END_OF_NEXT_MONTH),
    (r"\bfine\s+(?:di\s+)?<MONTH>\b", b.end_of_named_month(_month)),
    (r"\b(?:di|il|la) (?:luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica)\b(?!\s+(?:\d|prossim|success|seguent|della|mattina|pomeriggio|sera|alle))|\bla (?:sera|mattina|notte)\b(?! (?:del|di|stessa))|\b(?:giovedì|venerdì|sabato) santo\b|\bil giorno (?:dopo|seguente|successivo)\b|\b(?:l'altro )?ieri\b|\bieri sera\b|\b<DAY>\s+(?:scors[oa]|passat[oa]|precedente)|\b(?:la settimana|il mese|l'anno)\s+(?:scors[oa]|passat[oa])|\b(?:la scorsa settimana|lo scorso (?:mese|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato))\b|\bogni\s+(?:giorno|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|mattina|settimana|mese)|\btutti i giorni\b", b.NONE),
    (r"\b(?:da|a partire da|dal|a decorrere da)\s+(?:oggi|domani|<DAY>)(?!\s+(?:alle|mattina|pomeriggio|a\b|al\b))|\bda(?:l)? luned[iì] a(?:l)? (?:venerd[iì]|sabato|domenica|gioved[iì])|\b(?:buona|felice|serena) (?:giornata|serata|settimana|domenica)\b|\bbuon (?:fine settimana|pomeriggio|weekend|week-?end|giorno)\b|\bbuonasera\b|\bbuongiorno\b|\b(?:fino ad|ad|a tutt')\s?oggi\b|\boggigiorno\b|\bblack friday\b", b.NONE),
)  # fmt: skip
_DATES: Rows = (
    (r"\b(?:il\s+|l'|al\s+|dell')?(?P<d>primo|\d{1,2})[°º]?\s+<MONTH>(?!\w)<Y>", b.dated(_month, _FIRST)),
    (r"(?<![\d/.,])(?P<a>\d\d?)/(?P<b>\d\d?)(?:/(?P<y>20\d\d|\d\d))?(?![\d/])", b.numeric),
    (r"(?<![\d/.,-])(?P<a>\d\d?)(?P<sep>[.-])(?P<b>\d\d?)(?P=sep)(?P<y>20\d\d|\d\d)\b", b.numeric),
    (r"\b(?P<y>20\d\d)-(?P<month>\d\d)-(?P<d>\d\d)\b", b.month_and_day),
    (r"\b(?:il|giorno|entro il|del|dal)\s+(?:giorno\s+)?(?P<d>\d\d?)(?=\s*(?:[.,;!)]|$|[a-zà-ù]))(?!\s*[.,]\d|\s*(?:per cento|percento|euro|pezz|cm|mm|kg|volte|gradi|ore\b|giorn|minut))", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"\b(?:(?:tra|fra) le(?: ore)?|dalle(?: ore)?)\s+(?:\d\d?(?:[:.]\d\d)?|" + _HOUR + r")\s*(?:e le|e|-|–|alle)(?: ore)?\s+(?P<h>2[0-4]|1\d|0?\d|" + _HOUR + r")(?:[:.](?P<m>[0-5]\d))?\b", b.clock(NUMBERS, twelve=True)),
    (r"\b<AT>\s?(?:\d\d?(?:[:.]\d\d)?\s*(?:-|–)\s*)?(?P<h>2[0-4]|1\d|0?\d)(?:[:.,](?P<m>[0-5]\d))\b", b.clock(NUMBERS)),
    (r"\b<AT>\s?(?:\d\d?\s*(?:-|–)\s*)?(?P<h>2[0-4]|1\d|0?\d|" + _HOUR + r")(?:\s+e\s+(?:(?P<half>mezz[ao])|(?P<quarter>un quarto)|(?P<m>trenta|quindici|venti|dieci|quarantacinque)))?\b(?!\s*(?:ore|giorn|settiman|minut|%|€|euro|pezz))", b.clock(NUMBERS, twelve=True)),
    (r"\b<AT>\s?(?P<h>2[0-4]|1\d|0?\d|" + _HOUR + r")\s+(?P<to>meno)\s+(?P<quarter>un quarto)\b", b.clock(NUMBERS, twelve=True)),
    (r"(?<![\d:.,])(?:\d\d?:\d\d\s*(?:-|–)\s*)?(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])", b.clock(NUMBERS)),
    (r"\bmezzanotte\b", b.part(Part.MIDNIGHT)),
    (r"\bmezzogiorno\b|\bora di pranzo\b|\bpausa pranzo\b|\bpranzo\b", b.part(Part.NOON)),
    (r"\b(?:in |nella |di |della |in tarda |nella tarda |tarda |prima |in prima |metà )?(?:mattinata|mattina|mattino)\b|\bal mattino\b|\bprim(?:a|issima) (?:cosa|mattina)\b", b.part(Part.MORNING)),
    (r"\b(?:nel |di |del |in |nel primo |nel tardo |tardo |primo |metà )?pomeriggio\b", b.part(Part.AFTERNOON)),
    (r"\b(?:in |nella |di |della |alla |in prima |in tarda )?(?:serata|sera)\b", b.part(Part.EVENING)),
    (r"\b(?:a |la |entro |entro la |per |per la )*fine (?:della |del |di )?(?:giornata(?: lavorativa| di lavoro)?|turno|orario(?: d'ufficio| di lavoro)?|servizio|giorno(?: lavorativo)?)\b|\b(?:la |alla |della )chiusura\b(?! (?:estiva|invernale|natalizia|per|del (?:10|pont)))(?: degli uffici| dell'ufficio| del negozio| del magazzino)?\b|\bprima di chiudere\b|\b(?:entro la )?fine di (?=oggi|domani|luned|marted|mercoled|gioved|venerd)", b.part(Part.CLOSE)),
)  # fmt: skip
_VAGUE = (
    r"\b(?:(?:molto )?presto|prossimamente|rapidamente|tempestivamente|celermente|prontamente|velocemente|subito(?! dopo)|immediatamente|a breve(?: termine)?|tra breve|fra breve|a momenti|quanto prima|asap|urgentemente|sollecitamente)\b(?<!al più presto)",
    r"\b(?:(?:il |al )?più presto(?: possibile)?|appena possibile|il prima possibile|nel più breve tempo possibile|nel minor tempo possibile|in tempi (?:brevi|rapidi|brevissimi|stretti)|quanto più velocemente possibile|con la massima (?:urgenza|sollecitudine|celerità)|senza indugio|senza ritardo|con urgenza|in via prioritaria|con priorità|il più (?:velocemente|rapidamente|celermente) possibile|nel più breve tempo|al più presto|nei tempi più brevi)\b",
    r"\b(?:nei|nelle|entro|tra|fra|in|nel giro di|entro i|entro le) ?(?:i |le )?(?:prossim[ie]|poch[ie]|pochissim[ie]|qualche|alcun[ie]|successiv[ie]|divers[ie]) ?(?:giorni|giorno|ore|ora|minuti|minuto|settimane|settimana|istanti|istante|giorni lavorativi)\b",
    r"\b(?:(?<!al )più tardi|in seguito|successivamente|tra poco|fra poco|tra un (?:attimo|momento|po')|fra un (?:attimo|momento|po')|tra non molto|fra non molto|a stretto giro(?: di posta)?|in un secondo momento|alla prima occasione|prima o poi|uno di questi giorni|nei giorni (?:a venire|seguenti)|in futuro|nell'immediato|da qui a poco)\b",
)  # fmt: skip
TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,()]*(?:(?:alle|alla|all'|al|entro|le|la|il|prima|delle|del|della|dell'|di|per|in|nel|nella|verso|ossia|cioè|ovvero|fino|ore|a|e non oltre|non oltre"
        r"|al più tardi|circa|ora|locale|sua|vostra|intorno)[\s,]*)*[\s,()]*",
        re.IGNORECASE,
    ),
    ranges=re.compile(r"\s*(?:-|–|a|o|al|fino a|(?P<both>e))\s*(?:il |la |le )?", re.IGNORECASE),
    between=re.compile(r"\b(?:tra|fra)\s+(?:il\s+|le\s+)?$", re.IGNORECASE),
    leads=re.compile(
        r"(?:\b(?:entro|entro e non oltre|prima di|prima delle|alle|al più tardi|per|in|nel|nella|tra|fra|di|verso|il|la|le|l'|non oltre|a)\s+)+$",
        re.IGNORECASE,
    ),
)  # fmt: skip
