import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import han

CHINESE = st.text(alphabet='你好家人们价格九三 ,.?!:;，。？！Dyson0123456789"()', max_size=40)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("這個軟體很好用", "这个软体很好用"),
        ("頭髮和發財", "头发和发财"),
        ("简体不变 Dyson 99.9", "简体不变 Dyson 99.9"),
    ],
)
def test_to_simplified(traditional: str, simplified: str) -> None:
    assert han.to_simplified(traditional) == simplified


@pytest.mark.parametrize(
    ("region", "expected"),
    [("TW", "這個軟體的滑鼠"), ("HK", "這個軟件的鼠標"), ("", "這個軟件的鼠標")],
)
def test_to_traditional_writes_each_region_its_way(region: str, expected: str) -> None:
    assert han.to_traditional("这个软件的鼠标", region) == expected


@pytest.mark.parametrize(
    ("simplified", "taiwan", "hong_kong"),
    [
        ("质量好的视频", "品質好的影片", "質量好的視頻"),
        ("台湾的面条", "臺灣的麵條", "台灣的麪條"),
        ("家里有三公里", "家裡有三公里", "家裏有三公里"),
        ("后面的头发", "後面的頭髮", "後面的頭髮"),
        ("鼠标和数据线", "滑鼠和傳輸線", "鼠標和數據線"),
        ("性价比高，全国包邮", "CP值高，全國免運", "性價比高，全國包郵"),
        ("为了健康，说一说", "為了健康，說一說", "為了健康，説一説"),
    ],
)
def test_taiwan_has_its_own_characters_and_words_and_hong_kong_its_characters(
    simplified: str, taiwan: str, hong_kong: str
) -> None:
    assert han.to_traditional(simplified, "TW") == taiwan
    assert han.to_traditional(simplified, "HK") == hong_kong


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(KeyError):
        han.to_traditional("这", "XX")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-Hans", "这个软件"),
        ("zh", "这个软件"),
        ("zh-CN", "这个软件"),
        ("zh-Hans-SG", "这个软件"),
        ("zh-Hans-TW", "这个软件"),
        ("zh-Hant", "這個軟件"),
        ("zh-Hant-TW", "這個軟體"),
        ("zh-TW", "這個軟體"),
        ("zh-Hant-HK", "這個軟件"),
        ("zh-HK", "這個軟件"),
        ("zh-Hant-MY", "這個軟件"),
    ],
)
def test_regional(tag: str, expected: str) -> None:
    assert han.regional("这个软件", tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-Hant", "這款鼠標在3號鏈接，裏面有U盤，支持iPhone 15 Pro，到手99.9元"),
        ("zh-Hant-TW", "這款滑鼠在3號連結，裡面有隨身碟，支援iPhone 15 Pro，到手99.9元"),
        ("zh-Hant-HK", "這款鼠標在3號鏈接，裏面有U盤，支持iPhone 15 Pro，到手99.9元"),
    ],
)
def test_a_host_in_each_script(tag: str, expected: str) -> None:
    assert han.regional("这款鼠标在3号链接，里面有U盘，支持iPhone 15 Pro，到手99.9元", tag) == expected


@given(st.text(alphabet="家人们价格里面软件 Dyson-iPhone0123456789.%¥，。", max_size=40))
def test_no_script_touches_numbers_and_latin(text: str) -> None:
    for tag in ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"):
        kept = [c for c in han.regional(text, tag) if not han.has_han(c)]
        assert kept == [c for c in text if not han.has_han(c)]


