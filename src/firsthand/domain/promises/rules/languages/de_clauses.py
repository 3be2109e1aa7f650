"""How German agents say that something will be done, and what merely looks like it.

Anything that happens on a day of the calendar is a promise, unless the clause says who else
does it or that it is none: the lists below, by concept.
"""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import (
    BRANDS,
    NAME,
    NEVER,
    clauses,
    words,
)

_CARRIERS = """
Spedition, Spediteur, Paketdienst\\w*, Zusteller(?:in)?, Zustelldienst, Bote, Botin, Fahrer(?:in)?, Kurier\\w*,
Versanddienst\\w*, Lieferdienst\\w*, Post, Postbote, Postbotin, Briefträger(?:in)?, Transporteur, Frachtführer,
Logistiker, Logistikpartner, Logistikunternehmen, Paketzentrum, Zustellbasis, Zustell\\w+, Sendungsverfolgung, Tracking,
Packstation, Paketshop, Fähre, Schiff, Containerschiff, Reederei, Frachter, Container, Bahn, Flieger, Lastwagen, Lkw, LKW,
Tour, Sendung, Lieferwagen
"""
_MONEY = """
Bank, Hausbank, Sparkasse, Volksbank, Kreditkarten\\w+, Kreditinstitut, Zahlungsdienst\\w*, Versicherung, Versicherer,
Kasse, Kartenanbieter, Geldinstitut, Finanzamt
"""
_STRANGERS = """
Zoll, Zollamt, Behörde, Amt, Gemeinde, Stadt, Polizei, Kantonspolizei, Lieferant(?:en)?, Vorlieferant, Zulieferer,
Hersteller, Fabrik, Werk, Produzent, Marktplatz, Plattform, Verbraucherzentrale, Nachbar(?:in|n)?, Hausverwaltung,
Hausmeister(?:in)?, Vermieter(?:in)?, Verlag, Marke, Importeur, Großhändler, Vertragspartner, Gericht, Anwalt, Gutachterstelle,
Wertstoffhof, Müllabfuhr, Sperrmüll
"""
# Who works for the buyer: "Ihr Elektriker".
_TRADES = """
\\w*elektriker(?:in)?, \\w*installateur(?:in)?, \\w*monteur(?:in)?, \\w*maurer(?:in)?, \\w*maler(?:in)?, \\w*arzt,
\\w*ärztin, \\w*meister(?:in)?, \\w*handwerker(?:in)?, \\w*klempner(?:in)?, \\w*techniker(?:in)?, \\w*schreiner(?:in)?, \\w*tischler(?:in)?,
\\w*gärtner(?:in)?, \\w*architekt(?:in)?, Steuerberater(?:in)?, Mann, Frau, Sohn, Tochter, Mutter, Vater, Kinder, Mieter(?:in)?,
Chef(?:in)?, Freund(?:in)?, Kolleg(?:e|in|en)
"""
# Ours, by what they are called; by what they are made of: Uhrmacher, Näherin, Buchhaltung.
_STAFF = """
Team, Lager, Zentrallager, Außenlager, Werkstatt, Kolleg(?:e|in|en|innen|iums?), Chef(?:in)?, Techniker(?:in)?, Technik,
Versand\\w*, Buchhaltung, \\w*abteilung, Kundendienst, Kundenservice, Support, Logistik, Mitarbeiter(?:in|innen)?,
Leitung, Leiter(?:in)?, \\w+leitung, \\w+leiter(?:in)?, Fachleute, Fachkraft, Fachmann, Pack\\w*, Spezialist(?:in|en)?, Vertrieb,
Einkauf, Verkauf, Qualitätssicherung, Labor, Büro, Vorgesetzte[rn]?, Rechnungswesen, Atelier, Fertigung, Produktion, Leute,
Service, Schicht, \\w+schicht, Druckerei, Inhaber(?:in)?, Zentrale, Filiale, Redaktion, IT, Azubi\\w*, Lehrling, Praktikant(?:in)?,
Sachverständige[rn]?, Sachbearbeiter(?:in)?, Disposition, Retoure, Reklamation, Verwaltung, Geschäftsführ\\w+, Ingenieur(?:in|e)?,
\\w+(?:macher|bauer|berater|ingenieur|schneider|schleifer|händler|polsterer|techniker|monteur|meister|restaurator|tischler|schreiner|lackierer|drucker|näher|sticker|weber|töpfer|gärtner|bäcker|brenner|schlosser|schmied|stimmer|glaser|maler|prüfer|leger|binder|graveur|dreher|gießer|sattler|fotograf|grafiker|konditor|koch)(?:in|innen)?,
(?:Schneider|Schleif|Glaser|Maler|Drucker|Tischler|Schreiner|Lackierer|Polsterer|Monteur|Meister|Elektriker|Mechaniker|Sattler|Töpfer|Graveur|Fotograf|Grafiker|Gärtner|Bäcker|Schlosser|Schmied|Restaurator|Koch|Konditor|Weber|Näher|Gutachter|Prüfer|Packer|Handwerker|Designer|Programmierer|Entwickler|Übersetzer|Apotheker|Chemiker|Tierarzt|Ernährungsberater)(?:in|innen|e)?,
\\w+(?:erei|nerei|lerei)
"""
_NEWS = """
Antwort, Rückmeldung, Nachricht, Bescheid, E-?Mail, Mail, Info(?:s|rmation(?:en)?)?, Rückruf, Anruf, \\w*[Bb]estätigung, \\w*[Ee]tikett(?:en)?,
\\w*[Ll]abel, \\w*[Ee]rstattung, Gutschrift, Geld, Betrag, \\w*[Rr]echnung, \\w+nummer, Angebot, Offerte, Ergebnis(?:se)?, Entscheidung,
Auskunft, \\w*[Aa]nleitung, Link, \\w*[Ff]otos?, \\w*[Bb]ild(?:er)?, Video, Unterlagen, Dokumente?, Zwischenstand, Stand, Update, \\w*[Ll]ösung,
\\w*[Vv]orschlag, \\w*[Gg]utschein, Code, Rückzahlung, Erklärung, Neuigkeiten, Beleg, Datei, Stellungnahme, Daten, Zusage,
Details, \\w+schein, Formular, Kopie, \\w*[Gg]utachten, \\w*[Bb]ericht, Kostenvoranschlag, Ansage, Urteil, Entwurf, Skizze, Muster, Ersatz, Klarheit, Gewissheit,
\\w*[Pp]rotokoll, Zertifikat, Plan, Liste, Übersicht
"""
# Nouns of what we do, for notes without a verb.
_DEEDS = """
Versand, Austausch, Umtausch, Ersatz, Rückruf, Einbau, Ausbau, Zuschnitt, Neudruck, Nachdruck, Test, Start, Anruf, Abgang, Ausgang,
Abfahrt, Auszahlung, \\w+(?:ung|tur|versand|anruf|ruf|druck|lauf|termin|test|bau|wechsel|tausch|abgabe|gabe|nahme)
"""
# First persons that are no deed to come.
_NO_DEED = """
hatte, hatten, hätten?, war, waren, wären?, können, konnte\\w*, kann, würden?, dürfen, darf,
möchte\\w*, mag, mögen, soll\\w*, musste\\w*, wollte\\w*, hoffen?, denken?, glauben?, weiß, wissen, freuen?, bedaure\\w*, warten?, erwarten?,
tippen?(?= auf), wetten?, rechnen?(?= mit), bitten?, bieten?, empfehlen?, schlagen?(?=.*\\bvor\\b), danken?, verstehen?, entschuldigen?, gehen?(?= davon), nehmen?(?= an), finden?(?=,| es\\b),
brauchen?, benötigen?, schätzen?, kennen?, öffnen, schließen, verkaufen, heiße, vermuten?, fürchten?, raten?, vermissen,
bekommen?, erhalten?, kriegen?, wünschen?, lehnen?(?=.*\\bab\\b), arbeiten?(?= (?:[\\w\\x00]+ ){0,3}(?:an|von|bis)\\b)
"""
_STATES = """
gilt, gelten, dauert, dauern, endet, enden, öffnet, öffnen, schließt, kostet, kosten, hält, halten, reicht, reichen, beträgt, betragen, verfällt,
verfallen, lädt, läuft(?=.*\\b(?:ab|bis|aus)\\b), bleibt, bleiben, haftet, umfasst, heißt, bedeutet, schmeckt, riecht, passt, fällt, ruht, ruhen,
steht(?=.*\\b(?:im Angebot|still|zur Verfügung|offen|frei)\\b), geöffnet, geschlossen, besetzt, unbesetzt, erreichbar, zuhause, gültig, haltbar, befristet, verfügbar, lieferbar, vorrätig,
im Urlaub, in Urlaub, außer Haus, krank, feiert, feiern, ab Werk, auf Lager, Öffnungszeiten, Geschäftszeiten, Servicezeiten, Bürozeiten, Betriebsferien, Betriebsruhe,
Sprechzeiten, für (?:Sie|euch|dich) da, Mindesthaltbarkeit\\w*, Feiertag, Ferien, zu(?= (?:ist|sind|bleibt))
"""
_HABITS = """
normalerweise, automatisch, in der Regel, üblicherweise, grundsätzlich, generell, meist(?:ens)?, allgemein, im Allgemeinen, gewöhnlich,
durchschnittlich, im Schnitt, stets, immer(?! noch), für gewöhnlich, jeweils, jede[rsnm]? (?:Tag|Woche|Anfrage|Bestellung|Sendung|Reklamation|Retoure|Monat),
alle (?:Anfragen|Bestellungen|Retouren|E-?Mails|Nachrichten|Rücksendungen|Erstattungen|Pakete|zwei|drei|vier), erfahrungsgemäß, standardmäßig, in aller Regel, regelmäßig,
prinzipiell, laut (?:AGB|Bedingungen|Richtlinie), täglich, stündlich, wöchentlich, monatlich, was bis, wer bis, pro Tag, pro Woche, typischerweise, im Normalfall, maschinell
"""
_UNREAL = """
hätte[nst]*, wäre[nst]*, würde[nst]*, könnte[nst]*, dürfte[nst]*, müsste[nst]*, möchte[nst]*, stünde[n]?, läge[n]?, käme[n]?, ginge[n]?, gäbe[n]?, bräuchte[n]?, sollte[n]?,
vielleicht, eventuell, womöglich, hoffentlich, vermutlich, möglicherweise, wahrscheinlich, unter Umständen, gegebenenfalls, ggf\\.?, mit etwas Glück, wohl kaum,
hoffe[n]?, wünsche[n]?, kann, können, ist geplant, Hoffnung
"""
_DENIALS = """
nicht(?! (?:später|nur|mehr als|erst))(?!,? sondern), kein\\w*, niemals, nie, niemand, nichts, unmöglich, ohne Gewähr, außerstande, weder, zu früh, zu spät,
zu knapp, fehlen mir, fehlt uns, fehlen uns, ausgeschlossen, schwierig, bezweifle\\w*, lehne\\w*
"""
_WAS = """
war, waren, wurde[n]?, wollte[n]?, konnte[n]?, musste[n]?, durfte[n]?, ging(?:en)?, kam(?:en)?, schrieb(?:en)?, rief(?:en)?, gab(?:en)?, verließ(?:en)?, erhielt(?:en)?,
versprach(?:en)?, sprach(?:en)?, traf(?:en)?, lag(?:en)?, stand(?:en)?, bekam(?:en)?, sah(?:en)?, fand(?:en)?, nahm(?:en)?, brachte[n]?, dachte[n]?, lief(?:en)?, hielt(?:en)?, ließ(?:en)?,
blieb(?:en)?, fuhr(?:en)?, zog(?:en)?, schloss(?:en)?, saß(?:en)?, fiel(?:en)?, half(?:en)?, begann(?:en)?, schien(?:en)?, trug(?:en)?, bot(?:en)?, bat(?:en)?, tat(?:en)?, wusste[n]?, kannte[n]?,
trat(?:en)?, stieg(?:en)?, verlor(?:en)?, gewann(?:en)?, lud(?:en)?, wies(?:en)?, schickte[n]?, meldete[n]?, prüfte[n]?, kümmerte[n]?, legte[n]?, machte[n]?, sagte[n]?, packte[n]?, stellte[n]?, setzte[n]?, holte[n]?, fragte[n]?,
klingelte[n]?, lieferte[n]?, buchte[n]?, zeigte[n]?, hörte[n]?, hattest, hattet
"""
# What becomes of it elsewhere.
_ELSEWHERE = """
zugestellt, geliefert, ausgeliefert, eintreffen, eintrifft, eintreffe, ankommen, ankommt, angeliefert, eingetroffen, zustellen, zustellt, ausliefern, abholen, abholt, abgeholt,
anliefern, kommt (?:[\\w\\x00]+ ){0,4}an\\b, trifft (?:[\\w\\x00]+ ){0,4}ein\\b, (?:bei Ihnen|da|dort) (?:sein|ist|sind|eintreffen), erreicht (?:Sie|das|die), erreichen(?= Sie),
sichtbar, erscheint, erscheinen, wieder (?:da|lieferbar|verfügbar|auf Lager), auf Ihrem (?:Konto|Kontoauszug), Zustellung, Liefertermin, Zustelltermin, verbucht, ausgetragen, (?:Geld|Betrag|Paket|Ware|Sendung|Lieferung|Gerät|Artikel)\\b.*\\bbei Ihnen(?!.*Postfach), in Ihren Händen
"""
# Said by or to somebody: what they say is not ours.
_TELLS_US = """
mitgeteilt, geschrieben, angekündigt, gesagt, informiert, meldet, sagt, schreibt, gemeldet, zugesagt, teilt, versichert, verspricht, avisiert, bestätigt, kündigt
"""
# What may be received of us: "Am Freitag bekommen Sie ...".
_RECEIVE = "erhalten, bekommen, haben, hören, wissen, erfahren, sehen, finden, lesen, kriegen, werden, können dann, sind"
_LISTS = {
    "BRANDS": words(BRANDS),
    "CARRIERS": words(_CARRIERS),
    "MONEY": words(_MONEY),
    "STRANGERS": words(_STRANGERS),
    "TRADES": words(_TRADES),
    "STAFF": words(_STAFF),
    "NEWS": words(_NEWS),
    "DEEDS": words(_DEEDS),
    "NO_DEED": words(_NO_DEED),
    "STATES": words(_STATES),
    "HABITS": words(_HABITS),
    "UNREAL": words(_UNREAL),
    "DENIALS": words(_DENIALS),
    "WAS": words(_WAS),
    "ELSEWHERE": words(_ELSEWHERE),
    "TELLS_US": words(_TELLS_US),
    "RECEIVE": words(_RECEIVE),
    "NAME": NAME,
}
_WORDS = {
    **_LISTS,
    "OTHER": r"(?:<BRANDS>|\b(?-i:Händlerbund|Schufa|[A-Z]{4,})\b|(?:\b(?:der|die|das|den|dem|ein|eine|einer|unser|unsere|Ihr|Ihre|deren|dessen|beim|vom|zur|zum|seitens(?: der| des)?|laut)\s+(?:(?-i:[a-zäöüß])[\w-]*e[nrsm]?\s+)?(?:<CARRIERS>|<MONEY>|<STRANGERS>)|\b(?:Ihr|Ihre|Ihrem|Ihren|Ihrer|dein|deine)\s+<TRADES>)\b)",
    "SUBJECT": r"[^\w\x00]*(?:(?!<STAFF>\b)(?:\w+|\x00+)[^\w\x00]+){0,5}?",
    "PARTICIPLE": r"(?-i:[a-zäöü]*ge\w{2,}(?:t|en)|(?:ver|be|er|zer|ent|über|unter|wider|miss)\w{2,}(?:t|en)|\w+iert|worden)",
    "WENT": r"(?:worden|gewesen|\w*gegangen|\w*gekommen|\w*getroffen|gefahren|gefallen|geblieben|liegengeblieben|passiert|erschienen|abgelaufen|entstanden|gestartet|gescheitert|\w*gelaufen|\w*gestiegen|raus|hinaus)",
    "BY": r"\b(?:(?:aller)?spätestens|bis)\W+(?:\w+\W+){0,3}\x00",
    "AND": r"(?:(?:und|aber|doch|denn|oder|also|nur|erst|dann|auch|sondern|sonst|danach)\b[^\w\x00]*)",
    "BEGIN": r"^[^\w\x00]*<AND>*",
    "IF": r"(?:sobald(?! (?:wie )?möglich)|wenn(?! nicht)|falls|sofern|soweit|solange|sowie (?:der|die|das|Ihre?|wir|Sie)|nachdem|vorausgesetzt|angenommen|gesetzt den Fall|im Falle?|je nachdem|es sei denn|bis (?=Sie|die|der|das|Ihre?|wir)|an dem Tag|erst wenn|kaum (?:ist|sind|haben))",
}

CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\d)(?<!\bca)(?<!\bNr)(?<!\bStd)(?<!\bbzw)(?<!\bz\.B)(?<!\bd\.h)(?<!\bDr)(?<!\bMag)(?<!\bmax)(?<!\bspät)(?<!\b(?:Mo|Di|Mi|Do|Fr|Sa|So))(?<!\b[Jj]an)(?<!\b[Ff]eb)(?<!\b[Aa]pr)(?<!\b[Aa]ug)(?<!\b[Ss]ep)(?<!\b[Oo]kt)(?<!\b[Nn]ov)(?<!\b[Dd]ez)\.(?=\s|$)",
        r"(?<=\d)\.(?=\s*$|\s+(?-i:[A-ZÄÖÜ])(?!an|eb|är|pr|ai|un|ul|ug|ep|kt|ov|ez))",
        r"[!?]+(?=\s|$)",
        r"\n+",
        r";",
    ),
    cuts=(
        r",(?=\s)",
        r":(?=\s)",
        r"\s[–-]+\s",
        r"[()]",
        r"\s(?:und|aber|doch|denn|sondern|oder(?= (?:wir|ich|Sie)))\s",
    ),
    forward=(r"^\W*(?:und|aber|doch|dann|sondern)\b",),
    asks=(
        r"\?\s*$",
        r"\b(?:passt (?:es )?Ihnen|wäre Ihnen|wie wäre|was halten Sie|sollen wir|soll ich|dürfte ich|möchten Sie|würde Ihnen|hätten Sie|zur Wahl|suchen Sie sich|entscheiden Sie)\b",
        r"\b(?:wenn|falls|sofern) (?:Sie (?:möchten|wollen|mögen|wünschen|einverstanden|zustimmen)|(?:es |das |Ihnen das )?(?:Ihnen )?(?:recht|passt|so passt))",
    ),
    waits=(
        r"<BEGIN><IF>\b",
        r"\bnach (?:Erhalt|Eingang|Rückerhalt|Ankunft|Freigabe|Zahlungseingang|Wareneingang|Rücksendung|Bestätigung|Ihrer (?:Antwort|Rücksendung|Rückmeldung|Bestätigung|Freigabe|Zahlung)|dem (?:Eingang|Erhalt)|der (?:Rücksendung|Rückgabe|Freigabe|Bestätigung|Ankunft|Zahlung))\b",
        r"\b(?:ab|bei|mit|unmittelbar nach) (?:Erhalt|Eingang|Zahlungseingang|Wareneingang|Ankunft|Rückerhalt)\b|\b(?:vorbehaltlich|abhängig von|hängt (?:\w+ )?(?:davon|von|an)|unter der Voraussetzung|in diesem Fall|im Falle (?:eine[rs]|der|des))\b|\bbei (?:\w+er|vollständiger|rechtzeitiger) (?:Anschrift|Zahlung|Bestellung)\b",
        # A condition may begin with its verb: "Kommt das Paket an, ...".
        r"<BEGIN>(?:kommt|kommen|ist|sind|geht|trifft|liegt|liegen|passt|bleibt|klappt|reicht|zeigt|ergibt|findet|fehlt|hält|lässt|haben|hat|wird|werden|taucht|bestätigt|stimmt|gibt|sollte[nt]?|hätte[nt]?|wäre[nt]?|unterschreibt)\s+(?:der|die|das|sich|es|ein|eine|uns|Ihre?|er|sie|Sie|wir)\b(?!.*\x00.*\b(?:wir|ich)\b)(?!.*\b(?:von|bei) (?:uns|mir)\b)",
        r"^[^\w\x00]*(?:bitte\s+)?(?!(?:entschuldigen|gedulden|verzeihen|beachten|sehen|seien|haben|erhalten|bekommen|hören|wissen|erfahren|finden)\b)[a-zäöüß]+e?n\s+Sie\b",
    ),
    waits_after=(
        r"^\W*(?:aber |jedoch |und zwar |frühestens |erst )?(?:nur )?<IF>",
    ),
    wonders=(r"^\W*(?:wenn|sobald|ob|wann)\b",),
    tells=NEVER,
    despite=(r"\b(?:spätestens|in jedem Fall|auf jeden Fall|so oder so|auf alle Fälle|egal wie|unabhängig davon)\b",),
    hears=(
        r"\b(?:uns|mir)\b.*\b<TELLS_US>\b|\b<TELLS_US>\b.*\b(?:uns|mir)\b(?!.*\b(?:wir|ich)\b)",
        r"<OTHER>.*\b<TELLS_US>\b|\b<TELLS_US>\b\s+(?:uns\s+|mir\s+)?<OTHER>|\bsteht (?:im|in der|auf der|bei)\b|\blaut\b|\bheißt es\b|\bso läuft|\bin der Regel\b|\b(?:im|in der|auf der) .*\bsteht\W*$|\b(?:sagt|meint|schreibt) (?:die|der|sein|seine|deren|ihre)\b",
    ),
    theirs=(
        r"^(?!.*\b(?:wir|ich)\b)<SUBJECT>(?!(?:dem|den|beim|vom|zur|zum|einer|deren|dessen)\b)(?<!an )(?<!bei )(?<!an den )(?<!an die )(?<!per )(?<!mit )(?<!dem )(?<!den )<OTHER>(?!.*\b(?:wir|ich|von uns|bei uns|verlässt|verlassen)\b)",
        r"\b(?:durch|von|seitens|laut) <OTHER>",
        r"^\W*(?:(?:und|dann|also) )?(?:\x00+\W*)?bitte\b(?!.*\b(?:ich|wir)\b)|\bbitte (?:nicht|noch|bis|\x00)|\bbitten wir Sie|\bmöchten wir Sie bitten|\bbitte ich Sie\b|\bwir bitten (?:Sie|um)\b",
        r"\bSie (?:können|müssen|sollten|dürfen|möchten|brauchen|hatten|wollten|wollen|müssten|könnten|(?:schicken|senden|geben|melden|zahlen|behalten)\b(?!.*\b(?:Ihnen|sich)\b)|haben(?=.*\b(?:Zeit|Recht|Anspruch|Luft|Gelegenheit)\b))\b",
        r"(?<!\bwir )(?<!\bich )(?<!\ber )(?<!\bund )\b(?!(?:<RECEIVE>)\b)[a-zäöü]{3,}n (?-i:Sie)\b(?!.*\b(?:von uns|von mir|wir|ich)\b)",
        r"\b(?:brauchen|benötigen|erbitten|erwarten) (?:wir|ich)\b.*\bvon Ihnen\b|\b(?:du|ihr) (?:kannst|musst|hast|könnt|müsst|habt)\b",
        r"\b(?:sie|er|es) (?:wird|werden) (?=.*\b(?:zustellen|liefern|eintreffen|ankommen|ausliefern)\b)",
    ),
    spoils=(
        r"\b(?:ist|sind)\b.*\b<WENT>\b|\b<WENT>\s+(?:ist|sind)\b",
        r"^(?!.*<BY>)(?!.*\bfertig\b).*\b(?:habe|haben|hat|hatte|hatten)\b(?!.*\b(?:zu \w+en|\w+zu\w+en)\b)(?=.*\b(?:<PARTICIPLE>|raus|hinaus)\b)",
        r"^(?!.*<BY>).*\b<PARTICIPLE>\W+(?:habe|haben|hat|hatte|hatten)\b",
        r"\b(?-i:<WAS>)\b|\b(?:ich|wir|er|sie|es|<STAFF>|<NAME>)\s+(?!(?:tü|hef|kne|läu|mie|vermie|ket|ret|glät|schüt|fal|lüf|rös|häm|glüh|bürs|entlas|belas|zwei|drit|vier|fünf|sechs|ach|ers|letz|nächs|heu|bes|meis|beantwor|arbei|bearbei|verarbei|überarbei|lei|bie|bi|war|tes|hal|erhal|erstat|star|rich|berich|benachrich|beglei|gestal|schal|wer|verwer|bewer|ra|bera|brei|vorberei|berei|tre|rech|leis|rüs|mis|verkos|kontak)te)(?-i:[a-zäöüß]{2,}te)\b|\b(?:wir|sie)\s+(?!\w*(?:bie|hal|lei|arbei|antwor|wer|rich|brei|tre|ra|star|tes|war|stat|schal|begut|ach)ten)(?-i:[a-zäöüß]{2,}ten)\b",
        r"\b<DENIALS>\b|^[^\w,;:\x00]*(?-i:Dass|Ob|Wer|Was)\b",
        r"\b<UNREAL>\b|\b(?:schlage[n]?|biete[n]?) (?:ich|wir|Ihnen)|\b(?:ich|wir) (?:schlagen?(?=.*\bvor\b)|bieten?|empfehlen?|raten?)\b",
        r"\b<HABITS>\b|^\W*(?:alle |sämtliche |unsere )?(?:Bestellungen|Retouren|Anfragen|Erstattungen|Rücksendungen|Reklamationen|Nachrichten|Rückgaben|Umtausche|Geschenke|Gutscheine|Preise|Pakete|Aufträge)\b",
        r"\b<STATES>\b|^\W*(?:da |heute |es )?\x00+ (?:ist|wird)\W*$|\b(?:ist|wäre) (?:am |der |erst )?\x00+\W*$|\x00\s+(?:ist|wird|haben wir) (?:bei uns |hier )?(?-i:[A-ZÄÖÜ]\w+)\W*$|\b(?:hat|haben) (?:\x00+ )?(?:\w+ )?(?:auf|zu|offen|frei|Urlaub|Ruhetag|Pause|geöffnet|geschlossen)\b|\b(?:ist|sind|bleibt|bleiben|hat) (?:[\w\x00]+ ){0,3}(?:auf|zu|frei)\W*$|\b(?:ich|wir) (?:bin|sind)\b.*\b(?:im|in der|am|vor Ort|da|hier)\b(?!.*<PARTICIPLE>)|\b(?:ist|war|wird|wurde) es (?:am )?\x00|\b(?:bin|sind|ist) (?:ich |wir )?(?:[\w\x00]+ ){0,4}(?:da|hier|vor Ort|im Büro|im Haus|im Laden|weg|unterwegs|zurück|krank|verreist)\W*$",
        r"\bwie\b.*\b(?:zugesagt|versprochen|angekündigt|besprochen|vereinbart|gewünscht|mitgeteilt|erwähnt|geschrieben)\b|\b(?:versprochen|zugesagt|angekündigt|vereinbart)(?:e[nrsm]?)?\b(?=.*\b(?:war|waren|hatten?)\b)|^\W*(?:versprochen|zugesagt) (?:war|waren)\b",
        r"^(?!.*\b(?:von|durch) (?:uns|mir|unser\w*)\b).*\b<ELSEWHERE>\b",
        r"\b(?:ich|wir)\s+(?:<NO_DEED>)\b|\b(?:<NO_DEED>)\s+(?:Sie\s+|Ihnen\s+|uns\s+|es\s+|das\s+)?(?:ich|wir)\b",
        r"\b(?:arbeitet|schläft|wartet|ruht|streikt|pausiert|fehlt)\b",
    ),
    ours=(
        r"\b(?:ich|wir)\b|\b(?:mein|unser)e?[nmrs]?\s",
        r"\b(?:von|bei|aus|durch) (?:uns|mir|unser\w*|mein\w*)\b|\bunsererseits\b|\bmeinerseits\b",
        r"\bIhnen\b|\b(?:für|an) Sie\b|\b(?:dir|euch)\b|\b(?:in|an) Ihr(?:em|en|e)? (?:\w+-?)?(?:Postfach|Posteingang|Nachrichten|Adresse)",
        r"\b(?:meldet|melden) sich\b|\bsich\b.*\b(?:melden|meldet|kümmern|kümmert)\b|\b(?:kümmert|kümmern) sich\b|\bruf(?:t|en) (?:Sie )?(?:\x00+ )?(?:Sie )?.*\b(?:an|zurück)\b|\b(?:antwortet|antworten|kontaktiert|informiert|benachrichtigt|schreibt|übernimmt|erledigt|bearbeitet)\b",
        r"\b(?:ein|eine|der|die|das|den|jemand aus der|jemand vom)\s(?:\w+e[nrs]?\s)?<STAFF>\b|^\W*<STAFF>\s|\bjemand\b|\b(?:Herr|Frau|Herrn)\s+<NAME>",
        # "<NAME> macht": a noun and a name look alike, so it takes the beginning.
        r"\b(?:wird|werden)\b.*\b<PARTICIPLE>\b(?!\s+(?:können|müssen|sollen|dürfen|wollen))",
        r"\b(?:Sie|Euch|euch)\s+(?:erhalten|bekommen|hören|finden|kriegen|wissen|erfahren|sehen|haben)\b|\b(?:erhalten|bekommen|hören|haben|finden|wissen|erfahren|sehen|kriegen) Sie\b",
        r"\b(?:versandfertig|startklar|abholbereit|fertig|erledigt|bereit|unterwegs)\b(?=\W*$|.*\b(?:ist|sind|wird|werden)\b)|\b(?:ist|sind|wird|werden)\b.*\b(?:versandfertig|startklar|fertig|erledigt|bereit|unterwegs)\b",
        r"\b(?:geht|gehen)\b.*\b(?:raus|hinaus|heraus|los|auf (?:den Weg|die Reise)|in (?:die Post|den Versand)|an Sie|zur Post|ab)\b|\b(?:verlässt|verlassen)\b|\b(?:folgt|folgen)\b|\b(?:raus|los|hinaus)geht\b",
        r"\bim Versand\b|\bauf dem Weg zu Ihnen\b|\b<NEWS>\b.*\b(?:kommt|folgt|geht|liegt)\b|\b(?:kommt|folgt)\b.*\b<NEWS>\b",
    ),
    goes_on=(
        r"^\W*(?:und|sowie|dann)\W+(?:\x00+\W*)?[a-zäöüß]{3,}(?:e|en|t|n)\b",
    ),
    opens=(
        r"\b(?!(?:<NO_DEED>|gut|mit|seit|fast|sonst|erst|selbst|nicht|heut|jetzt|statt|samt|direkt|bereit|dort|acht|letzt|zuletzt|zunächst|möglichst|leicht|schlecht|recht|echt|komplett|insgesamt|mitunter|bunt|weit|mindest|trotz|ist|hat|sind|bitte|heute|gerne|danke|ohne|eine|meine|diese|beide|alle|keine|Ihre|neue|ganze|erste|zweite|dritte|letzte)\b)(?-i:[a-zäöüß]{2,}t)\b",
        r"\b(?:wird|werden|ist|sind|kommen|gehen|machen|schicken|prüfen|liegen|stehen|laufen|fahren|bringen|ziehen|nehmen|setzen|packen|holen|geben|kriegen|wir|ich)\b",
    ),
    acts=(r"\b(?:hat|haben|muss|soll|weiß|bitte|danke|tut)\b",),
    aside=(r"^\W*(?:obwohl|weil|da(?= \w+.*\b(?:ist|sind)\b)|auch wenn|obgleich|damit|um\b.*\bzu\b|ob\b|die\b.*\b(?:ist|sind|hat|war)\W*$|der\b.*\b(?:ist|sind|hat|war)\W*$|das\b.*\b(?:ist|sind|hat|war)\W*$)|^\W*(?:nach|vor|mit|für|ohne|trotz|wegen|seit|zu|zur|zum|bei)\s+(?:[\w-]+\s*){1,4}$",),
    headline=(r"^(?!.*\b(?:gut|schön)e?n?\b)\W*(?:(?:und|dann|zuerst|die|der|das|den|ein|eine|neue[rsn]?)\W+)*(?:\w+\W+){0,3}?\b(?:<DEEDS>|<NEWS>)\b",),
    contrasts=(r"^\W*(?:sondern|aber|jedoch|dafür)\b",),
    deadline=(r"\b(?:spätestens\b|Werk|Arbeits|Geschäftstag|bis\b|maximal\b|längstens\b)",),
    within=(r"\b(?:in|innerhalb|binnen|innert|nach|spätestens|bis|nächsten|kommenden|maximal|max|höchstens|längstens|Laufe?|heute|über\w*)\b",),
    elliptic=(
        r"\b(?:<NEWS>|<DEEDS>|<STAFF>|<PARTICIPLE>|an Sie|von (?:mir|uns)|bei uns|unser\w*|mein\w*|fertig|raus|erledigt)\b|\b(?:macht|wird)\b",
    ),
    they=(r"^\W*(?:<AND>)*(?:sie|er|diese[r]?)\s+(?-i:[a-zäöüß]+)t\b|^\s*,\s*(?:die|der)\b.*\b[a-zäöüß]+t\W*$",),
    staff=(r"\b<STAFF>\b|\b(?:Herr|Frau|Herrn)\s+<NAME>",),
    others=(r"<OTHER>|\bam (?:\w+ )?(?:Zoll)\b",),
    before=(
        r"\b(?:gültig|geöffnet|erreichbar|besetzt|haltbar|befristet|verfügbar|gilt|Urlaub|läuft|offen|geschlossen|frei|steht|Angebot|Aktion)\s+(?:nur\s+|noch\s+|jeweils\s+|von\s+)?(?:bis|bis zum|ab|von|innerhalb|am|vom|für|in|im)?\s*(?:de[rmn]\s+)?$",
        r"\b(?:seit|ab|vom|Stand|statt)\s+(?:de[rmn]\s+)?$",
        r"\b(?:Nachricht|E-?Mail|Schreiben|Brief|Anruf|Bestellung|Lieferung|Rechnung|Anfrage|Paket|Antwort|Mail|Termin|Umtausch|Messbericht|Bericht|Foto) (?:vom|von|für)\s+(?:de[rmn]\s+)?$",
    ),
    after=(
        r"\s*(?:nach|ab|seit)\s+(?:de[rmn]\s+)?(?:Erhalt|Eingang|Rückerhalt|Ankunft|Kauf|Lieferung|Bestell\w+|Zahlung\w*|Wareneingang|Ihrer|Ihre[mn]|Rückgabe|Rücksendung|Zustellung|Freigabe|Prüfung|Versand)\b",
        r"\s*(?:lang\b|Garantie|Gewährleistung|Rückgaberecht|Lieferzeit|Widerruf\w*|Bearbeitungszeit|Zeit\b)",
    ),
)  # fmt: skip
