"""How German agents say that they will do something, and what merely looks like it."""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import clauses

_STAFF = (
    r"(?:Team|Lager|Werkstatt|Kolleg(?:e|in|en|innen|iums?)|Chef(?:in)?|Techniker(?:in)?|Technik|Versand(?:abteilung|team)?"
    r"|Buchhaltung|Abteilung|Kundendienst|Kundenservice|Support|Logistik(?:team|abteilung)?|Mitarbeiter(?:in|innen)?|Reparatur(?:abteilung|werkstatt)?"
    r"|Retourenabteilung|Leiter(?:in)?|Leitung|Fach(?:abteilung|leute|kraft|mann)|Packer(?:ei|in)?|Spezialist(?:in|en)?|Ingenieur(?:in|e)?"
    r"|Teamleit(?:er|erin|ung)|Vertrieb|Einkauf|Verkauf|Qualitätssicherung|Prüf(?:abteilung|labor|er)|Labor|Schreinerei|Näherei|Büro|Kommissionierung|"
    r"Vorgesetzte[rn]?|Geschäftsleitung|Rechnungswesen|Finanzabteilung|Atelier|Fertigung|Produktion|Leute|Kundenberater(?:in)?|Berater(?:in)?|Service|Monteur(?:in)?|Schicht|Frühschicht|Spätschicht|Lackiererei|Lackierer(?:in)?|Schreiner(?:in)?|Tischler(?:ei|in)?|Polster(?:er|ei)|Elektriker(?:in)?|Mechaniker(?:in)?|Schneider(?:ei|in)?|Druckerei|Handwerker|Meister(?:in)?|Inhaber(?:in)?|Zentrale)"
)
_OURS_IS = rf"(?:(?:unser|mein|ein|eine?r? unserer|das|der|die|eine|einer)[enrs]{{0,2}}\s+(?:\w+\s+){{0,2}}?{_STAFF}|(?:Herr|Frau)\s+[A-Z]\w+(?:\s+aus\s+\w+\s+\w+)?|jemand (?:aus|von)\s+\w+|{_STAFF})\b"
_THIRD = (
    r"(?:DHL|UPS|DPD|GLS|Hermes|FedEx|TNT|Deutsche Post|Amazon|PayPal|Klarna|Visa|Mastercard|eBay"
    r"|(?:(?:der|die|das|den|Ihr|Ihre|ihre|ein|eine|unser|unsere|dem)\s+)(?:\w+e[nrs]?\s+)?(?:Spedition|Spediteur|Paketdienst(?:leister)?|Zusteller(?:in)?|Bote|Fahrer(?:in)?|Versanddienst(?:leister)?|Lieferdienst|Post|Postbote|Kurier(?:dienst)?|Transporteur|Bank|Hausbank|Kreditkarten\w+|Kreditinstitut|Zoll|Lieferant(?:en)?|Hersteller|Fabrik|Werk|Marktplatz|Plattform|Zahlungsdienst(?:leister)?|Versicherung|Zustell\w+|Sendungsverfolgung|Frachtführer|Logistiker|Logistikpartner|Logistikunternehmen|Lieferung|Zustellung|Paket|Sendung|Päckchen|Depot|Paketzentrum|Vorlieferant|Nachbar|Filiale|Packstation)\b)"
)
_NEWS = (
    r"(?:Antwort|Rückmeldung|Nachricht|Bescheid|E-?Mail|Mail|Info(?:rmation(?:en)?)?|Rückruf|Anruf|Bestätigung|Etikett|Retourenetikett|Rücksende(?:etikett|schein|label)|Label|Rückerstattung"
    r"|Erstattung|Gutschrift|Geld|Betrag|Rechnung|Sendungsnummer|Trackingnummer|Angebot|Ergebnis|Entscheidung|Auskunft|Anleitung|Link|Fotos?|Unterlagen|Dokumente?|Zwischenstand|Stand|Update|Lösung|Lösungsvorschlag|Vorschlag|Gutschein(?:code)?|Code|Rückzahlung|Erklärung|Neuigkeiten|Beleg|Datei|Versandbestätigung|Stellungnahme|Daten|Zusage|Termin|Details|Versandschein|Paketschein|Formular|Kopie|Gutachten)"
)
# Participles of what we do.
_DONE_TO = (
    r"(?:ver(?:schickt|sandt|sendet|packt|anlasst|bucht|einbart|messen|vollständigt|arbeitet|rechnet|längert|bessert)|abge(?:schickt|sandt|sendet|holt\x00|schlossen|rechnet|klärt|bucht|fertigt|stimmt)|(?:los|raus|heraus|hinaus|weg|zu|nach|mit|zurück|ein|aus|an|um|auf|nach|vor|durch|fest|frei|fertig|bereit|wieder|weiter|hoch|über|unter|ab)?ge(?:schickt|sandt|sendet|packt|prüft|bucht|zahlt|tauscht|liefert(?=\x01)|stellt|stoßen|leitet|geben|teilt|rufen|meldet|klärt|macht|fertigt|druckt|näht|lötet|testet|messen|schrieben|sprochen|legt|reicht|laden|löst|wertet|löscht|ändert|fragt|setzt|nommen|tragen|führt|schlossen|wiesen|öffnet|strichen|baut|richtet|gossen|wogen|sucht|gangen)"
    r"|erstattet|bearbeitet|beantwortet|ersetzt|repariert|gepolstert|geprüft|überprüft|kontrolliert|untersucht|überwiesen|übergeben|übermittelt|überarbeitet|übersetzt|korrigiert|storniert|informiert|benachrichtigt|kontaktiert|erledigt|ausgelöst|angerufen|erstellt|bestellt|veranlasst|gutgeschrieben|freigegeben|ausgetauscht|umgetauscht|aufbereitet|begutachtet|bestätigt|entschieden|kommissioniert|montiert|produziert|hergestellt|analysiert|beglichen|bezahlt|vergütet|angewiesen|beauftragt|besprochen|reklamiert|aktiviert|entsperrt|organisiert|vorbereitet|fertiggestellt|unterrichtet|versorgt|behoben|gelöst|beschafft|initiiert|zugesandt|zugeschickt|zugestellt\x01|bereitgestellt|mitgeteilt|nachgeliefert|nachgereicht|nachgesendet|nachgesandt|nachgeschickt|eingereicht|weitergeleitet|weitergegeben|storniert|umgebucht|abgeschlossen|fertig|unterwegs|auf den Weg gebracht|auf dem Weg|auf die Reise geschickt|in die Post gegeben|der Post übergeben|dem (?:Paketdienst|Versand|Spediteur|Kurier|Boten) übergeben|an (?:DHL|UPS|GLS|DPD|Hermes|den \w+) übergeben)"
)
# First persons of verbs that are no deed to come.
_NO_DEED = (
    r"(?:habe|haben|hatte|hatten|hätten?|war|waren|wären?|bin|sind|könn\w+|konnte\w*|kann|würden?|dürf\w+|darf|durfte\w*|möcht\w+|mag|mögen|sollte\w*|soll|sollen|musste\w*|wollte\w*"
    r"|hoffe|hoffen|denke|denken|glaube|glauben|weiß|wissen|freue|freuen|bedaure|bedauern|bedauere|warte|warten|erwarte|erwarten|rechne|rechnen|bitte|bitten|biete(?!\w)|bieten|empfehle|empfehlen|schlage|schlagen|danke|danken|verstehe|verstehen"
    r"|entschuldige|entschuldigen|arbeite|arbeiten|gehe(?= davon)|gehen(?= davon)|nehme(?= an)|nehmen(?= an)|finde|finden|brauche|brauchen|benötige|benötigen|schätze|schätzen|stehe|stehen|kenne|kennen|öffnen|schließen|verkaufen|führen(?= (?:das|die|den|keine))|garantieren nicht|wohne|heiße|heißen|vermute|vermuten|fürchte|fürchten|bräuchte\w*|liegt|liegen|raten|rate|vermissen|vertrauen|ruht|bekomme|bekommen|erhalte|erhalten|kriegen|kriege|wünsche|wünschen)"
)
_VERB = r"(?!" + _NO_DEED + r"\b)[a-zäöüß]{3,}"
_WORDS = {
    "OURS_IS": _OURS_IS,
    "THIRD": _THIRD,
    "NEWS": _NEWS,
    "DONE_TO": _DONE_TO,
    "VERB": _VERB,
    "NO_DEED": _NO_DEED,
    "STAFF": _STAFF,
    "FINITE": r"(?:wird|werden|ist|sind|hat|haben|will|soll|sollte|kann|könnte|muss|darf|plant|liefert|bringt|kommt|sagt|meldet|rechnet|braucht|benötigt|stellt|holt|nennt|gibt|kündigt|erwartet|schätzt|prüft|bucht|schreibt|erstattet|zeigt|trifft|erreicht|verspricht|geht|bittet|hält|zahlt|entscheidet|ruft|fährt|klingelt|versucht|arbeitet|steht|war|hatte|wollte|macht|bearbeitet|antwortet|öffnet|meint|teilt|informiert|avisiert|verlangt|überweist)",
    # "Bis Freitag ist es geprüft": over by then, and still to come.
    "BY_THEN": r"^\W*(?:(?:und|dann)\s+)?(?:(?:aller)?spätestens|bis)\W+(?:\w+\W+){0,2}\x00+\W*(?=(?:ist|sind|hat|haben)\b)",
    "BEGIN": r"^\W*(?:(?:und|aber|doch|denn|oder|also|nur|erst|dann|auch|sondern)\b\W*)*",
}

CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\d)(?<!\bca)(?<!\bNr)(?<!\bStd)(?<!\bbzw)(?<!\bz\.B)(?<!\bd\.h)(?<!\bDr)(?<!\bmax)(?<!\b(?:Mo|Di|Mi|Do|Fr|Sa|So))(?<!\b[Jj]an)(?<!\b[Ff]eb)(?<!\b[Aa]pr)(?<!\b[Aa]ug)(?<!\b[Ss]ep)(?<!\b[Oo]kt)(?<!\b[Nn]ov)(?<!\b[Dd]ez)\.(?=\s|$)",
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
        r"\b(?:passt (?:es )?Ihnen|wäre Ihnen|wie wäre|was halten Sie|sollen wir|soll ich|möchten Sie|würde Ihnen|hätten Sie)\b",
        r"\b(?:wenn|falls|sofern) (?:Sie (?:möchten|wollen|mögen|wünschen|einverstanden|zustimmen)|(?:es |das |Ihnen das )?(?:Ihnen )?(?:recht|passt|so passt))",
    ),
    waits=(
        r"<BEGIN>(?:sobald(?! (?:wie )?möglich)|wenn(?! nicht)|falls|sofern|soweit|solange|sollte[nt]?\b(?! wir Ihnen)|nachdem|vorausgesetzt|angenommen|im Falle?|bis (?=Sie|die|der|das|Ihre?|wir)|haben (?:wir|Sie)\b(?=.*\b(?:erhalten|bekommen)\b)|liegt uns|liegen uns|ist (?:die|der|das|Ihre?)\b.*\b(?:da|eingetroffen|eingegangen|angekommen|zurück)\b|kommt (?:das|die|der|Ihre?)\b)",
        r"\bnach (?:Erhalt|Eingang|Rückerhalt|Ankunft|Prüfung Ihrer|Freigabe|Zahlungseingang|Wareneingang|Rücksendung|Bestätigung|Ihrer (?:Antwort|Rücksendung|Rückmeldung|Bestätigung|Freigabe|Zahlung)|dem Eingang|dem Erhalt|der (?:Rücksendung|Rückgabe|Freigabe|Bestätigung|Ankunft))",
        r"\b(?:ab|bei|mit|unmittelbar nach) (?:Erhalt|Eingang|Zahlungseingang|Wareneingang|Ankunft|Rückerhalt)\b|\b(?:vorbehaltlich|abhängig von|je nachdem|unter der Voraussetzung|in diesem Fall|vorausgesetzt|im Falle (?:eine[rs]|der|des))\b",
        r"<BEGIN>(?:bitte\s+)?(?:senden|schicken|antworten|bestätigen|teilen|nennen|laden|geben|melden|sagen|lassen|wählen|füllen|reichen|mailen|übermitteln|legen|prüfen|bringen|zahlen|überweisen|schreiben|rufen)\s+Sie\b",
    ),
    waits_after=(
        r"^\W*(?:aber |jedoch )?(?:nur )?(?:sobald(?! (?:wie )?möglich)|wenn(?! nicht)|falls|sofern|soweit|nachdem|vorausgesetzt|es sei denn|bis (?=Sie|die|der|das|Ihre?))\b",
    ),
    wonders=(r"^\W*(?:wenn|sobald|ob|wann)\b",),
    tells=(r"(?!)",),
    despite=(r"\b(?:spätestens|in jedem Fall|auf jeden Fall|so oder so|auf alle Fälle)\b",),
    theirs=(
        r"(?!.*\b(?:raus|heraus|hinaus|los|auf den Weg|in den Versand|verlässt|unser Lager)\b)<THIRD>(?:\s+(?!wir\b|ich\b)[\w-]+){0,3}?\s+<FINITE>\b(?!.*\b(?:wir|ich)\b)",
        r"^\W*(?:\x00+\s*)?(?:<FINITE>)\s+(?:uns\s+|Ihnen\s+|sie\s+|es\s+)?<THIRD>",
        r"\b(?:durch|von|seitens|laut) <THIRD>|\b(?:laut|durch|von) (?:Amazon|PayPal|DHL|UPS|Ihrer Bank)",
        r"<BEGIN>(?:\x00+\s*)?bitte\b(?!.*\b(?:ich|wir)\b)|\b(?:bitten wir Sie|möchten wir Sie bitten|bitte ich Sie|wir bitten (?:Sie|um))\b",
        r"\bSie (?:können|müssen|sollten|dürfen|möchten|brauchen|haben|hatten|wollten|wollen|müssten|könnten|schicken|senden|geben|melden)\b|\b(?:können|müssen|sollten|dürfen|brauchen|haben|hatten|schicken|senden|geben|melden|antworten|prüfen|legen|teilen|nennen|bestätigen) Sie\b(?!.*\b(?:von uns|von mir)\b)",
        r"\b(?:sie|er|es) (?:wird|werden) (?=.*\b(?:zustellen|liefern|eintreffen|ankommen|ausliefern)\b)",
    ),
    spoils=(
        r"^(?!<BY_THEN>)(?!.*\bbis\W+(?:\w+\W+){0,2}\x00).*\b(?:ist|sind)\b(?!.*\b(?:zu \w+en|\w+zu\w+en|fertig)\b)(?=.*\b(?:ge\w+(?:t|en)|\w+ge\w+(?:t|en)|ver\w+(?:t|en)|er\w+(?:t|en)|be\w+(?:t|en)|über\w+(?:t|en)|unter\w+(?:t|en)|ent\w+(?:t|en)|\w+iert|worden|raus|hinaus)\b)",
        r"^(?!<BY_THEN>).*\b(?:habe|haben|hat|hatte|hatten|bin|war|waren|wurde|wurden)\b(?!.*\b(?:zu \w+en|\w+zu\w+en|fertig)\b)(?!.*\bbis\W+(?:\w+\W+){0,2}\x00)(?=.*\b(?:ge\w+(?:t|en)|\w+ge\w+(?:t|en)|ver\w+(?:t|en)|er\w+(?:t|en)|be\w+(?:t|en)|über\w+(?:t|en)|unter\w+(?:t|en)|ent\w+(?:t|en)|\w+iert|worden|raus|hinaus)\b)",
        r"\b(?:war|waren|wurde|wurden|hatten?|sollte[n]?|wollte[n]?|konnte[n]?|musste[n]?|durfte[n]?|ging(?:en)?|kam(?:en)?|schrieb(?:en)?|rief(?:en)?|gab(?:en)?|verließ|erhielt(?:en)?|versprach(?:en)?|sprach(?:en)?|traf(?:en)?|lag(?:en)?|stand(?:en)?|bekam(?:en)?)\b",
        r"\b(?:ich|wir|<OURS_IS>)\s+(?!(?:antwort|arbeit|bearbeit|leit|erstatt|veranlass|biet|bitt|wart|test|halt|beantwort|berat|bereit|verarbeit|vorbereit|überarbeit|gestalt|schalt|richt|berich|benachrichtig|tret|begleit|leist|start|kontakt|wert|verwert|vergüt|gut|rat|mel|schnit|schnei|unterbreit)\w*)\w+te[n]?\b",
        r"\b(?:nicht(?! (?:später|nur|mehr als))|kein\w*|niemals|nie|leider(?=.*\bnicht\b)|unmöglich|ohne Gewähr|außerstande)\b",
        r"\b(?:hätte[nst]*|wäre[n]?|würde[n]?|könnte[n]?|dürfte[n]?|müsste[n]?|möchte[n]?|kann|können|vielleicht|eventuell|womöglich|hoffentlich|hoffe[n]?|wünsche[n]?|vermutlich|möglicherweise|unter Umständen|gegebenenfalls)\b",
        r"\b(?:schlage[n]?|biete[n]?) (?:ich|wir|Ihnen)|\b(?:ich|wir) (?:schlagen?|bieten?|empfehlen?)\b",
        r"\b(?:normalerweise|automatisch|in der Regel|üblicherweise|grundsätzlich|generell|meist(?:ens)?|im Allgemeinen|gewöhnlich|durchschnittlich|im Schnitt|stets|immer|für gewöhnlich|jeweils|jede[rsn]? (?:Tag|Woche|Anfrage|Bestellung|Sendung)|alle (?:Anfragen|Bestellungen|Retouren|E-Mails|Nachrichten|Rücksendungen|Erstattungen)|erfahrungsgemäß|standardmäßig|Öffnungszeiten|Geschäftszeiten|Servicezeiten|Bürozeiten)\b",
        r"\b(?:Bestellungen|Retouren|Anfragen|Erstattungen|Rücksendungen|Reklamationen|Nachrichten) (?:werden|bearbeiten|versenden|erstatten|beantworten|gehen|die)\b",
        r"\b(?:geöffnet|geschlossen|besetzt|erreichbar|gültig|gilt|gelten|haltbar|verfügbar|lieferbar|vorrätig|im Urlaub|außer Haus|im Büro|läuft|laufen|endet|enden|beginnt|hält|reicht|lädt|dauert|dauern|beträgt|betragen|verfällt|befristet|ab Werk|auf Lager)\b",
        r"\bwie\b.*\b(?:zugesagt|versprochen|angekündigt|besprochen|vereinbart|gewünscht|mitgeteilt|erwähnt|geschrieben)\b|\b(?:versprochen|zugesagt|angekündigt|vereinbart)e[nrsm]?\b",
        # What becomes of it elsewhere.
        r"\b(?:zugestellt|geliefert|ausgeliefert|eintreffen|eintrifft|ankommen|ankommt|ankommt|angeliefert|eingetroffen|zustellen|ausliefern|abholen|abgeholt|anliefern|kommt .*\ban\b|trifft .*\bein\b|(?:bei Ihnen|da|dort) (?:sein|ist|sind|eintreffen)|erreicht (?:Sie|das|die)|erreichen(?= Sie|d)|sichtbar|erscheint|erscheinen|wieder (?:da|lieferbar|verfügbar|auf Lager)|auf Ihrem (?:Konto|Kontoauszug)|Ihrem Konto gut(?:geschrieben)?|Zustellung|Lieferung (?:ist|erfolgt|kommt|trifft)|Liefertermin|Zustelltermin|Abholung|verbucht)\b",
    ),
    ours=(
        r"\b(?:dass|weil|damit|da|sodass)\s+(?:ich|wir)\b.*\b<VERB>(?:e|en|n)\W*$",
        r"^\W*(?:(?:und|aber|denn|doch|sondern|oder|also|nun|ja|hallo|danke|gern)\W+)*(?:ich|wir)\s+(?:(?:selbst|beide|alle|hier|zwei|vom \w+|aus dem \w+)\s+)?(?:<VERB>)\b",
        r"\b(?:<VERB>(?:e|en|n)|(?:werde|will)|(?:tue|tun))\s+(?:Sie\s+|Ihnen\s+|mich\s+|uns\s+|es\s+|das\s+|dies\s+)?(?:ich|wir)\b",
        r"\b(?:ich|wir)\b.*\b(?:werde|werden|will|wollen)\b",
        r"<OURS_IS>.*?\b(?!<FINITE>\b(?=\x01))(?:wird|werden|will|meldet|ruft|schickt|sendet|versendet|verschickt|prüft|repariert|klärt|bearbeitet|erstattet|schreibt|antwortet|packt|bringt|gibt|macht|testet|kümmert|übernimmt|setzt|stellt|überweist|fertigt|misst|teilt|informiert|kontaktiert|sieht|schaut|nimmt|leitet|veranlasst|druckt|bucht|tauscht|legt|liefert|holt|beantwortet|untersucht|sucht|geht|spricht|begutachtet|beginnt|startet|kommt(?= (?:auf|mit)))\b",
        r"\b(?:meldet|ruft|schickt|sendet|prüft|wird|kümmert|schreibt|werden|packt|setzt|bearbeitet|erstattet|versendet|verschickt|repariert|klärt)\s+(?:sich\s+|Sie\s+|Ihnen\s+|das\s+|es\s+)*(?:<OURS_IS>)",
        # "Our" with any noun that is none of the others acts for us, as does anybody by name.
        r"\b(?:(?:unser|mein)(?:e|er)?\s+(?:\w+\s+)?\w+|(?:Herr|Frau)\s+\w+|jemand)\s+(?:\x00+\s*)?(?!(?:ist|hat|gilt|kommt|liegt|kostet|dauert|bleibt|läuft|endet|beginnt|öffnet|bietet|braucht|benötigt|bekommt|erhält)\b)[a-zäöüß]+t\b",
        r"\x00+\s*(?!(?:ist|hat|gilt|kommt|liegt|endet|beginnt|öffnet|bekommt|erhält)\b)[a-zäöüß]+t\s+(?:(?:sich|Ihnen|Sie|es|das)\s+)*(?:unser|mein|jemand|Herr|Frau)",
        r"<BY_THEN>.*\b(?:(?:ist|sind)\b.*\b<DONE_TO>|(?:hat|haben)\s+(?:wir|ich|<OURS_IS>))",
        r"\b(?:liegt|liegen|ist|sind|landet|kommt)\b.*\b(?:in Ihrem (?:\w+-?)?(?:Postfach|Posteingang)|per (?:E-?)?Mail)\b",
        r"\b(?:wird|werden)\b.*\b(?:\w*ge\w+(?:t|en)|(?:ver|be|er|zer|ent|über|unter)\w+(?:t|en)|\w+iert)\b(?!\s+(?:können|müssen|sollen|dürfen|wollen))",
        r"\b(?:Kolleg(?:en|innen)|Techniker|Mitarbeiter(?:innen)?|Leute|Packer)\b(?:\s+(?!haben|sind|waren|hatten)\w+){0,3}?\s+(?!(?:haben|sind|waren|hatten|können|konnten|müssen|dürfen|sollen|arbeiten|warten|hoffen|werden)\b)[a-zäöü]+en\b",
        r"\bbis\W+(?:\w+\W+){0,2}\x00+.*\b(?:ist|sind)\b.*\b<DONE_TO>|\b(?:ist|sind)\b.*\bbis\W+(?:\w+\W+){0,2}\x00+.*\b<DONE_TO>",
        r"\b<DONE_TO>\s+(?:wird|werden)\b|\b(?:das Haus|unser Lager|unsere Werkstatt|uns) (?:verlassen|verlässt)\b",
        r"<OURS_IS>\s+(?:\x00+\s*)?(?!(?:ist|hat|hatte|war|kann|könnte|muss|darf|soll|bleibt|öffnet|braucht|benötigt|wartet|hofft|erwartet|arbeitet|liegt|gilt|dauert|schließt|war|sagt|sagte|meint)\b)[a-zäöüß]+t\b",
        r"\b(?:wird|werden)\b.*\b<DONE_TO>\b(?!.*\bvon (?:der|dem|Ihrer|Amazon|PayPal))",
        r"\b(?:geht|gehen)\b.*\b(?:raus|hinaus|heraus|los|auf (?:den Weg|die Reise)|in (?:die Post|den Versand)|an Sie|zur Post|an die|per|ab|Ihnen|zu|mit)\b|\b(?:verlässt|verlassen)\b|\b(?:raus|hinaus) geht\b|\b(?:folgt|folgen)\b|\bkommt\b.*\b(?:von (?:mir|uns)|per (?:E-?)?Mail)\b|\bist (?:[\w\x00]+ ){0,3}(?:fertig|bereit|erledigt|unterwegs|versandfertig|abholbereit)\b",
        r"\b(?:Sie|Ihnen)\b.*\b(?:von (?:uns|mir)|unsere[nr]?|meine[nr]?)\b|\b(?:hören|erhalten|bekommen) Sie\b.*(?:<NEWS>|\b(?:von (?:uns|mir)|unsere?)\b)|\bSie (?:hören|erhalten|bekommen)\b.*(?:<NEWS>|\b(?:von (?:uns|mir)|unsere?)\b)|\b(?:erhalten|bekommen|haben|finden) Sie\b.*<NEWS>|<NEWS>.*\b(?:erhalten|bekommen|haben) Sie\b|\bSie (?:haben|finden|werden)\b.*<NEWS>.*\b(?:von (?:uns|mir)|in Ihrem Postfach|im Postfach|erhalten|bekommen)\b",
        r"\b(?:liegt|liegen|ist|haben Sie)\b.*\b(?:unsere|meine|von uns|von mir)\b",
        r"\b(?:ist|sind|steht)\b.*\b(?:für|auf)\b.*\b(?:eingeplant|geplant|vorgesehen|angesetzt)\b(?!.*\b(?:Liefer|Zustell))",
        r"\b(?:Versand|Erstattung|Rückruf|Anruf|Antwort|Rückmeldung|Reparatur|Prüfung|Austausch|Gutschrift|Überweisung|Auszahlung|Rückzahlung|Ersatz|Nachlieferung|Nachricht|Bescheid|E-?Mail)\b.*\b(?:erfolgt|folgt|geht|kommt|findet statt|wird)\b",
        r"\b(?:melden|zurückmelden|zurückrufen) (?:wir|ich)\b|\b(?:mein|unser)e?n? (?:Rückruf|Antwort|Anruf|Rückmeldung|Nachricht|E-?Mail|Vorschlag)\b",
        r"\b(?:verspreche|versprechen|garantiere|garantieren|sichere|sichern|sage|zusage) (?:ich |wir )?Ihnen\b|\blassen Sie mich\b",
    ),
    goes_on=(
        r"<BEGIN>(?:\x00+\s*)?(?:melde|melden|schicke|schicken|sende|senden|rufe|rufen|schreibe|schreiben|gebe|geben|werde|werden|versende|versenden|veranlasse|veranlassen|prüfe|prüfen|erstatte|erstatten|teile|teilen|komme|kommen|bringe|bringen|überweise|überweisen|lege|legen|leite|leiten|informiere|informieren|kümmere|kümmern|setze|setzen|buche|buchen|antworte|antworten|tausche|tauschen|stelle|stellen|packe|packen|mache|machen|kläre|klären|nehme|nehmen|frage|fragen|spreche|sprechen|schaue|schauen|liefere|liefern|storniere|stornieren|bestätige|bestätigen|drucke|messe|messen|repariere|reparieren|sorge|sorgen|hake|haken|bearbeite|bearbeiten|erledige|erledigen|versuche|erstelle|erstellen)\b",
    ),
    acts=(
        r"\b(?:ist|sind|wird|werden|hat|haben|kann|muss|soll|bleibt|bleiben|kommt|kommen|dauert|gilt|braucht|liegt|geht|gibt|steht|trifft|heißt|bedeutet|scheint|zeigt|sagt|reicht|passt|tut|benötigt|erreicht|war|lässt|wissen|weiß|bitte|danke)\b",
        r"\b(?:Sie|es|er|man)\s+[a-zäöü]+(?:en|t)\b",
        r"\b(?:ich|wir)\b",
    ),
    elliptic=(r"\b(?:<NEWS>|<DONE_TO>|Versand|Austausch|Reparatur|Prüfung|Ersatz|an Sie|von (?:mir|uns)|unser\w*|mein\w*)\b|<OURS_IS>",),
    they=(r"^\W*(?:und |aber |denn )?(?:sie|er)\s+(?!(?:ist|hat|kommt|trifft|liegt|kostet|passt|funktioniert|hält|lädt|dauert|geht|wird)\b)[a-zäöüß]+t\b(?!.*\b(?:an|ein|zu|aus|ab)\W*$)|^\s*,\s*(?:die|der)\b.*\b(?!(?:ist|hat|war|kommt|liegt|dauert|gilt)\b)[a-zäöüß]+t\W*$", r"^\W*(?:und |aber |denn )?(?:(?:sie|er|diese[r]?) (?:ruft|meldet|wird|schickt|sendet|prüft|schreibt|kümmert|klärt|gibt|bearbeitet|versendet|repariert|packt|teilt|kontaktiert|informiert|schaut|sieht|nimmt|antwortet|werden|melden|senden|schicken|prüfen|packen|bearbeiten))\b(?!.*\b(?:zustellen|liefern|ausliefern|abholen|eintreffen|ankommen|geliefert|zugestellt|abgeholt)\b)|^\W*(?:die|der) (?:sich|Sie|Ihnen|das|es)\b.*\b(?:meldet|anruft|zurückruft|prüft|schickt|klärt|wird)\b",),
    staff=(_STAFF + r"|\b(?:Herr|Frau|Herrn)\s+[A-ZÄÖÜ]",),
    others=(_THIRD,),
    before=(
        r"\b(?:gültig|geöffnet|erreichbar|besetzt|haltbar|befristet|verfügbar|gilt|Urlaub|läuft)\s+(?:nur\s+|noch\s+|jeweils\s+|von\s+)?(?:bis|bis zum|ab|von|innerhalb|am|vom|für|in|im)?\s*(?:de[rmn]\s+)?$",
        r"\b(?:seit|ab|vom|von|Stand)\s+(?:de[rmn]\s+)?$",
        r"\b(?:Nachricht|E-?Mail|Schreiben|Brief|Anruf|Bestellung|Lieferung|Rechnung|Anfrage|Paket|Antwort|Mail|Termin) (?:vom|von|für)\s+(?:de[rmn]\s+)?$",
    ),
    after=(
        r"\s*(?:nach|ab|seit)\s+(?:de[rmn]\s+)?(?:Erhalt|Eingang|Rückerhalt|Ankunft|Kauf|Lieferung|Bestell\w+|Zahlung\w*|Wareneingang|Ihrer|Ihre[mn]|Rückgabe|Rücksendung|Zustellung|Freigabe|Prüfung|Versand)\b",
        r"\s*(?:lang\b|Garantie|Gewährleistung|Rückgaberecht|Lieferzeit|Widerruf\w*|Bearbeitungszeit)",
    ),
)  # fmt: skip
