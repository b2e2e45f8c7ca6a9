"""What twenty languages call the yuan, and the currencies that it must not be mistaken for."""

from __future__ import annotations

from functools import cache

import regex

CHINESE = {
    "元": "CNY", "块钱": "CNY", "块": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "美刀": "USD",
    "美分": "USD", "欧元": "EUR",
    "欧": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "韩元": "KRW", "韩币": "KRW", "港元": "HKD",
    "港币": "HKD",
    "卢布": "RUB", "泰铢": "THB", "澳元": "AUD", "加元": "CAD", "新台币": "TWD", "台币": "TWD", "卢比": "",
    "比索": "",
    "法郎": "", "克朗": "", "里拉": "", "林吉特": "MYR", "越南盾": "VND", "盾": "", "雷亚尔": "BRL",
}  # fmt: skip
"""What stands behind an amount in Chinese, by ISO 4217 code; "" where nothing more is checked."""

_NAMES = {
    "CNY": r"""CN¥|¥|￥|RMB|CNY|yuan\w*|renminbi\w*|kuai|人民[元币幣]|元|块|위안화?|юан\w*|يوان\w*
        |หยวน|(?:nhân\ dân\ )?tệ
        |युआन|j[uü]an\w*|jiao|mao|角|毛""",
    "HKD": r"HK\$|HKD|港元|港币|Hong\ Kong\ dollars?",
    "TWD": r"NT\$|TWD|台幣|台币",
    "AUD": r"AU?\$|AUD|Australian\ dollars?",
    "CAD": r"CA?\$|CAD|Canadian\ dollars?",
    "BRL": r"R\$|BRL|reais",
    "USD": r"""US\$|\$|USD|dol+ar\w*|dólar\w*|доллар\w*|долар\w*
        |دولار\w*|ดอลลาร์|米?ドル|달러|đô(?:\s?la)?|डॉलर|bucks?|cents?\b|centavos?
        |美元""",
    "EUR": r"€|EUR|euro\w*|евро|євро|يورو\w*|ยูโร|ユーロ|유로|यूरो",
    "GBP": r"""£|GBP|(?:pounds?\ )?sterling|libras?\ esterlinas?|livres?\ sterling
        |фунт\w*\ стерлинг\w*|ポンド|파운드""",
    "JPY": r"円|JPY|yen\w*|иен\w*|єн\w*|เยน|엔|ين|yên|येन",
    "KRW": r"₩|KRW|원|won|вон|วอน|ウォン",
    "RUB": r"₽|RUB|руб\w*|rou?bl\w*|rubl\w*|rubel\w*|ルーブル|루블",
    "THB": r"฿|THB|บาท|baht\w*|бат\w*|バーツ|바트",
    "VND": r"₫|VND|đồng|đ|dong|ドン|донг\w*",
    "IDR": r"Rp\.?|IDR|rupiah",
    "INR": r"₹|INR|Rs\.?|rupees?|rupias?|roupies?|рупи\w*|रुपय\w+|रुपए|ルピー|루피",
    "TRY": r"₺|TRY|TL|liras?|lirası",
    "PLN": r"zł\w*|PLN",
    "CZK": r"Kč|CZK|korun\w*",
    "UAH": r"₴|UAH|грн|гривн\w*|гривень",
    "MYR": r"RM|MYR|ringgit\w*",
    "MXN": r"MXN|pesos?",
    "CHF": r"CHF|francs?|Franken",
    "SAR": r"SAR|ريال\w*|riy?als?",
    "AED": r"AED|درهم\w*|dirhams?",
    "EGP": r"EGP|جنيه\w*",
}  # fmt: skip
DOLLARS = ("USD", "AUD", "CAD", "HKD", "TWD")
"""Often called plain dollars."""
_SYMBOLS = r"[\p{Sc}￥]|(?:CN|HK|US|NT|AU?|CA?|R)[$¥]|[A-Z]{3}|RM|Rs\.?|Rp\.?"
"""What may stand before an amount."""
_CLOSE_UP = "\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
_SMALL = regex.compile(
    r"\s*(?:(?P<ten>jiao|mao|角|毛|цзяо|자오|เจี่ยว)|(?P<hundred>fen|分|cents?|centavos?|céntimos?|"
    r"centimes?))\b",
    regex.I,
)


@cache
def _pattern(where: str) -> regex.Pattern[str]:
    names = "|".join(f"(?P<{code}>{names})" for code, names in _NAMES.items())
    if where == "before":
        return regex.compile(rf"(?<![\p{{Latin}}\d])(?:(?={_SYMBOLS})(?:{names}))\s?$", regex.X)
    link = r"[\s\-‑]*(?:(?:de|d'|d’|di|of)\s)?"
    return regex.compile(rf"{link}(?:{names})(?:(?<=[{_CLOSE_UP}\p{{Sc}}.])|(?!\w))", regex.X | regex.I)


def currency_at(text: str, start: int, end: int, language: str) -> tuple[str, int, int]:
    """The currency of the number at [start, end): its code ("" for none), and the span with its name.

    A bare ¥ is the yen to a Japanese reader and the yuan to all others.
    """
    match = _pattern("after").match(text, end)
    before = None if match else _pattern("before").search(text[max(0, start - 4) : start])
    found = match or before
    if found is None:
        return "", start, end
    code = next(name for name, value in found.groupdict().items() if value is not None)
    if code == "CNY" and language == "ja" and found[0].strip(" -") in "¥￥":
        code = "JPY"
    if before is not None:
        return code, start - len(before[0]), end
    return code, start, found.end()


def part_of_yuan(text: str, end: int) -> int:
    """10 where jiao and 100 where fen or cents follow the number that ends at `end`, else 1."""
    match = _SMALL.match(text, end)
    return 1 if match is None else 10 if match["ten"] else 100
