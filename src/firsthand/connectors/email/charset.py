"""Bytes to text, whatever charset they claim. Nothing is lost and nothing raises."""

from __future__ import annotations

import codecs
import encodings.aliases
import pkgutil
import re

# Names that senders use, and the superset that their programs really write.
_REALLY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312_80": "gb18030", "x_gbk": "gb18030",
    "euc_cn": "gb18030", "hz_gb_2312": "hz", "big5": "big5hkscs", "x_x_big5": "big5hkscs",
    "ks_c_5601": "cp949", "ks_c_5601_1987": "cp949", "ksc5601": "cp949", "euc_kr": "cp949",
    "shift_jis": "cp932", "sjis": "cp932", "x_sjis": "cp932", "windows_31j": "cp932",
    "shift_jisx0213": "shift_jis_2004", "iso_2022_jp": "iso2022_jp_3",
    "iso_8859_1": "cp1252", "latin1": "cp1252", "latin_1": "cp1252", "iso8859_1": "cp1252",
    "iso_8859_1_windows_1252": "cp1252", "8859_1": "cp1252", "ansi": "cp1252",
    "unicode_1_1_utf_7": "utf_7", "x_unicode_2_0_utf_7": "utf_7",
    "unicode_1_1_utf_8": "utf_8", "utf": "utf_8", "unicode": "utf_8", "unknown_8bit": "",
    "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8", "iso_8859_6_i": "iso8859_6",
    "x_mac_roman": "mac_roman", "macintosh": "mac_roman", "x_user_defined": "",
    "utf8mb4": "utf_8", "cp_850": "cp850", "tis_620": "cp874", "windows_874": "cp874",
    "x_windows_949": "cp949", "x_euc_jp": "euc_jp", "x_cp1252": "cp1252", "default": "",
    "x_mac_cyrillic": "mac_cyrillic", "ansi_x3_4_1968": "", "iso646_us": "",
    "us_ascii": "", "ascii": "", "binary": "", "8bit": "", "7bit": "", "x_unknown": "",
}  # fmt: skip
# Python's codecs that are no charsets of mail, or slow or unsafe on long input.
_NOT_CHARSETS = {
    "aliases", "base64_codec", "bz2_codec", "charmap", "hex_codec", "idna", "mbcs", "oem",
    "punycode", "quopri_codec", "raw_unicode_escape", "rot_13", "undefined",
    "unicode_escape", "uu_codec", "zlib_codec",
}  # fmt: skip
# Known beforehand: asking for an unknown codec costs a search for a module each time.
_CHARSETS = {module.name for module in pkgutil.iter_modules(encodings.__path__)}
_CHARSETS -= _NOT_CHARSETS

_GUESSES_PER_MAIL = 4
_MAX_DEFECTS = 40
_SAMPLE_BYTES = 1536
_LIKELY = ["utf_8", "cp1252", "gb18030", "cp932", "euc_jp", "big5", "cp949", "cp1251",
           "koi8_r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256"]  # fmt: skip

_LOOK_ALIKES = {"cp1250", "cp1254"}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ISO_2022_JP = re.compile(rb"\x1b\$[@B(]")


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    """Keep the bytes that a charset cannot explain, one character for each."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("firsthand.latin1", _as_latin_1)


class Decoder:
    """Decodes the pieces of one mail and remembers what was odd about them.

    Guessing a charset costs milliseconds, so one mail gets only a few guesses; after
    that the last guess stands for the rest of it.
    """

    def __init__(self) -> None:
        self.defects: list[str] = []
        self._guesses_left = _GUESSES_PER_MAIL
        self._guessed = "cp1252"

    def note(self, defect: str) -> None:
        """Remember something odd, once; a mail with very many oddities is just odd."""
        if len(self.defects) < _MAX_DEFECTS and defect not in self.defects:
            self.defects.append(defect)

    def text(self, data: bytes, charset: str = "") -> str:
        """Return `data` as text without NUL and without lone surrogates.

        The order is: the named charset, UTF-8, a guess from a bounded sample, and at
        last one character per byte.
        """
        codec = codec_of(charset)
        if codec is None:
            self.note(f"unknown charset {charset[:40]!r}")
        for name in (codec or _hidden_codec(data), "utf_8"):
            text = _strictly(data, name) if name else None
            if text is not None:
                return safe(text)
        for likely in filter(None, (codec, "utf_8")):
            if (text := _nearly(data, likely)) is not None:
                self.note(f"some bytes are not {likely}")
                return safe(text)
        return safe(self._by_guess(data))

    def _by_guess(self, data: bytes) -> str:
        """Decode with the likeliest charset of a sample that holds non-ASCII bytes."""
        if self._guesses_left > 0:
            self._guesses_left -= 1
            self._guessed = _likeliest(data) or "cp1252"
        self.note(f"charset guessed as {self._guessed}")
        return data.decode(self._guessed, "firsthand.latin1")


def codec_of(charset: str) -> str | None:
    """Return Python's codec for a charset name, "" for none named, None for unknown."""
    key = re.sub(r"[^a-z0-9]+", "_", charset.lower()[:60]).strip("_")
    if not key:
        return ""
    name = encodings.aliases.aliases.get(key, key)
    name = _REALLY.get(key, _REALLY.get(name, name))
    return name if not name or name in _CHARSETS else None


def safe(text: str) -> str:
    """Return `text` without control characters and lone surrogates, line ends as LF."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub("", text)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _nearly(data: bytes, codec: str) -> str | None:
    """Decode although some bytes are wrong; None if that is one in six of the foreign."""
    rest = data.decode(codec, "ignore")
    wrong = len(data.decode(codec, "replace")) - len(rest)
    foreign = len(rest) - len(rest.encode("ascii", "ignore"))
    if wrong * 6 > foreign + 1:
        return None
    return data.decode(codec, "firsthand.latin1")


def _hidden_codec(data: bytes) -> str:
    """Return the codec that escape sequences give away in text that claims to be plain."""
    return "iso2022_jp_3" if _ISO_2022_JP.search(data) else ""


def _likeliest(data: bytes) -> str | None:
    # Few mails leave us guessing, and every command would wait for it.
    from charset_normalizer import from_bytes

    start = next((m.start() for m in re.finditer(rb"[\x80-\xff]", data)), 0)
    sample = data[max(0, start - 128) : start + _SAMPLE_BYTES]
    guesses = from_bytes(
        sample, steps=2, chunk_size=512, cp_isolation=_LIKELY, preemptive_behaviour=False
    )
    best = guesses.best()
    if best is None:
        return None
    # Western Europe writes to us more often than its look-alikes do.
    western = next((g for g in guesses if g.encoding == "cp1252"), None)
    if best.encoding in _LOOK_ALIKES and western and western.chaos <= best.chaos + 0.05:
        return "cp1252"
    return best.encoding
