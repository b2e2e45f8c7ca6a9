# ruff: noqa: E501 -- names in twenty languages: wide scripts count double
"""The measures that a translation may convert: what each is worth and how twenty languages write it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    measures: str
    """mass in grams, length in centimetres, volume in millilitres, time in minutes"""
    worth: Decimal
    chinese: str
    """Chinese words, set apart by spaces."""
    words: str
    """A regular expression of what stands behind a number in the other languages."""

    @property
    def metric(self) -> bool:
        return self.name not in ("jin", "liang", "chi", "lb", "oz", "in", "ft", "mi")


def _unit(name: str, measures: str, worth: str, chinese: str, words: str) -> Unit:
    return Unit(name, measures, Decimal(worth), chinese, words)


UNITS: tuple[Unit, ...] = (
    _unit("kg", "mass", "1000", "公斤 千克", r"""
        kg|kilos?|kilogra\w+|kilogram\w*|ki-?l[oô](?:gam)?|quilo\w*|chil[oi]\w*|c[âa]n(?!\ Trung)|кг|кило(?!м)\w*|кіло(?!м)\w*
        |كيلو(?:غرام|جرام)?\w*|كغ|كجم|กิโล(?:กรัม)?|กก\.?|キロ(?:グラム)?(?!メ|リ|ワ)|킬로(?:그램)?(?!미)|किलो(?:ग्राम)?|公斤"""),
    _unit("jin", "mass", "500", "斤 市斤", r"""
        jins?|catt(?:y|ies)|c[âa]n\ Trung\ \w+|斤|근|цзин\w*|จิน|ชั่ง|جين|जिन|Pfund|pond"""),
    _unit("liang", "mass", "50", "两", r"liangs?|taels?|лян\w*|両|两|냥"),
    _unit("mg", "mass", "0.001", "毫克", r"mg|milligra\w+|miligra\w+|мг|миллиграм\w*|міліграм\w*|ミリグラム|밀리그램|มิลลิกรัม|ملغ"),
    _unit("g", "mass", "1", "克", r"""
        g|gr|gra[mn]\w*|gam|г|гр|грам\w*|[غج]رام\w*|غ|جم|กรัม|グラム|그램|ग्राम|克"""),
    _unit("t", "mass", "1000000", "吨", r"t|ton\w*|tấn|тонн\w*|طن|أطنان|ตัน|トン|톤|टन"),
    _unit("lb", "mass", "453.592", "磅", r"lbs?|pounds?|pon|libras?|livres?|libbr[ea]|фунт\w*|ポンド|파운드|ปอนด์|funt\w*|رطل"),
    _unit("oz", "mass", "28.3495", "盎司", r"oz|ounces?|onzas?|onces?|onças?|Unzen?|унци\w*|オンス|온스|ออนซ์"),
    _unit("mm", "length", "0.1", "毫米", r"mm|mil+im[eè]t\w*|мм|миллиметр\w*|міліметр\w*|mi-?li-?mét|ミリ(?:メートル)?|밀리미터|มิลลิเมตร|مم"),
    _unit("cm", "length", "1", "公分 厘米", r"""
        cm|[cz]ent[iyí]m[eèéê]t\w*|c?xentimét\w*|sentimeter|santim\w*|centym\w*|см|сантим\w*|センチ(?:メートル)?|센티(?:미터)?
        |เซนติเมตร|ซม\.?|سم|سنتيمتر\w*|सेंटीमीटर|सेमी|公分"""),
    _unit("km", "length", "100000", "公里 千米", r"""
        km|[kq]u?il[oôó]-?m[eèéê]t\w*|chilometr\w*|kilom\w+|км|километр\w*|кілометр\w*|ki-?lô-?mét|キロメートル|킬로미터|กิโลเมตร|กม\.?
        |كم|كيلومتر\w*|किलोमीटर|किमी"""),
    _unit("m", "length", "100", "米", r"m|m[eéèê]t(?:er|re|ro)\w*|metr\w*|mét|м|метр\w*|メートル|미터|เมตร|متر\w*|أمتار|मीटर|米"),
    _unit("in", "length", "2.54", "英寸 寸", r"in|inch\w*|″|pulgadas?|pouces?|polegadas?|Zoll|pollic[ei]|дюйм\w*|インチ|인치|นิ้ว|inci|inç|بوص\w+|cal[eai]?|palc\w*|寸"),
    _unit("ft", "length", "30.48", "英尺", r"ft|feet|foot|pies?|pieds?|pés?|Fuß|piedi|фут\w*|フィート|피트|ฟุต|قدم\w*|kaki"),
    _unit("chi", "length", "33.3333", "尺", r"chi|尺|자|чи"),
    _unit("mi", "length", "160934.4", "英里", r"mi|miles?|millas?|milhas?|Meilen?|migli[ao]|мил[ьия]\w*|マイル|마일|ไมล์|dặm|mil|ميل\w*|أميال"),
    _unit("ml", "volume", "1", "毫升", r"ml|mil+ilit\w*|мл|миллилитр\w*|мілілітр\w*|ミリリットル|ミリ|밀리리터|มิลลิลิตร|มล\.?|مل|مليلتر|मिलीलीटर|मिली"),
    _unit("l", "volume", "1000", "升 公升", r"l|lit(?:er|re|ro|r)\w*|lít|л|литр\w*|літр\w*|リットル|리터|ลิตร|لتر\w*|लीटर"),
    _unit("s", "time", "0.0166666667", "秒 秒钟", r"""
        s|secs?|seconds?|segundos?|secondes?|Sekunden?|second[oi]|секунд\w*|с|giây|detik|saat|saniye|sekund\w*|seconden|秒間?|초|วินาที
        |ثاني?ة|ثوان\w*|सेकंड|sekond"""),
    _unit("min", "time", "1", "分钟", r"""
        min|mins?\.?|minut\w*|минут\w*|мин|хвилин\w*|хв|phút|menit|minit|dakika\w*|dk|dq|分間?|분간?|นาที|دقيقة|دقائق|मिनट"""),
    _unit("h", "time", "60", "小时 钟头", r"""
        h|hrs?|hours?|horas?|heures?|Stunden?|or[ae]|час\w*|ч|годин\w*|giờ|tiếng|jam|saat\w*|godzin\w*|uur|uren|hodin\w*|時間|시간
        |ชั่วโมง|ชม\.?|ساع[ةات]\w*|घंट\w+"""),
    _unit("day", "time", "1440", "天", r"""
        days?|d[ií]as?|jours?|Tage?n?|giorn[oi]|дн[яеію]\w*|день|ngày|hari|gün\w*|dzień|dni|dag(?:en)?|den|dn[yůí]|日間?|일간?|วัน
        |يوم\w*|أيام|दिन\w*"""),
    _unit("week", "time", "10080", "周 星期 礼拜", r"""
        weeks?|semanas?|semaines?|Wochen?|settiman[ae]|недел\w*|тиж\w*|tuần|minggu|hafta\w*|tydzień|tygodni\w*|we[e]?k(?:en)?|týd\w*
        |週間?|주간?|สัปดาห์|อาทิตย์|أسبوع\w*|أسابيع|हफ़्त\w+|हफ्त\w+|सप्ताह"""),
    _unit("month", "time", "43200", "个月", r"""
        months?|mes(?:es)?|mois|Monate?n?|mes[ei]|mês|месяц\w*|місяц\w*|tháng|bulan|ay|miesi[ąę]c\w*|maand(?:en)?|měsíc\w*
        |[かヶケカ箇]月間?|개월간?|달|เดือน|أشهر|شهر\w*|शهور|महीन\w+"""),
    _unit("year", "time", "518400", "年", r"""
        years?|años?|an(?:s|nées?)?|Jahre?n?|ann[oi]|anos?|год\w*|лет|рок\w*|рік|năm|tahun|yıl\w*|lat[a]?|rok\w*|jaar|jaren|let|léta
        |年間?|년간?|ปี|سن[ةوات]\w*|أعوام|عام\w*|साल|वर्ष"""),
)  # fmt: skip

BY_NAME = {unit.name: unit for unit in UNITS}
BY_CHINESE = {word: unit for unit in UNITS for word in unit.chinese.split()}

_NO_SPACES = (
    "\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"  # scripts that write the next word close up
)


@cache
def _behind(unit: Unit) -> regex.Pattern[str]:
    return regex.compile(
        rf"[\s\-‑'’]*(?:(?:an?|de|di|of|un[ae]?|eine[rsnm]?)\s|d['’])?(?:{unit.words})(?:(?<=[{_NO_SPACES}])|(?![\w²³2]))",
        regex.X | regex.I,
    )


@cache
def _anywhere(unit: Unit) -> regex.Pattern[str]:
    inner = rf"(?<![^\W\d{_NO_SPACES}])(?:{unit.words})(?:(?<=[{_NO_SPACES}])|(?!\w))"
    return regex.compile(inner, regex.X | regex.I)


def unit_at(text: str, position: int, language: str) -> tuple[Unit, int] | None:
    """The unit that `text` names at `position`, behind a number, and where it ends; the longest name wins.

    `saat` is a second in Malay and an hour in Turkish.
    """
    found = [(m.end(), unit) for unit in UNITS if (m := _behind(unit).match(text, position))]
    if not found:
        return None
    hours = language == "tr"
    end, unit = max(found, key=lambda pair: (pair[0], hours and pair[1].name == "h"))
    return unit, end


def mentioned(unit: Unit, text: str) -> bool:
    """Whether the unit's name stands in `text`, with a number or without: a catty, per jin."""
    return _anywhere(unit).search(text) is not None