@pytest.mark.parametrize(
    ("ascii_marks", "chinese"),
    [
        ("好,来!", "好，来！"),
        ("好 , 来 ?", "好， 来？"),
        ("这款iPhone,真的好", "这款iPhone，真的好"),
        ("SK-II,L'Oréal,欧莱雅", "SK-II，L'Oréal，欧莱雅"),
        ("3C认证,5G,VIP,都行", "3C认证，5G，VIP，都行"),
        ("Type-C,USB,A4,都有", "Type-C，USB，A4，都有"),
        ("用的是 Apple Watch,很好", "用的是 Apple Watch，很好"),
        ("Lancôme,兰蔻,C++,编程", "Lancôme，兰蔻，C++，编程"),
        ("我用的是iPhone.", "我用的是iPhone。"),
        ("好的OK!", "好的OK！"),
        ("OK , 好", "OK， 好"),
        ('"OK",我说', '"OK"，我说'),
        ('他说"真的好.",然后走了', "他说“真的好。”，然后走了"),
        ("买一送一(真的),来", "买一送一（真的），来"),
        ("“真的”,我说", "“真的”，我说"),
        ("家人们,,好!!!真的?!", "家人们，好！！！真的？！"),
        ("www.example.com,去看", "www.example.com，去看"),
        ("看 https://example.com/a,b 吧", "看 https://example.com/a,b 吧"),
        ("1.面霜 2.水", "1.面霜 2.水"),
        ("倒数3,2,1,上链接,比例1:1", "倒数3，2，1，上链接，比例1:1"),
        ("No.1,Dr.Martens,v2.0,都好", "No.1，Dr.Martens，v2.0，都好"),
        ("好~来-吧…", "好~来-吧…"),
        ("价格:99.9元.", "价格：99.9元。"),
        ("只要99,真的", "只要99，真的"),
        ("用Dyson,真好", "用Dyson，真好"),
        ("优惠20%,快来", "优惠20%，快来"),
        ("晚上10:30见", "晚上10:30见"),
        ("一共1,200元;谢谢", "一共1,200元；谢谢"),
        ("看 https://example.com/a.b?c=1 吧", "看 https://example.com/a.b?c=1 吧"),
        ("他说 Hello, world! 就走了", "他说 Hello, world! 就走了"),
        ("Only English, here.", "Only English, here."),
        ("等等...好吧", "等等...好吧"),
        ("已经，是。全角！", "已经，是。全角！"),
        ("", ""),
    ],
)
def test_punctuate(ascii_marks: str, chinese: str) -> None:
    assert han.punctuate(ascii_marks) == chinese


@given(CHINESE)
def test_punctuate_changes_marks_only_and_once(text: str) -> None:
    once = han.punctuate(text)
    assert han.punctuate(once) == once
    keep = [c for c in once if c.isalnum()]
    assert keep == [c for c in text if c.isalnum()]


def test_marks_first_and_then_spaces_as_the_segmenter_does() -> None:
    assert han.close_up(han.punctuate("嗯 , 好. OK , 家人们 晚上好 !")) == "嗯，好。OK，家人们晚上好！"


@given(st.text(alphabet=string.ascii_letters + string.digits + " ,.?!:;/-%", max_size=60))
def test_punctuate_leaves_text_without_han_alone(text: str) -> None:
    assert han.punctuate(text) == text


@pytest.mark.parametrize(
    ("spaced", "closed"),
    [
        ("家 人 们 晚 上 好", "家人们晚上好"),
        ("你好 ， 世界", "你好，世界"),
        ("支持  iPhone  和安卓", "支持 iPhone 和安卓"),
        ("支持iPhone和安卓", "支持iPhone和安卓"),
        ("Type C 接口", "Type C 接口"),
        ("只要 99 元", "只要 99 元"),
        ("好， iPhone", "好，iPhone"),
        ("  好 \n", "好"),
    ],
)
def test_close_up(spaced: str, closed: str) -> None:
    assert han.close_up(spaced) == closed


@given(CHINESE)
def test_close_up_removes_spaces_only_and_once(text: str) -> None:
    once = han.close_up(text)
    assert han.close_up(once) == once
    assert once.replace(" ", "") == text.replace(" ", "")


def test_scripts_are_told_apart() -> None:
    assert han.has_han("abc价") and not han.has_han("abc、かな 한글")
    assert han.has_kana("漢字かな") and not han.has_kana("漢字")
    assert han.has_hangul("한글") and not han.has_hangul("漢字かな")


def test_half_width_is_how_a_recogniser_writes_marks() -> None:
    assert han.half_width("好，来！多少？一、二。") == "好,来!多少?一、二."


@given(CHINESE)
def test_half_width_leaves_only_marks_changed(text: str) -> None:
    changed = [(a, b) for a, b in zip(text, han.half_width(text), strict=True) if a != b]
    assert all(a in "，。？！：；" and b in ",.?!:;" for a, b in changed)
