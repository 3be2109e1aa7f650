"""How French agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.meanings import Clock, Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Rows, rules

NUMBERS = {
    word: float(value)
    for value, words in {
        1: "un une", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept",
        8: "huit", 9: "neuf", 10: "dix dizaine", 11: "onze", 12: "douze", 14: "quatorze",
        15: "quinze quinzaine", 20: "vingt vingtaine", 24: "vingt-quatre", 30: "trente trentaine", 36: "trente-six",
        40: "quarante", 45: "quarante-cinq", 48: "quarante-huit", 60: "soixante",
        72: "soixante-douze", 90: "quatre-vingt-dix",
    }.items()
    for word in words.split()
}  # fmt: skip
_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_MONTHS = {
    "jan": 1, "fév": 2, "fev": 2, "mar": 3, "avr": 4, "mai": 5, "juin": 6, "juil": 7,
    "aoû": 8, "aou": 8, "sep": 9, "oct": 10, "nov": 11, "déc": 12, "dec": 12,
}  # fmt: skip
_FIRST = {"premier": 1.0}
_FIGURE = (
    "(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r"|\d{1,4}(?:[.,]\d{1,2})?)"
)
_HOUR = "(?:onze|dix|neuf|huit|sept|six|cinq|quatre|trois|deux|une|vingt|quinze|quatorze|treize|seize|dix-sept|dix-huit|dix-neuf)"
_HOURS = {**NUMBERS, "treize": 13.0, "seize": 16.0, "dix-sept": 17.0, "dix-huit": 18.0, "dix-neuf": 19.0}  # fmt: skip
_WORDS = {
    "SPAN": (
        r"(?:\b(?:d'ici(?: à)?|dans|sous|en|en moins de|dans un délai de|endéans|au bout de)\s+)?"
        r"(?:(?:les|un délai de|un délai maximum de|un délai maximal de|le délai de|un|prochaines?|prochains|environ|à peu près|au plus|au maximum|maximum|moins de|quelque|toutes|seulement|délai)\s+)*"
        rf"(?:(?<![\w.,/-]){_FIGURE}(?:\s+(?:jours?|heures?)(?: ouvr\w+)?)?\s*(?:-|–|à|ou|et)\s*)?"
        rf"(?P<n>(?<![\w.,/:]){_FIGURE}|(?<=\d[-–]){_FIGURE})\s*(?:(?:prochain(?:e)?s|petite?s?|de|d')\s*)?"
    ),
    "DAY": r"(?P<day>lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
    "MONTH": (
        r"(?P<month>janv(?:ier|\.)?|févr?(?:ier|\.)?|fevrier|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?"
        r"|août|aout|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|déc(?:embre|\.)?|decembre)"
    ),
    "Y": r"(?:\s+(?P<y>20\d\d))?",
    "HOUR": rf"(?P<h>{_HOUR}|2[0-4]|1\d|0?\d)",
    "FROM": r"(?:(?:entre|de)\s+)?(?:(?<![\d.:/-])(?:\d\d?)\s*(?:h|heures?)?\s*(?:\d\d)?\s*(?:-|–|à|et|ou)\s*)?",
}


def _weekday(name: str) -> int:
    return _DAYS.index(name[:3].lower())


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower()) or _MONTHS[name[:4].lower()]


_SPANS: Rows = (
    (r"\b(?:dans|sous|en moins de|endéans|sous un délai de|dans un délai de|d'ici(?: à)?(?=\s+(?:environ )?(?:les )?(?:prochaines )?(?:[1-7]|24|36|48|72|une|deux|trois|quatre|cinq|six|vingt-quatre|quarante-huit|soixante-douze)\b))\s+<SPAN>(?:heures?|h)\b(?!\s*\d)(?:\s+et\s+(?P<half>demie))?", b.elapsed(timedelta(hours=1), NUMBERS)),
    # Bare, 17 h is a time of day and 48 h is none.
    (r"(?:\b(?:d'ici|les|prochaines|délai de|maximum|au plus)\s+)*(?<![\d.,:])(?:\d\d?\s*(?:h|heures)?\s*(?:-|–|à|ou)\s*)?(?P<n>24|36|48|72|96|vingt-quatre|quarante-huit|soixante-douze)\s*(?:prochaines\s+)?(?:heures|h)\b", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<SPAN>(?:minutes?|min|mn)\b", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"(?:\b(?:d'ici|dans|sous|en)\s+)?(?:environ\s+)?(?:une\s+|la\s+)?(?:petite\s+|prochaine\s+)?demi[- ]heure\b", Moment(after=timedelta(minutes=30))),
    (r"\b(?:d'ici|dans|sous)\s+(?:environ\s+)?(?:un\s+)?quart d'heure\b", Moment(after=timedelta(minutes=15))),
    (r"\b(?:d'ici|dans|sous)\s+trois quarts d'heure\b", Moment(after=timedelta(minutes=45))),
    (r"\b(?:dans|d'ici|sous) (?:l'heure|la prochaine heure|l'heure qui vient|l'heure qui suit)\b(?! du)", Moment(after=timedelta(hours=1))),
    (r"<SPAN>jours?\s+(?:ouvr(?:és?|ables?|és)|de travail|ouvrés)\b(?:\s+(?:au plus|maximum))?", b.business_days(NUMBERS)),
    (r"(?:\bd'ici\s+)?\b(?:le\s+|au\s+|dès le\s+)?(?:prochain jour ouvr(?:é|able)|jour ouvr(?:é|able) suivant|lendemain ouvr(?:é|able))\b", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>jours?(?:\s+calendaires?)?\b(?!\s+(?:ouvr|de travail|après l))(?:\s+(?:au plus(?: tard)?|maximum))?", b.days(NUMBERS)),
    (r"\bsous quinzaine\b|\bdans (?:une|la) quinzaine\b|\bd'ici une quinzaine\b", Moment(day=meanings.in_days(15), rank=b.NEAR)),
    (r"\bsous huitaine\b|\bdans (?:la|une) huitaine\b", Moment(day=meanings.in_days(8), rank=b.NEAR)),
    (r"<SPAN>semaines?\b", b.days(NUMBERS, each=7)),
    (r"<SPAN>mois\b", b.months(NUMBERS)),
    (r"\b(?:pendant|depuis|il y a|durant|pour|après|toutes les|tous les|chaque|au-delà de|plus de|au moins|passé)\s+(?:plus de\s+|environ\s+|les\s+|un délai de\s+|ces\s+|encore\s+|au moins\s+)*<SPAN>(?:heures?|h|jours?|semaines?|mois|minutes?)\b", b.NONE),
    (r"<SPAN>(?:derni(?:ers|ères)\s+)?(?:heures?|jours?|semaines?|mois)\s+(?:plus tôt|auparavant|passés|d'autonomie|de garantie|de recharge|de réflexion|durant|pour (?:vous|nous|retourner|renvoyer))", b.NONE),
    (r"\b(?:24|vingt-quatre)\s?h(?:eures)?\s?(?:/|sur)\s?(?:24|vingt-quatre)\b(?:h)?|\b7\s?(?:j|jours)?\s?(?:/|sur)\s?7\b|\b(?:les|ces|des) (?:\d+ |deux |trois )?(?:derniers|dernières) (?:jours|heures|semaines)\b", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"\b(?:dans|durant|au cours de|pendant) la journée\b(?! (?:de|d'))|\b(?:encore )?aujourd'hui même\b|\bencore aujourd'hui\b|\bdès aujourd'hui\b(?=\x00)|\bavant la fin d'aujourd'hui\b|\ble jour même\b|\bdans le courant de la journée\b(?! (?:de|d'))|\bcourant de journée\b|\ben cours de journée\b|\bce jour même\b", b.STILL_TODAY),
    (r"\b(?:dès |d'ici )?aujourd'hui\b|\bce jour\b(?!-là| (?:de|où|même))", b.TODAY),
    (r"\bce soir\b|\bcette nuit\b", b.both(b.TODAY, b.part(Part.EVENING))),
    (r"\bce matin\b", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"\bce midi\b", b.both(b.TODAY, b.part(Part.NOON))),
    (r"\b(?:cet|cette) après-midi\b|\btantôt\b", b.both(b.TODAY, b.part(Part.AFTERNOON))),
    (r"\b(?:(?:dans|au cours de) la journée de |courant |dès )?demain\b", b.TOMORROW),
    (r"\baprès-demain\b|\bsurlendemain\b", b.DAY_AFTER_TOMORROW),
    (r"\b<DAY>\s+en huit\b", b.week_after(_weekday)),
    (r"\b<DAY>\s+(?P<next>de la semaine (?:prochaine|suivante|qui vient))", b.weekday(_weekday)),
    (r"\b(?P<next>la semaine prochaine,? (?:le )?<DAY>)\b", b.weekday(_weekday)),
    (r"\b(?P<this>ce <DAY>)\b", b.weekday(_weekday)),
    (r"\b<DAY>(?P<this> de cette semaine)\b", b.weekday(_weekday)),
    (r"\b(?:dans la journée de )?<DAY>(?:\s+(?:prochain|qui vient|à venir|suivant))?\b", b.weekday(_weekday)),
    (r"\b(?:(?:la |d'ici |avant |en )*(?:la )?fin de |dans le courant de |courant (?:de )?|au cours de |dans |en )?(?:la )?semaine (?:prochaine|suivante|qui vient|d'après)\b", b.end_of_week(1)),
    (r"\b(?:(?:la |d'ici |avant )*(?:la )?fin de |dans le courant de |au cours de |courant |dans |en cours de )?cette semaine\b|\b(?:la |en )?fin de (?:la |cette )?semaine\b|\bavant le (?:week-?end|weekend)\b|\b(?:dans|courant|au cours de|en cours de) (?:la )?semaine\b|\bd'ici (?:au|le) (?:week-?end|weekend)\b", b.end_of_week()),
    (r"\b(?:en |au )?début de (?:la )?semaine (?:prochaine|suivante)\b", b.begin_of_week()),
    (r"\b(?:ce|pendant le|durant le|au cours du) (?:week-?end|weekend)\b", b.sunday()),
    (r"\b(?:la |en |d'ici )*fin (?:du|de ce) mois\b|\bfin de mois\b|\b(?:courant|dans le courant du|au cours du|dans le|ce) mois\b(?! (?:prochain|suivant|de))(?:-ci)?", b.END_OF_MONTH),
    (r"\bfin du mois prochain\b|\b(?:le |courant )?mois prochain\b", b.END_OF_NEXT_MONTH),
    (r"\bfin\s+<MONTH>\b", b.end_of_named_month(_month)),
    (r"\b(?:avant-)?hier\b|\b(?:le soir|le matin)\b(?! (?:du|de|même))|\béquipe (?:du matin|du soir|de nuit|de l'après-midi)\b|\b(?:le|du) lendemain\b|\bce jour-là\b|\bla veille\b|\b<DAY>\s+(?:dernier|passé|précédent)\b|\b(?:la semaine|le mois|l'année|le week-?end)\s+(?:derni(?:er|ère)|passée?|précédente?)\b|\b(?:tous les|chaque)\s+(?:jours?|(?:lun|mar|mercre|jeu|vendre|same)dis?|matins?|semaines?|mois)\b", b.NONE),
    (r"\b(?:depuis|à compter de|à partir de|à compter du|à partir du)\s+(?:le\s+|de\s+)?(?:aujourd'hui|demain|<DAY>)(?!\s+(?:matin|midi|soir|à \d))|\bdu lundi au (?:vendredi|samedi|dimanche|jeudi)\b|\b(?:bonne|belle|excellente|agréable) (?:fin de )?(?:journée|soirée|semaine|après-midi|matinée)\b|\bbon (?:week-?end|weekend|après-midi)\b|\bbonsoir\b|\bjusqu'à (?:aujourd'hui|maintenant|présent)\b|\bà ce jour\b|\bde nos jours\b|\bdu jour au lendemain\b|\bblack friday\b", b.NONE),
)  # fmt: skip
_DATES: Rows = (
    (r"\b(?:le\s+)?(?P<d>premier|\d{1,2})(?:er)?\s+<MONTH>(?!\w)<Y>", b.dated(_month, _FIRST)),
    (r"(?<![\d/.,])(?P<a>\d\d?)/(?P<b>\d\d?)(?:/(?P<y>20\d\d|\d\d))?(?![\d/])", b.numeric),
    (r"(?<![\d/.,-])(?P<a>\d\d?)(?P<sep>[.-])(?P<b>\d\d?)(?P=sep)(?P<y>20\d\d|\d\d)\b", b.numeric),
    (r"\b(?P<y>20\d\d)-(?P<month>\d\d)-(?P<d>\d\d)\b", b.month_and_day),
    (r"\b(?:le|au|avant le)\s+(?P<d>\d\d?)(?:er)?(?=\s*(?:[.,;!)]|$|[a-zà-ÿ]))(?!\s*[.,]\d|\s*(?:pour cent|euros?|pièces|cm|mm|kg|fois|degrés|h\b|heures?|jours?|janv|févr|mars|avr|mai\b|juin|juil|août|sept|oct|nov|déc))", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"<FROM>(?<![\d.,:])(?P<h>2[0-4]|1\d|0?\d)\s*(?:h|heures?|H)\s*(?P<m>[0-5]\d)?\b(?!\s*(?:ouvr|plus tard|maximum))", b.clock(NUMBERS)),
    (r"(?:\b(?:entre|de)\s+)?(?:\d\d?:\d\d\s*(?:-|–|à|et)\s*)?(?<![\d:.,])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])", b.clock(NUMBERS)),
    (rf"\b(?:entre {_HOUR}(?: heures?)? et )?(?P<h>{_HOUR})\s+heures?\b(?:\s+et\s+(?:(?P<half>demie)|(?P<quarter>quart))|\s+(?P<m>quinze|trente|quarante-cinq|vingt|dix))?", b.clock(_HOURS, twelve=True)),
    (r"(?<![\d.,:])(?P<h>1[0-2]|0?\d)\s*(?:h|heures?)\s+et\s+(?:(?P<half>demie)|(?P<quarter>quart))\b", b.clock(_HOURS, twelve=True)),
    (rf"\b(?P<h>{_HOUR}|1[0-2]|\d)\s*(?:h|heures?)\s+(?P<to>moins)\s+(?:le\s+)?(?P<quarter>quart)\b", b.clock(_HOURS, twelve=True)),
    (r"\bminuit\b", b.part(Part.MIDNIGHT)),
    (r"\bmidi et demie?\b", Moment(clock=Clock(12, 30))),
    (r"\bmidi moins (?:le |un )?quart\b", Moment(clock=Clock(11, 45))),
    (r"\bmidi\b|\bl'heure du déjeuner\b|\b(?:la )?pause déjeuner\b|\bdéjeuner\b", b.part(Part.NOON)),
    (r"\b(?:en |dans la |fin de |au cours de la |en fin de |en début de |de )?matin(?:ée)?\b|\bdu matin\b|\bà la première heure\b|\bdès la première heure\b|\bà l'ouverture\b", b.part(Part.MORNING)),
    (r"\b(?:dans l'|en fin d'|en début d'|en |de l'|l'|en milieu d')?après-midi\b|\baprès midi\b", b.part(Part.AFTERNOON)),
    (r"\b(?:en |dans la |en fin de |en début de |du |au )?soir(?:ée)?\b", b.part(Part.EVENING)),
    (r"\b(?:en |la |d'ici la |avant la |d'ici )*fin de (?:la |notre |ma )?(?:journée|service|jour|poste|séance|heures de bureau|heures ouvrables)\b(?: de travail| ouvr\w+)?|\bfermeture(?: des bureaux| du (?:bureau|magasin|service))?\b|\bavant (?:que nous fermions|de fermer|de partir)\b|\bfin de service\b|\bheures de bureau\b(?=\x00)", b.part(Part.CLOSE)),
)  # fmt: skip
_VAGUE = (
    r"\b(?:très |tout )?(?:bientôt|prochainement|rapidement|sous peu|incessamment(?: sous peu)?|promptement|prestement|vite)\b",
    r"\b(?:dès que possible|au plus vite|au plus tôt|le plus (?:vite|tôt|rapidement) possible|aussi (?:vite|rapidement|tôt) que possible|dans les plus brefs délais|dans les meilleurs délais|à bref délai|dans un bref délai|dans un délai (?:très )?(?:bref|court)|dans les délais les plus brefs|asap|sans (?:plus )?(?:tarder|attendre|délai)|sans plus de délai|immédiatement|tout de suite|sur-le-champ|aussitôt(?! que)|de suite|séance tenante|en urgence|en priorité|d'urgence)\b",
    r"\b(?:dans|d'ici|sous|au cours) (?:des |les |ces |de )?(?:tout )?(?:quelques|prochain(?:e)?s|jours qui viennent|heures qui viennent|plusieurs) ?(?:jours|heures|minutes|semaines|instants|jours ouvr\w+)?(?: qui viennent| à venir)?\b|\bdans les (?:jours|heures|semaines) (?:à venir|qui (?:viennent|suivent))\b|\bces (?:prochains )?jours(?:-ci)?\b|\bces prochain(?:e)?s (?:jours|heures|semaines)\b|\bprochains jours\b",
    r"\b(?:plus tard|ultérieurement|par la suite|d'ici peu|dans peu de temps|dans un (?:instant|moment|avenir proche)|un peu plus tard|tout à l'heure|en temps voulu|en temps utile|à la première occasion|dès que (?:je|nous) (?:le )?(?:peux|pouvons|pourrai|pourrons)|dans la foulée|un de ces jours|d'un moment à l'autre|à court terme|à brève échéance|au moment opportun)\b(?<!au plus tard)",
)  # fmt: skip
TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,()]*(?:(?:à|au|aux|le|la|les|avant|dans|en|vers|de|du|d'|d'ici|pour|jusqu'à|jusqu'au|soit|au plus tard|plus tard"
        r"|c'est-à-dire|donc|environ|sur|heure|locale|votre|chez vous|dès|l'|courant)[\s,]*)*[\s,()]*",
        re.IGNORECASE,
    ),
    ranges=re.compile(r"\s*(?:-|–|à|au|ou|jusqu'à|jusqu'au|(?P<both>et))\s*(?:le |la )?", re.IGNORECASE),
    between=re.compile(r"\bentre\s+(?:le\s+)?$", re.IGNORECASE),
    leads=re.compile(
        r"(?:\b(?:avant|d'ici(?: à| au)?|d'ici|au plus tard|pour|dans|sous|à|au|en|vers|dès|entre|jusqu'à|jusqu'au|le|la)\s+)+$",
        re.IGNORECASE,
    ),
)  # fmt: skip
