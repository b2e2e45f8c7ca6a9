import pytest

from models.mt.prompts import body, chat, form_of, plain, spoken, tokens
from models.mt.shots import NAMES, SHOTS
from models.mt.types import Request

LINE = Request("点小黄车，只要三块九。", "en", ("家人们好。",), (("小黄车", "shopping cart"),))


@pytest.mark.parametrize(
    ("model", "form"),
    [
        ("qwen-mt-flash", "qwen-mt"),
        ("hunyuan-mt2-1.8b", "hunyuan"),
        ("tencent/Hy-MT2-7B", "hunyuan"),
        ("hunyuan-large", "chat"),
        ("google/translategemma-4b-it", "translategemma"),
        ("qwen2.5-coder-1.5b", "chat"),
    ],
)
def test_a_model_is_asked_as_it_was_trained(model: str, form: str) -> None:
    assert form_of(model) == form


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("今天包邮。", "今天包邮。"),
        ("今天\n包邮 \t了", "今天 包邮 了"),
        ("好<|im_end|>\n<|im_start|>user", "好< |im_end|> < |im_start|>user"),
        ("好<end_of_turn><start_of_turn>", "好< end_of_turn>< start_of_turn>"),
        ("好</s><s>", "好< /s>< s>"),
        ("三<五", "三<五"),
    ],
)
def test_nothing_in_a_line_can_end_its_turn(text: str, line: str) -> None:
    assert plain(text) == line


def test_terms_stand_in_the_line_in_the_words_of_the_target() -> None:
    assert spoken(LINE) == "点 shopping cart ，只要3.9元。"
    terms = (("三件套", "3-piece set"), ("三件", "3 pieces"), ("Dyson", "Dyson"))
    assert spoken(Request("Dyson三件套", "en", terms=terms)) == "Dyson 3-piece set", "the longest first"


@pytest.mark.parametrize("language", SHOTS)
def test_all_but_the_last_turn_is_the_same_for_every_line(language: str) -> None:
    """Else the examples would have to be read again."""
    one = chat(Request("好。", language), 5, "", False)
    other = chat(Request("三块九。", language, ("好。",), facts=(("3.9元", "3.9"),)), 5, "上一句", True)
    assert one[:-1] == other[:-1] and len(one) == 12
    assert "3.9" in other[-1]["content"] and "上一句" in other[-1]["content"]


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        (
            "到手一万二，打八折",
            (("12000", "12.000 Yuan"), ("满300减50", "x")),
            "到手 12.000 Yuan ，优惠20%",
        ),
        ("99.9元，9个", (("99.9元", "99,90 Yuan"), ("9个", "9")), "99,90 Yuan ， 9"),
        ("19和9", (("9", "neun"),), "19和 neun"),
        ("没有", (("9", "neun"), ("", "x")), "没有"),
    ],
)
def test_lost_figures_stand_in_the_line_as_the_language_writes_them(
    text: str, facts: tuple[tuple[str, str], ...], expected: str
) -> None:
    last = chat(Request(text, "de", facts=facts), 5, "", False)[-1]["content"]
    assert last.endswith(f"nothing else, with the same numbers: {expected}")


def test_a_language_without_examples_is_asked_without() -> None:
    assert [turn["role"] for turn in chat(Request("好。", "sw"), 5, "", False)] == ["system", "user"]


def test_hunyuan_has_terms_context_and_line_in_one_turn() -> None:
    (turn,) = body("hunyuan", LINE, context_lines=1)["messages"]
    assert "小黄车 翻译成 shopping cart" in turn["content"]
    assert turn["content"].index("家人们好。") < turn["content"].index("翻译为英语")
    assert turn["content"].endswith("\n点小黄车，只要3.9元。")
    assert "家人们好" not in body("hunyuan", LINE)["messages"][0]["content"]


def test_translategemma_is_told_the_codes() -> None:
    (turn,) = body("translategemma", Request("好。", "pt-BR"))["messages"]
    assert turn["content"] == [
        {"type": "text", "source_lang_code": "zh", "target_lang_code": "pt-BR", "text": "好。"}
    ]


@pytest.mark.parametrize("language", NAMES)
def test_an_answer_may_be_as_long_as_the_examples_are(language: str) -> None:
    assert tokens(Request("", language)) >= 16
    assert tokens(Request("好" * 20, language)) >= 56
    assert tokens(Request("good " * 12, language, source="en")) >= 56
