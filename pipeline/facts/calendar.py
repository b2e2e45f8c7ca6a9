"""Names of months and parts of the day, and how a date and a time are written, by language."""

from __future__ import annotations

from functools import cache

import regex

from pipeline.facts.notation import base

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ru": "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
    "uk": "січ лют берез квіт трав черв лип серп верес жовт листопад груд",
    "pl": "stycz lut mar kwie maj czerw lip sierp wrze październik listopad grud",
    "cs": "led únor břez dub květ červ červen srp září říj listopad prosin",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "ar": "يناير فبراير مارس [أا]بريل مايو يوني[وة] يولي[وة] [أا]غسطس سبتمبر [أا]كتوبر نوفمبر ديسمبر",

    "hi": "जनवरी फ़?रवरी मार्च अप्रैल मई जून जुलाई अगस्त सि[तम]{1,2}[ंब]{1,2}र अक्[टत]ूबर नव[ंम][बर]र? दिस[ंम][बर]र?",
}  # fmt: skip
"""Stems: a name may go on. The first letters of an abbreviation count too, where three are enough."""

_LEVANTINE = "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول"
_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sept? Oct Nov Dec"

_MORNING = regex.compile(
    r"\ba\.?\s?m\b|\bde la mañana|\bdel? matin|\bmatin\b|\bda manhã|\bdi mattin|утра|\bmorgens|\bfrüh\b|"
    r"\bochtends|"
    r"\bsáng\b|\bpagi\b|เช้า|صباح|朝|午前|아침|오전|\bsabah|\brano\b|\bráno|ранку|सुबह|\bmorning"
)
_EVENING = regex.compile(
    r"\bp\.?\s?m\b|noche|tarde|\bsoir|après-midi|вечер|дня|ночи|noite|pomerigg|\bser[ae]|stasera|abend|"
    r"nachmittag|nacht|avond|"
    r"middag|tối|chiều|đêm|malam|sore|petang|ทุ่ม|เย็น|บ่าย|ค่ำ|مساء|ليل|夜|午後|晩|저녁|오후|밤|akşam|"
    r"gece|wieczor|popołud|"
    r"вечор|večer|odpoledne|शाम|रात|दोपहर|evening|night|afternoon|tonight",
    regex.I,
)

MIDNIGHT = regex.compile(
    r"midnight|medianoche|minuit|mitternacht|meia-noite|mezzanotte|пол[у]?ноч|півноч|真夜中|자정|"
    r"منتصف الليل|nửa đêm|tengah malam|เที่ยงคืน|gece yarısı|północ|middernacht|půlnoc|आधी रात",
    regex.I,
)
NOON = regex.compile(
    r"\bnoon|midday|mediodía|\bmidi\b|\bmittag|meio-dia|mezzogiorno|полдень|полудн|полдня|опівдн|полудень|正午|정오|الظهر|"
    r"giữa trưa|\btrưa\b|tengah hari|เที่ยง(?!คืน)|öğle|południe|middaguur|poledne|दोपहर",
    regex.I,
)
"""How a translation says 0 and 12 o'clock without a figure."""

_DATES = {
    "en": "{name} {day}", "es": "{day} de {name}", "pt": "{day} de {name}", "ja": "{month}月{day}日",
    "ko": "{month}월 {day}일", "vi": "ngày {day} tháng {month}", "de": "{day}. {name}", "th": "{day} {name}",
    "fr": "{day} {name}", "it": "{day} {name}", "nl": "{day} {name}", "tr": "{day} {name}",
    "id": "{day} {name}",
    "ms": "{day} {name}",
}  # fmt: skip
_ALONE = {"ja": "{month}月", "ko": "{month}월", "vi": "tháng {month}", "en": "{name}"}


@cache
def _month(month: int, language: str) -> regex.Pattern[str]:
    stems = [_MONTHS[language].split()[month - 1]] if language in _MONTHS else []
    stems += [_LEVANTINE.split()[month - 1].replace("_", " ")] if language == "ar" else []
    stems += [_SHORT.split()[month - 1]] if language == "en" else []
    tail = r"\w{0,3}(?!\w)" if language == "ru" else ""
    before = "" if language in ("th", "ar") else r"\b"
    return regex.compile(rf"{before}(?:{'|'.join(stems)}){tail}", regex.I)


def names_month(text: str, month: int, language: str) -> bool:
    """Whether the name of `month`, 1 to 12, stands in `text`; never where the language numbers its months."""
    name = base(language)
    return name in _MONTHS and _month(month, name).search(text) is not None


def contradicts(text: str, part: str) -> bool:
    """Whether `text` names only the half of the day that is not `part`, `am` or `pm`."""
    morning, evening = _MORNING.search(text) is not None, _EVENING.search(text) is not None
    return (part == "pm" and morning and not evening) or (part == "am" and evening and not morning)


def date(month: int, day: int | None, language: str) -> str:
    """A day or a month in a form that any sentence takes: `November 11`, `11月11日`, `11.11`."""
    name = base(language)
    names = _MONTHS.get(name, "").split()
    plain = bool(names) and names[month - 1].isalpha() and name not in ("ru", "uk", "pl", "cs")
    pattern = (_DATES if day else _ALONE).get(name, "{name}" if not day else "{day}.{month:02}")
    if "{name}" in pattern and not plain:
        pattern = "{day}.{month:02}" if day else "{month}"
    return pattern.format(name=names[month - 1] if plain else "", month=month, day=day)


def clock(minutes: int, part: str, language: str) -> str:
    """A time: `8:30 pm` in English, `20:30` elsewhere; without `part` as it was said."""
    hour, rest = divmod(minutes, 60)
    if base(language) == "en" and part:
        return f"{hour % 12 or 12}:{rest:02} {part}"
    return f"{hour}:{rest:02}"
