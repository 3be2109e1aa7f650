"""Time zones as they are named beside a time, in any of the languages."""

from __future__ import annotations

import re

from firsthand.domain.promises.rules.meanings import Moment

# What agents write, not what is official: EST in summer means the clock of New York.
_NAMED = {
    "America/New_York": (
        r"\b(?:US[ -])?(?:E[SD]?T|Eastern(?: (?:Standard|Daylight))?(?: Time)?)\b"
        r"|\bNew York(?: city)? time\b|\bOstküstenzeit\b|\bamerikanische[rn]? Ostküstenzeit\b|\bheure de (?:New York|l'Est)\b"
        r"|\bora di New York\b|\bhora (?:de Nueva York|del Este)\b"
        r"|美东(?:夏令|标准)?时间|美东(?=[今明后周下上中晚早\d])|美国东部(?:夏令|标准)?时间|东部时间|纽约时间"
        r"|(?:米国)?東部(?:標準|夏)?時間|ニューヨーク時間"
    ),
    "America/Chicago": (
        r"\b(?:US )?C[SD]?T\b(?! scan)|\bCentral(?: (?:Standard|Daylight))? Time\b"
        r"|\b(?<=m )Central\b|\bChicago time\b|美中时间|美国中部时间|(?<!欧洲)中部时间|(?:米国)?中部時間"
    ),
    "America/Denver": (
        r"\bM[SD]T\b|\bMountain(?: (?:Standard|Daylight))? Time\b|(?<=m )MT\b"
        r"|美国山地时间|山地时间|山岳部時間"
    ),
    "America/Los_Angeles": (
        r"\b(?:US[ -])?(?:P[SD]T|Pacific(?: (?:Standard|Daylight))?(?: Time)?)\b"
        r"|(?<=m )PT\b|(?<=\d )PT\b|\bPT(?= \()|\bPazifikzeit\b|\bpazifische[rn]? (?:Sommer)?Zeit\b|\b(?:Los Angeles|California) time\b"
        r"|\bheure (?:du Pacifique|de Los Angeles)\b|\bora (?:del Pacifico|di Los Angeles)\b"
        r"|\bhora (?:del Pacífico|de Los Ángeles)\b"
        r"|美西(?:夏令|标准)?时间|美西(?=[今明后周下上中晚早\d])|(?:美国)?太平洋(?:夏令|标准)?时间|洛杉矶时间"
        r"|太平洋(?:標準|夏)?時間|ロサンゼルス時間"
    ),
    "America/Mexico_City": (
        r"\bhora (?:de (?:la )?Ciudad de México|de México|del centro de México)\b"
        r"|\bMexico City time\b|\bheure de Mexico\b|\bora di Città del Messico\b"
    ),
    "Europe/London": (
        r"\bBST\b|\b(?:UK|London|British(?: summer)?) time\b|\b(?:Londoner|britische[rn]?) Zeit\b"
        r"|\bheure (?:de Londres|britannique)\b|\bora (?:di Londra|inglese)\b"
        r"|\bhora (?:de Londres|británica)\b|伦敦时间|英国时间|ロンドン時間|イギリス時間|英国時間"
    ),
    "Europe/Berlin": (
        r"\b(?:CES?T|MES?Z|HNEC|HAEC)\b|\bCentral European(?: summer)? time\b"
        r"|\b(?:German|Berlin|Frankfurt) time\b|\b(?:mitteleuropäische[rn]?|deutsche[rn]?|Berliner) (?:Sommer)?Zeit\b"
        r"|\bheure (?:allemande|de Berlin|d'Europe centrale)\b"
        r"|\bora (?:tedesca|di Berlino|dell'Europa centrale)\b"
        r"|\bhora (?:alemana|de Berlín|(?:central europea|de Europa Central))\b"
        r"|德国时间|柏林时间|欧洲中部时间|中欧(?:夏令)?时间|ドイツ時間|ベルリン時間|中央ヨーロッパ(?:夏)?時間"
    ),
    "Europe/Paris": (
        r"\b(?:Paris|French) time\b|\bheure (?:de Paris|française|de France)\b"
        r"|\b(?:Pariser|französische[rn]?) Zeit\b|\bora (?:di Parigi|francese)\b"
        r"|\bhora (?:de París|francesa)\b|巴黎时间|法国时间|パリ時間|フランス時間"
    ),
    "Europe/Rome": (
        r"\b(?:Italian|Rome) time\b|\bora (?:italiana|di Roma)\b|\bheure (?:italienne|de Rome)\b"
        r"|\bhora (?:italiana|de Roma)\b|\bitalienische[rn]? Zeit\b|意大利时间|イタリア時間"
    ),
    "Europe/Madrid": (
        r"\b(?:Spanish|Madrid) time\b|\bhora (?:española|peninsular|de Madrid|de España)\b"
        r"|\bheure (?:espagnole|de Madrid)\b|\bora (?:spagnola|di Madrid)\b"
        r"|\bspanische[rn]? Zeit\b|西班牙时间|马德里时间|スペイン時間"
    ),
    "Atlantic/Canary": r"\bhora (?:canaria|de Canarias)\b",
    "UTC": r"\b(?:GMT|UTC|Greenwich(?: mean)? time)\b|格林威治时间|世界标准时间|世界協定時",
    "Asia/Shanghai": (
        r"\b(?:Beijing|Peking|China|Chinese|Shenzhen|Shanghai|Hong Kong)(?: standard)? time\b"
        r"|\b(?:Pekinger|chinesische[rn]?|Shenzhener|China[- ]?)[- ]?Zeit\b"
        r"|\bheure (?:de (?:Pékin|Beijing|Chine|Shenzhen|Shanghai)|chinoise)\b"
        r"|\bora (?:di (?:Pechino|Shenzhen|Shanghai)|cinese|della Cina)\b"
        r"|\bhora (?:de (?:Pekín|Beijing|China|Shenzhen|Shanghái)|china)\b"
        r"|北京时间|中国时间|国内时间|中國時間|北京時間|中国時間|深セン時間|深圳时间"
    ),
    "Asia/Tokyo": (
        r"\bJST\b|\b(?:Tokyo|Japan|Japanese)(?: standard)? time\b|\b(?:japanische[rn]?|Tokioter) Zeit\b"
        r"|\bheure (?:de Tokyo|japonaise|du Japon)\b|\bora (?:di Tokyo|giapponese)\b"
        r"|\bhora (?:de Tokio|japonesa|de Japón)\b|日本时间|东京时间|日本(?:標準)?時間|東京時間"
    ),
    "Australia/Sydney": (
        r"\bAE[SD]?T\b|\b(?:Sydney|Melbourne|Australian eastern) time\b|悉尼时间|シドニー時間"
    ),
    "Australia/Perth": r"\bAWST\b|\bPerth time\b|珀斯时间|パース時間",
    "America/Toronto": r"\bToronto time\b|\bheure de (?:Toronto|Montréal)\b|多伦多时间",
    "America/Vancouver": r"\bVancouver time\b|温哥华时间",
}

ZONES = tuple(
    (re.compile(f"(?:{pattern})"), lambda _found, _reader, zone=zone: Moment(zone=zone))
    for zone, pattern in _NAMED.items()
)
