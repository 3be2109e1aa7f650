"""How Spanish agents say that something will be done, and what merely looks like it.

Anything that happens on a day of the calendar is a promise, unless the clause says who else
does it or that it is none: the lists below, by concept.
"""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import (
    BRANDS,
    NAME,
    clauses,
    words,
)

_CARRIERS = """
transportista, repartidor(?:a|es)?, mensajer[oíi]a?, cartero, cartera(?= (?:pasa|trae)), correo postal, empresa de (?:transporte|mensajería|paquetería), agencia(?: de transporte)?, conductor, chófer, delegación, seguimiento, rastreo, punto de recogida,
servicio postal, servicio de (?:entrega|mensajería|paquetería), courier, operador logístico, paquetería, camión, barco, buque, ferry, avión, tren, contenedor, naviera, furgoneta de reparto, reparto, ruta, oficina de correos, central de clasificación
"""
_MONEY = """
banco(?! de (?:pruebas|trabajo|ensayo))(?=\\s), entidad(?: bancaria)?, emisor(?:a)?, aseguradora, tarjeta, compañía de seguros, seguro, hacienda, financiera, pasarela de pago
"""
_STRANGERS = """
aduanas?, proveedor(?:a|es)?, fabricante, fábrica, marca, casa matriz, editorial, importador(?:a)?, mayorista, marketplace, plataforma, ayuntamiento, policía, juzgado, notario, OCU, administrador de la finca, portero, vecin[oa]s?, dueño del local,
punto limpio, perito del seguro, comunidad, distribuidor(?:a)?, subcontrata, franquicia
"""
_TRADES = """
albañil, fontanero, plomero, electricista, instalador, pintor, carpintero, jardinero, médico, veterinario, arquitecto, mecánico, técnico, gestor, marido, mujer, esposa?, hij[oa]s?, madre, padre, inquilin[oa], amig[oa], jef[ea], compañer[oa], vecin[oa]s?, portero
"""
_STAFF = """
equipo, almacén, bodega, taller, compañer[oa]s?, responsable, técnic[oa]s?, servicio, contabilidad, logística, oficina, administración, expert[oa]s?, supervisor(?:a)?, encargad[oa]s?, ingenier[oa]s?, director(?:a)?, dirección, departamento, soporte, laboratorio, agentes?,
personal, jef[ea]s?, gerente, tienda, colegas?, asesor(?:a)?, gestor(?:a)?, facturación, devoluciones, calidad, operari[oa]s?, artesan[oa]s?, dueñ[oa], sede, sucursal, filial, imprenta, sastrería, costura, cristalería, carpintería, fundición, perit[oa], doctor(?:a)?, químic[oa],
abogad[oa], soci[oa], aprendiz(?:a)?, becari[oa], secretari[oa], alguien, cociner[oa], arquitect[oa], veterinari[oa], gente, chic[oa]s, gestión, producción, despacho, don, doña, señor, señora, sastre, sastra, orfebre, lutier, luthier, diseño, producto, suegra, hermana, mecánic[oa], letrad[oa],
(?!primer|tercer|dinero|enero|febrero|número|acero|cuero|madera|manera|cartera|escalera|nevera|carretera|fuera|espera|cualquier|entero|entera|quiera|hubier|fuero|tuvier|pudier|sombrer|tinter|bombiller|tetera|cafetera|lavadora|impresora|secadora|batidora|aspiradora|calculadora|hora|ahora|mejora|demora|señora|colcho|motor|sensor|valor|color|error|favor|sabor|calor|interior|exterior|superior|mayor|menor|mejor|peor|anterior|posterior|ordenador|secador|cargador|transformador|ventilador|aspirador|congelador|calentador|monitor|televisor|adaptador|regulador|conector|lector|flor|vapor|por|autor)\\w{3,}(?:ista|istas|ero|era|dor|dora|tor|tora)\\b
"""
_NEWS = """
respuestas?, noticias?, correo(?: electrónico)?, e-?mail, mail, mensajes?, confirmación, etiquetas?, reembolso, abono, nota de crédito, factura, número, código, oferta, presupuesto, cotización, decisión, resultados?, información, informaciones, detalles, vale, formulario, enlace, instrucciones,
manual, fotos?, vídeo, video, documentos?, documentación, copia, recibo, llamada, solución, explicación, estado, actualización, novedades, propuesta, importe, dinero, informe, transferencia, certificado, comunicación, indicaciones, contestación, aviso, cupón, guía, justificante, comprobante,
veredicto, dictamen, conclusiones, resumen, borrador, esquema, lista, plan, diagnóstico
"""
_DEEDS = """
envío, reenvío, salida, cambio, arreglo, ajuste, revisión, prueba, ensayo, recogida, retirada, montaje, corte, tapizado, barnizado, pintado, impresión, reposición, expedición, despacho, entrega al transportista, puesta en marcha, montura, costura, repaso, embalaje, pulido, lijado, soldadura, calibrado,
\\w+(?:ación|ición|sión|ucción|amiento|imiento|aje)
"""
_NO_DEED = """
podemos, puedo, debemos, debo, queremos, quiero, esperamos, espero, pensamos, pienso, creemos, creo, entendemos, entiendo, comprendemos, comprendo, sabemos, agradecemos, agradezco, rogamos, ruego, pedimos (?:disculpas|perdón|que), pido (?:disculpas|perdón), recomendamos, recomiendo, sugerimos, sugiero,
proponemos, propongo, aconsejamos, aconsejo, deseamos, lamentamos, lamento, (?:lo )?sentimos(?= (?:mucho|que|el|la|las|los)), lo siento, siento(?= (?:mucho|que|el|la|las|los)), trabajamos, trabajo, cerramos(?! (?:el|la|los|las|tu|su)), abrimos(?! (?:el|la|los|las|un|una|tu|su|expediente)), vemos que, tenemos que, solemos, necesitamos, necesito, invitamos, disculpamos, animamos, confiamos, vendemos,
fabricamos(?= (?:en|de)), supongo, suponemos, tememos, temo, dudo, dudamos, estamos (?:cerrados|abiertos|de vacaciones|aquí|de puente|fuera), estaremos (?:cerrados|abiertos|de vacaciones), llegamos
"""
_STATES = """
dura, duran, caduca, caducan, vence, vencen, expira, expiran, termina(?! de), terminan, acaba(?! de)(?!\\s\\x00+\\s(?:en|sobre)), acaban, finaliza, cesa, cuesta, contiene, abre(?! (?:el|la|los|las|un|una|él|ella|mi|nuestr)), abren(?! (?:el|la|los|las)), cierra(?! (?:el|la|los|las|tu|su|mi|nuestr))(?!.*\\b(?:caso|expediente|incidencia)\\b), cierran, reabre\\w*, abiert[oa]s?(?! una), (?<!dejo )(?<!queda )(?<!quedará )(?<!quede )(?<!deja )cerrad[oa]s?,
válid[oa]s?, disponibles?, localizables?, su garantía, tu garantía, en garantía, de garantía, autonomía, se carga, de vacaciones, ausente, vigente, en vigor, en stock, tarda(?! (?:usted|mi|nuestr)), tardan, aguanta, se conserva, sigue, permanece, bastan, basta, hacen falta, hace falta, festivo, feriado, puente, cierre por, horario\\w*, en huelga, parad[oa], se apaga,
se enciende, lleva fecha, hay (?!que\b), es festivo, es fiesta, entra en reposo, cubre, el plazo, la fecha tope, fecha límite, guardia, apagad[oa], trabaja nadie, rige, se mantiene
"""
_HABITS = """
normalmente, automáticamente, habitualmente, generalmente, por lo general, en general, siempre, solemos, suele, suelen, de media, por norma, por regla, como norma, cada (?!uno|una|pieza)\\w+, todos los (?:días|lunes|martes|miércoles|jueves|viernes|sábados|domingos|meses|pedidos|mensajes|reembolsos|correos|envíos|clientes|años), todas las (?:semanas|noches|mañanas|tardes|solicitudes|devoluciones|consultas|compras), nuestro horario, nuestros plazos, política, condiciones, plazos? (?:de|es|habitual|normal|estándar|legal)(?<!plazo de),
al día, por semana, por ley, casi siempre, de ordinario, por experiencia, típicamente, los (?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)
"""
_UNREAL = """
\\w{2,}(?:ría|rías|ríamos|rían)(?<!ajería)(?<!mayoría)(?<!batería)(?<!tubería)(?<!uetería)(?<!avería)(?<!categoría)(?<!galería)(?<!librería)(?<!intería)(?<!astrería)(?<!alería)(?<!sería de)(?<!ecería)(?<!relojería)(?<!herrería)(?<!joyería), hubiera\\w*, hubiese\\w*, hubiéramos, hubiésemos, quizás?, tal vez, a lo mejor, ojalá, posiblemente,
probablemente, espero que, esperamos que, si es posible, salvo imprevistos, eventualmente, con suerte, puede que, puede ser, depende
"""
_DENIALS = """
no(?=\\s+\\w)(?! (?:más tarde|deja\\w+ de|solo|sólo|se preocupe|dude|olvid|te preocupes|hay que devolver|hace falta que)), imposible, ningún, ninguna, ninguno, nadie, nunca, jamás, sin garantía, tampoco, incapaces, ni siquiera, nada de, descartado, demasiado pronto, demasiado tarde, ni
"""
_ELSEWHERE = """
(?<!haremos )(?<!haré )(?<!hago )(?<!hacemos )(?<!hacerle )(?<!compañera )(?<!compañero )(?<!técnico )lleg(?:a|ará|an|arán|ue|uen|ar)(?!.*\\b(?:e-?mail|email|correo electrónico|mail|por correo)\\b), entregad[oa]s?, entrega (?:está|será|prevista|estimada|es), aparecerá, aparecer, aparece, visibles?, en (?:su|tu) (?:cuenta|extracto), cargad[oa],
previst[oa] (?:para|su|la entrega), se espera, recibirá (?:el|la|su) (?:nuev\\w+ )?(?:paquete|artículo|producto|pedido|envío|aparato|pieza), de nuevo disponible, volverá a estar disponible, estará (?:en su casa|con usted|ahí|allí)
"""
_TELLS_US = """
escribe, escriben, informa, informan, anuncia, comunica, avisa, avisan, dice, dicen, confirma, confirman, asegura, promete, responde, cuenta, cuentan, indica, ha (?:escrito|comunicado|anunciado|dicho|confirmado|prometido|avisado|fijado), hace saber, adelanta
"""
_DEEDS_OF_BUYER = """
envíe, envíen, envía, enviad, mande, manda, deje, deja, pruebe, prueba, intente, inténtelo, inténtalo, compruebe, comprueba, revise, desenchufe, desenchufa, verifique, verifica, conserve, conserva, guarde, guarda, elija, elige, tenga(?! en)(?=\\s), ten(?=\\s), haga, haz, diga, dinos, dime, escriba, escríbame, escríbeme, responda,
responde(?=nos|me), confirme, devuelva, devuélvalo, indique, comunique, adjunte, rellene, rellena, espere, lea, llame, contacte, lleve, ponga, abra, cierre, tome, use, utilice, cargue, embale, firme, rechace, acepte, pase(?= (?:por|a recoger)), recuerde, recuerda, échale, échele, quite, quita, avise, saque, tire, regale, riegue, riega, remoje, monte, montes, desmonte, facilite
"""
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
    "ELSEWHERE": words(_ELSEWHERE),
    "TELLS_US": words(_TELLS_US),
    "BUYERS": words(_DEEDS_OF_BUYER),
    "NAME": NAME,
}
_WORDS = {
    **_LISTS,
    "OTHER": r"(?:<BRANDS>\b|\b(?:(?:la|el)\s)?(?!SAV|USB|PDF|LED|IVA|IGIC)(?-i:[A-Z]{4,})\b|\b(?:el|la|los|las|su|tu|un|una|nuestr[oa]|este|esta|del|al|según)\s(?:\w+ )?(?:<CARRIERS>|<MONEY>|<STRANGERS>)\b|\b(?:su|tu|tus|sus)\s<TRADES>\b)",
    "PARTICIPLE": r"(?:\w{2,}(?:ad|id)[oa]s?|visto|hecho|hecha|dicho|puest[oa]s?|escrit[oa]s?|roto|rota|abiert[oa]s?|resuelt[oa]s?|devuelt[oa]s?|list[oa]s?|impres[oa]s?|repuest[oa]s?|cubiert[oa]s?|vuelto|muerto)",
    "SUBJECT": r"[^\w\x00]*(?:(?!<STAFF>\b)(?:\w+|\x00+)[^\w\x00]+){0,4}?",
    "PRON": r"(?:(?:le|les|lo|la|los|las|te|os|se|me|nos)\s+){0,3}",
    "AND": r"(?:(?:y|e|pero|luego|o|así que|entonces|además|también|después|pues|sino|ya)\b[^\w\x00]*)",
    "BEGIN": r"^[^\w\x00]*<AND>*",
    "OUR_PART": r"(?:(?:por|de) (?:nuestra|mi) parte|de nosotros|por nosotros|de mí|\bmí[ao]\b|por cuenta nuestra|de la casa|nuestro cargo|(?:de|en|desde|por) (?:nuestr[oa]|la nave|el taller|la bodega|el almacén|la tienda))",
    "IF": r"(?:si\b(?! (?:cabe|bien))|en cuanto(?! (?:podamos|pueda|nos sea|me sea|sea))|cuando|una vez(?! más)|siempre que|siempre y cuando|tan pronto(?! como (?:sea|podamos|pueda|me sea|nos sea))|en caso de|al (?:recibir|llegar)|a la recepción|a la llegada|con la llegada|después de (?=recibir|que|la recepción|su)|tras (?=recibir|la recepción|el retorno|su|la devolución|la llegada|el pago)|salvo que|a menos que|hasta que|de (?:no )?(?:recibir|haber)|a condición|desde que recib|luego de recibir|apenas|no bien|con la recepción|suponiendo|ya que nos|el día (?:en )?que|en el momento en que|a los \w+ días de que|según (?:lo que|el resultado)|con tal de)",
}

CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\bSr)(?<!\bSra)(?<!\bDª)(?<!\bD)(?<!\baprox)(?<!\bn)(?<!\bUd)(?<!\bEE)(?<![ap]\.m)(?<!\bene)(?<!\bfeb)(?<!\babr)(?<!\bsept)(?<!\boct)(?<!\bnov)(?<!\bdic)\.(?=\s|$)",
        r"(?<=[ap]\.m)\.(?=\s+(?-i:[A-ZÁÉÍÓÚ])|\s*$)",
        r"[!?]+(?=\s|$)",
        r"\n+",
        r";",
    ),
    cuts=(
        r",(?=\s)",
        r":(?=\s)",
        r"\s[–-]+\s",
        r"[()]",
        r"\s(?:y|e|pero|así que|de qué|por qué|cómo|dónde|porque|pues|(?<!iene )(?<!dría )(?<!drían )(?<!ienes )(?<!hay )que|mientras|ya que|puesto que|para que|en cuanto(?! (?:podamos|pueda|nos sea|me sea|sea))|cuando|si|una vez(?! más)|siempre que|tan pronto como(?! (?:sea|podamos|pueda|me sea|nos sea))|salvo que|después de (?=recibir|que|la recepción)|tras (?=recibir|la recepción|el retorno|su))\s",
    ),
    forward=(r"^\W*(?:y|e|pero|luego|así que)\b",),
    asks=(
        r"\?\s*$",
        r"¿",
        r"\b(?:le (?:parece bien|viene bien|gustaría|iría bien|conviene)|prefiere que|desea que|quiere que|qué le parece|te propongo|le propongo|tú mandas|usted elige|tú eliges|a elegir)\b",
        r"\bsi (?:lo desea|desea|quiere|quieres|prefiere|está de acuerdo|le parece(?: bien)?|le viene bien|le conviene|así lo desea)\b(?=.*\x00)",
    ),
    waits=(
        r"<BEGIN>(?:solo |sólo )?<IF>",
        r"\b(?:al recibir|a la recepción|tras (?:la recepción|recibir|la devolución|su confirmación|la llegada|el retorno|el pago)|después de (?:recibir|la recepción|su confirmación|que)|desde la recepción|en ese caso|en tal caso|a condición|según (?:el|lo|la)|en función de|dependiendo|siempre que|a partir de la recepción|luego de recibir|a los \w+ días de que)\b",
        r"<BEGIN>(?:(?:le|les) (?:rogamos|ruego|pedimos|pido) que|por favor|que (?:su|tu) <TRADES>|(?:<BUYERS>)(?:nos|me|lo|la|le|los|las)?)\b(?!.*\b(?:disculp\w+|esper[ea]|pacien\w+|acept\w+|teng\w+)\b)",
        r"\b(?:envíenos|mándenos|respóndanos|confírmenos|indíquenos|díganos|háganos|envíanos|mándanos|dinos|confírmanos)\b",
    ),
    waits_after=(
        r"^\W*(?:pero )?(?:solo |sólo )?<IF>",
    ),
    wonders=(r"^\W*(?:si|cuando|en cuanto)\b",),
    tells=(r"\b(?:saber|decir\w*|diré|diremos|digo|decimos|confirm\w+|verific\w+|comprob\w+|comprueb\w+|inform\w+|comunic\w+|escrib\w+|pregunt\w+|avis\w+|indic\w+|actualiz\w+|mir\w+|ver|veo|vemos)\b",),
    despite=(r"\b(?:a más tardar|como muy tarde|como máximo|en cualquier caso|en todo caso|de todas formas|aunque)\b",),
    hears=(
        r"\b(?:nos|me)\s(?:<TELLS_US>)\b|<OTHER>.*\b<TELLS_US>\b|\b<TELLS_US>\b\s+<OTHER>|\bsegún\b|\bdice (?:el|la|su)\b|\bpone (?:en|que)\b",
    ),
    theirs=(
        r"^(?!.*<OUR_PART>)(?!.*\b(?:yo|nosotr[oa]s)\b)(?!.*\w{2,}(?:amos|emos|imos)\b)<SUBJECT>(?!(?:al|del|según)\b)(?<!con )(?<!\bde )(?<!para )(?<!al )(?<!a la )(?<!por )(?<!a )<OTHER>(?!.*\b(?:deja nuestr|sale de nuestr)\b)",
        r"\b(?:lo|la|los|las|se l[oa]) \w{3,}[ae]n? <OTHER>",
        r"\b(?:por parte (?:del|de la|de)|según) <OTHER>|\b(?:por|según) (?:el transportista|su banco|Amazon|PayPal|la aduana|el fabricante|el proveedor)\b",
        r"^\W*(?:(?:le|les) (?:rogamos|ruego|pedimos|pido|agradecemos que|agradeceríamos|invitamos)|por favor|rogamos|puede(?:n|s)?|podrá|podría|debe(?:rá|s)?|tiene que|hay que|que (?:su|tu) <TRADES>)\b",
        r"\b(?:usted|ustedes|tú)\s+(?:puede|debe|tiene|podrá|deberá|dispone|tienes|puedes|debes)\w*\b|\b(?:tiene|tienes|dispone|dispones|cuenta con|tienen) (?:de |hasta|\x00|un plazo|derecho)(?!.*(?:<OUR_PART>|\bmi\b|nuestr))|\b(?:puede|podrá|debe|deberá|puedes|debes) \w+[aei]r(?:lo|la|nos|me|se)?\b|\bnos iba a\b|\b(?:nos|me) (?:hace|hacen) falta\b|\bpara que (?:usted|tú)\b",
        r"^\W*(?:<AND>+\W*)?(?:(?:no|nos|me|lo|la)\s+){0,2}(?:<BUYERS>)(?:nos|me|lo|la|le|los|las|se)?\b|\b(?:nos|me) (?:<BUYERS>|debería|debe|haga saber|diga)\b|\b\w*[áéí]\w+(?:melo|noslo|mela|nosla)\b|\b\w*[áéí]\w*(?:eme|enos|ame|anos|elo|alo|ela|ala)\b|\b\w+(?:énos|ánoslo|éme|ános|ánme)\b|\b(?:envíenos|mándenos|respóndanos|confírmenos|indíquenos|díganos|háganos|avísenos|escríbanos|contáctenos|llámenos|envíanos|mándanos|avísanos|escríbenos)\b",
        r"\bhace falta que\b|\bque (?:subas|suba|envíes|envíe|mandes|mande|tengas|tenga|hagas|haga|guardes|guarde|recojas|recoja)\b",
    ),
    spoils=(
        r"\b(?:he|has|ha|hemos|han|había|habías|habíamos|habían|haya|hayan|hube)\s+(?:ya |también |\w+mente |vuelto a )*<PARTICIPLE>\b",
        r"\b(?:fue|fueron|era|eran|éramos|estaba|estaban|debía|debíamos|pensaba|pensábamos|queríamos|quería|íbamos a|iba a|teníamos|tenía|hubo|quedamos en|había|habían)\b",
        r"\b(?<!\bel )(?<!\bun )(?<!\bdel )(?<!\bal )(?<!\bde )\w{2,}(?:é|ó|aron|ieron|aste|iste|jeron|yeron)\b(?<!ré)(?<!qué)(?<!\btambién)(?<!\besté)(?<!\bdé)(?<!\bestá)(?<!\bsé)(?<!\bporqué)(?<!\bcafé)(?<!\bcomité)(?<!\bpuré)(?<!\btupé)(?<!\bbebé)(?<!\bchalé)(?<!\bexiste)(?<!\bconsiste)(?<!\basiste)(?<!\btriste)(?<!\binsiste)(?<!\bchiste)(?<!\bresiste)(?<!\bcontraste)(?<!\bpaté)",
        r"\b(?:prometimos|dijimos|hice|hizo|hicimos|puse|puso|pusimos|dije|estuve|estuvo|estuvimos|tuve|tuvo|tuvimos|trajo|trajimos|vino|vinieron|di|dio|dimos(?= \x00)|quise|quiso|supe|pude|pudo)\b|(?<!\bque )\b\w{2,}(?:aba|abas|ábamos|aban)\b(?<!\btraba)(?<!\bgraba)(?<!\bacaba)(?<!\bacaban)(?<!\bgraban)|(?<!\bque )\b(?-i:[a-zá-ú]{3,}(?:ía|ías|íamos|ían))\b(?<!ría)(?<!\benvía)(?<!\benvían)(?<!\bguía)(?<!\bdía)(?<!\btodavía)(?<!\bvía)(?<!grafía)(?<!\btía)(?<!\bconfía)(?<!garantía)(?<!\bmedia día)(?<!ediodía)(?<!\breenvía)(?<!\bcompañía)(?<!energía)(?<!\balegría)(?<!ogía)(?<!\bfría)(?<!\benfría)(?<!\balcaldía)(?<!\bpolicía)",
        r"\b(?:enviamos|mandamos|salimos|recibimos|entregamos) (?:\w+ ){1,3}(?:el|la) \x00+ pasad",
        r"\b<DENIALS>\b",
        r"\b(?:<UNREAL>)\b|\b(?:puede|pueden|puedes)\b|^[^\w,;:\x00]*(?-i:Que|Quien|Quienes)\b(?! te| le)",
        r"\b(?:<NO_DEED>)\b(?! (?:confirmar|asegurar|garantizar))",
        r"\b(?:<HABITS>)\b|^\W*(?:los |las )?(?:pedidos|devoluciones|reembolsos|solicitudes|reclamaciones|mensajes|regalos|ofertas|rebajas|cambios de talla|envíos)\b",
        r"\b(?:<STATES>)\b|\b(?:es|será|son)\s(?:el |la )?\x00|\bse \w+ (?:solo|sola)\b|\b(?:estamos|estaré|estoy|estaremos) (?:en|aquí|fuera)\b",
        r"^(?!.*<OUR_PART>).*\b(?:<ELSEWHERE>)\b",
    ),
    ours=(
        r"\b(?!(?:<NO_DEED>|próximos|últimos|mínimos|máximos|extremos|tramos|mismos|reclamos|vamos|hemos|\w+bremos)\b)\w+(?:amos|emos|imos)\b(?<!áramos)(?<!éramos)(?<!iéramos)|\b(?:yo|nosotr[oa]s)\b|\bvamos a\b|\bvoy a\b",
        # A first person of the present or the future.
        r"(?:^\W*(?:<AND>+\W*)?|\x00[^\w\x00]*)(?:<PRON>)(?!(?:<NO_DEED>|caso|todo|mucho|poco|esto|eso|primero|segundo|tercero|cierto|luego|pronto|cuanto|como|cuando|pero|reembolso|pedido|abono|cambio(?! (?:el|la|tu|su|yo))|arreglo|envío(?! (?:el|la|tu|su|yo))|nuevo|otro|mismo|sólo|solo|bueno|dinero|presupuesto|certificado|texto|tipo|justo|directo|correo|vídeo|recibo|sábado|domingo|horario|paso|bajo|estudio|servicio|nuestro|metro|vuelo|precio|trabajo|plazo|cargo|cuarto|quinto|último|listo|hecho|envuelto|pegado|sustituto|repuesto|recambio|aparato|producto|artículo|grupo|lado|tiempo)\b)\w{2,}[oy]\b|\b(?:le|les|te|se lo|se la|lo|la|los|las|os)\s+(?!(?:<NO_DEED>|mismo|nuevo|único|otro|todo|pedido|primero|segundo|último|próximo|tercero|segundo|bueno|malo|mejor|muy|roto)\b)(?!\w+(?:ado|ido)\b)\w+[oy]\b",
        r"\b\w{2,}(?:ré|remos)\b(?<!podré)(?<!podremos)(?<!deberemos)(?<!\bextremos)(?<!\bestaré)|\bestoy \w+ndo\b|\bestamos \w+ndo\b",
        r"\b(?:nuestr[oa]s?|mi|mis)\s|<OUR_PART>",
        r"\b(?:le|les|te|os|se l[eoa]s?|te l[oa]s?)\s(?!(?:<NO_DEED>)\b)\w+(?:[ae]|an|en|rá|rán)\b|\b(?:a|para) (?:usted|ustedes|ti|vosotros)\b|\bcontigo\b|\b(?:en|a) (?:tus|sus) (?:mensajes|correo)",
        r"\b(?:el|la|los|las|un|una|del|al)\s(?:\w+ )?<STAFF>\b|^\W*<STAFF>\s|\balguien\b|\b(?:señor|señora|don|doña|Sr\.|Sra\.) <NAME>",
        r"\bse (?:le |les |lo |la |te )?\w+(?:rá|rán)\b|\b(?:será|serán|va a ser|van a ser|quedará|quedarán|queda|quedan|estará|estarán|está|están)\s+(?:\w+mente |\x00 ?)*(?:<PARTICIPLE>|en camino|de camino|list[oa]s?)|\bva a \w+r\b",
        r"\b(?:sale|salen|saldrá|saldrán|parte|partirá|deja|dejará|abandona|abandonará)\b",
        r"\b(?:recibirá|tendrá|obtendrá|recibe|encontrará|sabrá|recibirán|tendrán|recibirás|tendrás|sabrás|tiene|tienes|verás|verá)\b.*(?:\b<NEWS>|<OUR_PART>|\bnuestr[oa]s?\b|\bmi\b)|\b(?:sabrá|sabrás)\b|\b(?:lo|la|los|las) (?:tiene|tienes|tendrá|tendrás)\b|\ben (?:su|tu) (?:buzón|bandeja)",
    ),
    goes_on=(
        r"^\W*(?:y|e|luego)\W+(?:\x00+\W*)?<PRON>\w{3,}(?:a|e|o|an|en|rá|rán|mos|ré)\b",
    ),
    opens=(
        r"\b(?!(?:le|la|una|se|que|de|esta|esa|su|tu|para|sobre|entre|desde|donde|cosa|toda|misma|nueva|otra|cada|media|primera|última|segunda|tarde|noche|mañana|hora|semana|fecha|antes|parte de|buena|grande|siguiente|este|ese|ante|hoy|día|casa|clase|forma|manera|vez|bastante|durante|mediante|doce|once|trece|quince|siete|nueve|fuera|ahora|para|casi|aunque|porque|gente|gracias|pena|falta|calma|verde|doble|simple|importante|aparte|tienda|parte)\b)(?<!\bde )(?<!\bel )(?<!\bla )(?<!\buna )(?<!\bun )(?<!\bsu )(?<!\btu )(?<!\bcon )(?<!\bpor )(?<!\ben )(?<!\bpara )(?<!\bal )(?<!\bdel )(?<!\bsin )(?<!\bmi )(?<!\besta )(?<!\beste )(?-i:[a-zà-üñ]{2,}(?:a|e|an|en|rá|rán))\b",
        r"\b(?:va|van|es|son|está|están|da|dan|ve|ven|hay|sea|yo)\b",
    ),
    acts=(
        r"\b(?:ha|han|puede|debe|hay)\b",
    ),
    aside=(r"^\W*(?:aunque|porque|puesto que|ya que|para que|así que no|mientras|pues)\b|^\W*(?:después|antes|con|para|sin|pese|visto|tras|por)\s+(?:[\w-]+\s*){1,4}$",),
    headline=(r"^\W*(?:(?:y|luego|el|la|los|las|un|una)\W+)*(?:\w+\W+){0,2}?(?:<DEEDS>|<NEWS>)\b",),
    contrasts=(r"^\W*(?:sino|pero)\b",),
    deadline=(r"\b(?:antes|de aquí|a más tardar|como muy tarde|como máximo|máximo|hábil\w*|laborabl\w+)\b",),
    within=(r"\b(?:en|dentro|plazo|máximo|próxim\w+|antes|transcurso|cabo|aquí|menos|tardar|siguiente\w*|hábil siguiente)\b",),
    elliptic=(r"\b(?:<NEWS>|<DEEDS>|<PARTICIPLE>|nuestr[oa]s?|mi|<STAFF>|list[oa]s?)\b|<OUR_PART>",),
    they=(r"^\W*<AND>*(?:que|quien|él|ella|ellos|ellas)\s",),
    staff=(r"\b<STAFF>\b|\b(?:señor|señora|don|doña) <NAME>",),
    others=(r"<OTHER>",),
    before=(
        r"\b(?:válid[oa]s?|abiert[oa]s?|disponibles?|localizables?|garantía|caduca|de vacaciones|vigente|prorrogad[oa]|ampliad[oa]|se cambian|apagada|hasta)\s+(?:solo\s+)?(?:hasta el|hasta las|hasta|por|durante|el|del|desde el|de|a partir del)?\s*(?:el\s+|las?\s+)?$",
        r"\b(?:desde|desde el|a partir de|a partir del|realizad[oa] el|comprad[oa] el|fechad[oa]|con fecha|después|después de|tras)\s+(?:el\s+|las?\s+|de\s+)?$",
        r"\b(?:mensaje|correo|email|e-mail|llamada|pedido|factura|paquete|carta|solicitud|entrega|cita|foto|turno|equipo) (?:del|de la|de|de este)\s*(?:el\s+)?$",
    ),
    after=(
        r"\s*(?:desde|a partir de|tras|después de|a contar desde|siguientes a|posteriores a)\s+(?:la |el |su |que |haber |recibir|nuestra )?(?:recepción|llegada|entrega|compra|pedido|pago|confirmación|envío|devolución|retorno|recibir|recibido|su|momento)?",
        r"\s*(?:de garantía|de entrega|de autonomía|de desistimiento|de prueba|de ese día)\b",
    ),
)  # fmt: skip
