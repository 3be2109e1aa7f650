"""How Spanish agents say that they will do something, and what merely looks like it."""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import NEVER, clauses

_STAFF = (
    r"(?:equipo|almacén|taller|compañer[oa]s?|responsable|técnic[oa]s?|servicio(?: (?!de entrega|postal|de mensajería|de paquetería)\w+)*|contabilidad|logística|oficina|administración"
    r"|expert[oa]s?|supervisora?|encargad[oa]|especialistas?|ingenier[oa]s?|director[a]?|dirección|departamento(?: de \w+)?|soporte|laboratorio|agentes?|personal|jef[ea]|gerente|tienda|colegas?|asesora?|gestora?|facturación|devoluciones|calidad|operari[oa]s?|costurera|artesano|preparadores|carpintero|tapicero|pintor|mecánico|electricista|impresor|dueñ[oa]|reparador)"
)
_THIRD = (
    r"(?:(?:DHL|UPS|FedEx|TNT|SEUR|MRW|GLS|DPD|Nacex|Correos(?: Express)?|Amazon|PayPal|Visa|Mastercard|Klarna|Bizum)"
    r"|(?:el|la|los|las|su|tu|un|una|nuestr[oa]|este|esta)\s+(?:\w+ )?(?:transportista|repartidora?|mensajer[oíi]a?|cartero|banco|correo postal|aduanas?|proveedora?|fabricante|fábrica|marketplace|plataforma|entidad(?: bancaria)?|empresa de (?:transporte|mensajería|paquetería)|compañía de (?:transporte|seguros)|agencia(?: de transporte)?|emisor|aseguradora|conductor|chófer|delegación|seguimiento|paquete|entrega|envío postal|punto de recogida|vecino|servicio postal|servicio de (?:entrega|mensajería|paquetería)|tarjeta|courier|operador logístico|paquetería))"
)
_NEWS = r"(?:respuestas?|noticias?|correo(?: electrónico)?|e-?mail|mail|mensajes?|confirmación|etiquetas?|reembolso|abono|nota de crédito|factura|número(?: de (?:seguimiento|envío))?|código|oferta|presupuesto|decisión|resultados?|información|informaciones|detalles|vale|formulario|enlace|instrucciones|manual|fotos?|vídeo|documentos?|documentación|copia|recibo|llamada|solución|explicación|estado|actualización|novedades|propuesta|importe|dinero|informe|transferencia|seguimiento|certificado|comunicación|indicaciones|contestación|aviso|cupón)"
_OTHER_FIRST = r"(?:hemos|he|habíamos|había|estamos esperando|somos|soy|éramos|podemos|puedo|debemos|debo|queremos|quiero|esperamos|espero|pensamos|pienso|creemos|creo|entendemos|entiendo|comprendemos|comprendo|sabemos|agradecemos|agradezco|rogamos|ruego|pedimos (?:disculpas|perdón|que)|pido (?:disculpas|perdón)|recomendamos|recomiendo|sugerimos|sugiero|proponemos|propongo|aconsejamos|deseamos|lamentamos|lamento|sentimos|siento|trabajamos|trabajo|quedamos|cerramos|abrimos|vemos que|tenemos|tengo|solemos|necesitamos|invitamos|disculpamos|animamos|confiamos|vendemos)"
_WORDS = {
    "STAFF": _STAFF,
    "THIRD": _THIRD,
    "NEWS": _NEWS,
    "OTHER": _OTHER_FIRST,
    "PRON": r"(?:(?:le|les|lo|la|los|las|te|os|se|me|nos)\s+){0,3}",
    "PART": r"\w*(?:ad[oa]s?|id[oa]s?|est[oa]s?|uelt[oa]s?|ech[oa]s?|ert[oa]s?|crit[oa]s?|resuelt[oa]s?|list[oa]s?|puest[oa]s?)\b",
    "BEGIN": r"^\W*(?:(?:y|e|pero|luego|o|así que|entonces|además|también|después|pues)\b\W*)*",
    "FINITE": r"(?:ha|han|es|está|son|será|serán|debería|debe|prevé|prevén|indica|entrega|entregará|pasa|pasará|requiere|tarda|tardará|abona|abonará|reembolsa|reembolsará|recoge|recogerá|estima|confirma|puede|efectúa|efectuará|dice|comunica|anuncia|asegura|tramita|tramitará|revisa|revisará|responde|responderá|contacta|contactará|intenta|intentará|llega|llegará|promete|se|nos|les?|llama|llamará|abre|habla|necesita|tiene|pide|va|calcula|suele|decide|decidirá|valora|repartirá|reparte|informa|muestra|avisa|avisará|devuelve|devolverá|mantiene|guarda|guardará)",
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
        r"\s(?:y|e|pero|así que|porque|pues|que|mientras|ya que|puesto que|para que|en cuanto(?! (?:podamos|pueda|nos sea|me sea|sea))|cuando|si|una vez(?! más)|siempre que|tan pronto como(?! (?:sea|podamos|pueda|me sea|nos sea))|salvo que|después de (?=recibir|que|la recepción)|tras (?=recibir|la recepción|el retorno|su))\s",
    ),
    forward=(r"^\W*(?:y|e|pero|luego|así que)\b",),
    asks=(
        r"\?\s*$",
        r"¿",
        r"\b(?:le (?:parece bien|viene bien|gustaría|iría bien|conviene)|prefiere que|desea que|quiere que|qué le parece)\b",
        r"\bsi (?:lo desea|desea|quiere|prefiere|está de acuerdo|le parece(?: bien)?|le viene bien|le conviene|así lo desea)\b",
    ),
    waits=(
        r"<BEGIN>(?:si\b|en cuanto(?! (?:podamos|pueda|nos sea|me sea|sea))|cuando|una vez(?! más)|siempre que|siempre y cuando|tan pronto como(?! (?:sea|podamos|pueda|me sea|nos sea))|en caso de|al recibir|a la recepción|a la llegada|con la llegada|al llegar|después de (?=recibir|que|la recepción|su)|tras (?=recibir|la recepción|el retorno|su|recibir|la devolución|la llegada)|salvo que|a menos que|hasta que|mientras|de (?:no )?recibir|a condición|desde que recib|luego de recibir|apenas|no bien|con la recepción)",
        r"\b(?:al recibir|a la recepción|tras (?:la recepción|recibir|la devolución|su confirmación|la llegada|el retorno)|después de (?:recibir|la recepción|su confirmación)|desde la recepción|en ese caso|en tal caso|a condición|según|en función de|dependiendo|siempre que|a partir de la recepción|luego de recibir)\b",
        r"<BEGIN>(?:(?:le|les) (?:rogamos|ruego|pedimos|pido) que|por favor|envíenos|envíeme|mándenos|responda|responda|confírmenos|indíquenos|díganos|háganos|conteste|elija|adjunte|rellene|facilítenos|devuélvalo|devuelva|escríbanos)\b(?!.*\b(?:disculp\w+|esper[ea]|pacien\w+|acept\w+|teng\w+)\b)",
    ),
    waits_after=(
        r"^\W*(?:pero )?(?:solo |sólo )?(?:si\b|en cuanto(?! (?:podamos|pueda|nos sea|me sea|sea))|cuando|una vez|siempre que|tan pronto como(?! (?:sea|podamos|pueda|me sea|nos sea))|después de (?=recibir|que|la recepción)|tras (?=recibir|la recepción|el|su)|salvo que|a condición|una vez)",
    ),
    wonders=(r"^\W*(?:si|cuando|en cuanto)\b",),
    tells=(r"\b(?:saber|decir\w*|diré|diremos|confirm\w+|verific\w+|comprob\w+|inform\w+|comunic\w+|escrib\w+|pregunt\w+|avis\w+|indic\w+|actualiz\w+)\b",),
    despite=(r"\b(?:a más tardar|como muy tarde|como máximo|en cualquier caso|en todo caso|de todas formas)\b",),
    theirs=(
        r"<THIRD>\s+(?:no\s+)?(?:\w+\s+)?<FINITE>\b",
        r"\b(?:por parte (?:del|de la|de)|según) <THIRD>|\b(?:por|según|de) (?:el transportista|su banco|Amazon|PayPal|la aduana|el fabricante|el proveedor)(?=.*\b(?:entreg|abon|recog|decid)|\W*$)",
        r"<BEGIN>(?:\x00+\s*,?\s*)?(?:(?:le|les) (?:rogamos|ruego|pedimos|pido|agradecemos que|agradeceríamos|invitamos)|por favor|rogamos|puede(?:n)?|podrá|podría|debe(?:rá)?|tiene que)\b",
        r"\b(?:usted|ustedes)\s+(?:puede|debe|tiene|podrá|deberá|dispone)\w*\b|\b(?:tiene|dispone|cuenta con|tienen) (?:de |hasta|\x00|un plazo|derecho)|\b(?:puede|podrá|debe|deberá) (?:devolver|enviar|cancelar|solicitar|recoger|hacer|usar|utilizar|pedir|desistir|elegir|responder|contactar)\w*",
        r"\b(?:nos|me) (?:envíe|mande|responda|confirme|comunique|escriba|contacte|facilite|diga|indique|haga saber|conteste|envíen|manden)\b|\b(?:envíenos|mándenos|respóndanos|confírmenos|indíquenos|díganos|háganos|avísenos|escríbanos|contáctenos|llámenos)\b",
    ),
    spoils=(
        r"\b(?:he|has|ha|hemos|han|había|habíamos|habían|haya|hayan)\s+(?:ya |también |\w+mente )*<PART>",
        r"\b(?:fue|fueron|era|eran|estaba|estaban|debía|debíamos|pensaba|pensábamos|queríamos|quería|íbamos a|iba a|teníamos|tenía|hubo|hubiera\w*|hubiese\w*|hubiéramos|hubiésemos|quedamos en)\b",
        r"\b(?!entrar|envié\b(?=\x01))\w{2,}(?:é|ó|aron|ieron|aste|iste|imos ayer|amos ayer)\b(?<!ré)(?<!qué)(?<!también)(?<!esté)(?<!dé)(?<!está)(?<!sé)(?<!porqué)(?<!café)(?<!comité)",
        r"\b(?:salió|llegó|envió|pidió|dijo|prometí|prometimos|dijimos|hice|hicimos|puse|pusimos|dije|estuve|estuvimos|tuvimos|recogieron)\b",
        r"\bno\b(?! (?:más tarde|deja\w+ de|solo|sólo|se preocupe|dude|olvid))|\b(?:imposible|ningún|ninguna|nunca|jamás|sin garantía|tampoco|incapaces)\b",
        r"\b\w+(?:ría|ríamos|rían)\b(?<!mensajería)(?<!mayoría)(?<!batería)(?<!tubería)(?<!paquetería)(?<!avería)(?<!categoría)(?<!galería)(?<!librería)(?<!garantía)|\b(?:quizás?|tal vez|a lo mejor|ojalá|posiblemente|probablemente|espero que|esperamos que|si es posible|salvo imprevistos|eventualmente)\b",
        r"\b(?:propongo|proponemos|sugerimos|sugiero|recomendamos|recomiendo|aconsejamos|podemos|puedo|podamos(?! )|podremos|podré)\b(?! (?:confirmar|asegurar|garantizar))",
        r"\b(?:normalmente|automáticamente|habitualmente|generalmente|por lo general|en general|siempre|solemos|suele|suelen|de media|por norma|como norma|cada (?:pedido|solicitud|día)|todos los (?:pedidos|mensajes|reembolsos|correos)|todas las (?:solicitudes|devoluciones|consultas)|nuestro horario|nuestros plazos|horario\w*|abiert[oa]s?(?! una)|cerrad[oa]s?|válid[oa]s?|disponibles?|localizables?|la garantía|caduca|vence|expira|termina|dura|duran|autonomía|se carga|de vacaciones|ausente|política|condiciones|plazos? (?:de|es|habitual)|vigente|en vigor|en stock)\b(?<!plazo de)|\bplazo (?:habitual|normal|estándar|legal)\b",
        r"\b(?:los pedidos|las devoluciones|los reembolsos|las solicitudes|las reclamaciones|los mensajes) (?:se|son|salen|recibid\w+|realizad\w+)\b",
        r"\b(?:como|tal y como) (?:le |se )?(?:prometimos|acordado|acordamos|anunciado|solicitado|indicado|quedamos)\b|\b(?:prometid[oa]s?|acordad[oa]s?)\b",
        # What becomes of it elsewhere.
        r"\b(?:(?<!haremos )(?<!haré )(?<!hago )(?<!hacemos )(?<!hacerle )(?:lleg(?:a|ará|an|arán|ue|uen|ar))(?!.*\b(?:e-?mail|email|correo electrónico|mail|por correo)\b)|entregad[oa]s?|entrega (?:está|será|prevista|estimada|es)|aparecerá|aparecer|visibles?|en su cuenta|en su extracto|cargad[oa]|previst[oa] (?:para|su|la entrega)|se espera|recogida|recogid[oa]|recibirá (?:el|la|un|una|su) (?:nuev\w+ )?(?:paquete|artículo|producto|pedido|envío|aparato|pieza)|de nuevo disponible|volverá a estar disponible|repon\w+|reposición|estará (?:en su casa|con usted|ahí|allí))\b",
    ),
    ours=(
        # The future names its subject: -ré, -remos.
        r"\b\w+(?:ré|remos)\b(?<!podré)(?<!podremos)(?<!deberemos)(?<!\bextremos)(?<!tendremos)(?<!estaremos)(?<!seremos)(?<!habremos)",
        r"\b(?:tendré|tendremos|estaré|estaremos|habremos|habré)\b.*\b(?:<NEWS>|resuelt|list[oa]|prepar|envi|contact|repar|solucion)",
        r"\b(?:voy a|vamos a|me comprometo|nos comprometemos|me encargo|nos encargamos|me ocupo|nos ocupamos|procedo|procedemos|estoy \w+ndo|estamos (?!esperando)\w+ndo|pienso (?=\w+r\b)|prevemos|tenemos previsto|tengo previsto|quedo en|intentaré|trataremos)\b",
        r"\b(?!<OTHER>\b)\w{2,}(?:amos|emos|imos)\b(?<!vamos)(?<!podamos)(?<!áramos)(?<!éramos)(?<!iéramos)(?<!próximos)(?<!últimos)(?<!mínimos)(?<!máximos)(?<!extremos)(?<!tramos)(?<!sepamos)(?<!tengamos)(?<!recibamos)(?<!hayamos)(?<!reclamos)(?<!mismos)",
        r"\b(?:envío(?= (?:la|el|un|una|su|hoy|mañana|todo|\x00))|(?:le|les|te|se lo|se la) envío|mando|remito|escribo|llamo|contacto|respondo|contesto|verifico|compruebo|reviso|confirmo|preparo|reembolso(?= (?:la|el|los))|hago|doy|actualizo|informo|traslado|reenvío|paso|emito|tramito|solicito|hablo|pongo|consulto|pregunto|aviso|resuelvo|soluciono|comunico|digo|miro|examino|imprimo|corrijo|anulo|pido(?! (?:disculpas|perdón))|adjunto|facilito|organizo|sustituyo|vuelvo|gestiono|subo|mido|traduzco|llevo|devuelvo|retomo|abono|prometo|garantizo|aseguro|averiguo|averiguamos)\b",
        r"\b(?:el|la|los|las|un|una|nuestr[oa]s?|mi|uno de nuestros|una de nuestras)\s(?:\w+ ){0,2}?<STAFF>\b(?:\s(?!que\b)\S+){0,4}?\s<PRON>(?:\w+(?:rá|rán)|llama|contacta|envía|prepara|comprueba|verifica|responde|escribe|reembolsa|examina|repara|embala|entrega|tramita|procede|se encarga|se ocupa|hace|pone|va a|van a|está \w+ndo|revisa|manda)\b",
        r"(?:^\W*|\b(?:el|la|nuestr[oa]|mi|un|una)\s)(?:\w+ )?<STAFF>\s<PRON>(?!(?:es|está|ha|queda|espera|abre|cierra|parece|piensa|estima|dispone|trabaja|indica|debe|puede|quiere|dice|tiene|necesita)\b)\w+[ae]\b",
        r"\b(?:los|las|nuestr[oa]s|mis)\s<STAFF>\s<PRON>(?!(?:son|están|han|esperan|trabajan|tienen)\b)\w+(?:an|en)\b",
        r"\b(?:nuestr[oa]|mi)\s(?:\w+ )?\w+\s<PRON>(?!(?:es|está|ha|dura|vence|vale|queda|abre|cierra|ofrece|prevé|requiere|termina|tiene)\b)\w+[ae]\b",
        r"\bse (?:le |les |lo |la |nos )?\w+(?:rá|rán)\b",
        r"\b(?:le|les|te|se lo|se la|lo|la|los|las)\s+(?!<OTHER>\b)(?!(?:mismo|nuevo|único|otro|todo|pedido|primero|segundo)\b)\w{2,}o\b|\b(?:meto|saco|busco|cambio|arreglo|aclaro|reparo|localizo|empaqueto|imprimo|reviso)\b",
        r"\b(?:será|serán|va a ser|van a ser|quedará|quedarán|estará|estarán|queda)\s+(?:\w+mente |también |\x00+ ?)*(?:<PART>|en camino|de camino|en su (?:correo|bandeja|poder))",
        r"\bse (?:le |les )?(?:enviará|reembolsará|abonará|tramitará|gestionará|revisará|reparará|expedirá|procesará|contactará|informará|llamará|emitirá|preparará|efectuará|realizará|hará|comprobará|sustituirá|remitirá|comunicará|resolverá|pondrá|dará|devolverá|facilitará|mandará|empaquetará|cambiará|corregirá|responderá|embalará|despachará|ingresará|pagará|imprimirá|notificará|atenderá|completará|envía|reembolsa|tramita|expide)n?\b",
        r"\b(?:sale|salen|saldrá|saldrán|parte|partirá|deja|dejará|abandona|abandonará)\b",
        r"\b(?:recibirá|tendrá|obtendrá|recibe|encontrará|será (?:contactad|informad|llamad|reembolsad|avisad)\w|recibirán|tendrán|recibirás|tendrás|sabrá|le llegará)\b.*(?:<NEWS>|de (?:nosotros|nuestra parte|mi parte|mí)|\bnuestr[oa]s?\b|\bmi\b|contactad|informad|llamad|reembolsad|avisad)",
        r"\b(?:será|serán) (?:\w+mente )?(?:contactad|informad|llamad|reembolsad|avisad|atendid)[oa]s?\b",
        r"\b(?:mi|nuestr[oa])\s(?:próxim[oa] )?<NEWS>\b|\b<NEWS> (?:de|por) (?:nuestra parte|mi parte|nosotros)\b|\bnoticias (?:mías|nuestras)\b",
        r"\b(?:el envío|la expedición|el reembolso|la reparación|la transferencia|la sustitución|el cambio|la llamada|la respuesta|la revisión|el abono|la salida|una respuesta|la factura|la etiqueta|una etiqueta|la confirmación|un correo)\b.*\b(?:se realizará|se hará|será|está (?:previst|programad)\w|se efectuará|saldrá|seguirá|le llegará|tendrá lugar)\b",
        r"\b(?:déjeme|permítame|déjenos|permítanos)\b",
    ),
    goes_on=NEVER,
    acts=(
        r"\b(?:es|está|son|están|ha|han|será|serán|va|van|puede|debe|hay|hace falta|queda|dura|tarda|parece|significa|contiene|gracias|permite|funciona|vale|requiere|necesita|cuesta|tiene|ocurre|sigue)\b",
        r"\b\w+(?:rá|rán)\b",
        r"\b<OTHER>\b",
    ),
    elliptic=(r"\b(?:<NEWS>|<PART>|nuestr[oa]s?|mi|<STAFF>|envío|salida|cambio|reparación)\b",),
    they=(r"^\W*(?:y )?(?:que|quien) <PRON>\w+(?:rá|rán)\b(?!.*\b(?:entreg|pas|lleg|recog)\w*)", r"\b(?:él|ella|ellos|ellas|quien)\s<PRON>(?:\w+(?:rá|rán)\b|llama|contacta|escribe|responde|comprueba)(?!.*\b(?:entreg|pas|lleg|recog)\w*)",),
    staff=(_STAFF,),
    others=(_THIRD,),
    before=(
        r"\b(?:válid[oa]s?|abiert[oa]s?|disponibles?|localizables?|cerrad[oa]s?|garantía|caduca|de vacaciones|vigente|prorrogad[oa]|ampliad[oa])\s+(?:solo\s+)?(?:hasta el|hasta las|hasta|por|durante|el|del|desde el|de|a partir del)?\s*(?:el\s+)?$",
        r"\b(?:desde|desde el|a partir de|a partir del|realizad[oa] el|comprad[oa] el|fechad[oa]|con fecha)\s+(?:el\s+)?$",
        r"\b(?:mensaje|correo|email|e-mail|llamada|pedido|factura|paquete|carta|solicitud|entrega|cita) (?:del|de|de este)\s*(?:el\s+)?$",
    ),
    after=(
        r"\s*(?:desde|a partir de|tras|después de|a contar desde|siguientes a|posteriores a)\s+(?:la |el |su |que |haber |recibir|nuestra )?(?:recepción|llegada|entrega|compra|pedido|pago|confirmación|envío|devolución|retorno|recibir|recibido|su|momento)?",
        r"\s*(?:de garantía|de entrega|de autonomía|de desistimiento|de prueba)\b",
    ),
)  # fmt: skip
