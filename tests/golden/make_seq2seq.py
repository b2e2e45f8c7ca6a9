"""Writes tests/golden/seq2seq: tiny random checkpoints of three families, and what transformers says.

Needs torch and sentencepiece: pip install -e '.[convert]'. The tests compare with the files, without torch.
"""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from transformers import (
    M2M100Config,
    M2M100ForConditionalGeneration,
    M2M100Tokenizer,
    MarianConfig,
    MarianMTModel,
    MarianTokenizer,
    NllbTokenizer,
)

from models.mt.convert import convert

OUT = Path(__file__).parent / "seq2seq"
TEXTS = ("家人们今天特价", "三块九毛九包邮", "好", "上链接了宝宝们拼手速一起冲冲冲")
TARGETS = {"m2m100": ("en", "fr", "pt-BR"), "nllb": ("en", "fr", "zh-Hant-TW"), "marian": ("fr", "de")}
SEARCHES = ((1, 1.0), (4, 1.0), (4, 0.2))
"""Beams and length penalty."""
NEW = 20
"""Tokens of an answer at most, the one of the language included."""
LETTERS = "".join(dict.fromkeys("".join(TEXTS))) + "abcdefghijklmnopqrstuvwxyz"
_SHAPE = {
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "d_model": 32,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "max_position_embeddings": 64,
    "init_std": 0.3,
}


def spm() -> bytes:
    """A SentencePiece model of which every letter is a piece."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*TEXTS, LETTERS] * 9),
        model_writer=out,
        model_type="char",
        vocab_size=len(LETTERS) + 4,
        character_coverage=1.0,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    return out.getvalue()


def tokenizer(family: str, directory: Path) -> Any:
    directory.mkdir(parents=True)
    if family == "nllb":
        words = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, "家人", "今天", "们今"]
        found = NllbTokenizer(
            vocab={word: i for i, word in enumerate(words)},
            merges=[("家", "人"), ("今", "天")],
            src_lang="zho_Hans",
        )
        found.save_pretrained(directory)
        return found
    model = spm()
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    pieces = [processor.id_to_piece(i) for i in range(3, processor.get_piece_size())]
    if family == "m2m100":
        words = ["<s>", "<pad>", "</s>", "<unk>", *pieces]
        (directory / "sentencepiece.bpe.model").write_bytes(model)
    else:
        words = ["</s>", "<unk>", *pieces, ">>fra<<", ">>deu<<", ">>por<<", "<pad>"]
        for name in ("source.spm", "target.spm"):
            (directory / name).write_bytes(model)
    vocabulary = {word: i for i, word in enumerate(words)}
    (directory / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    if family == "m2m100":
        found = M2M100Tokenizer(
            str(directory / "vocab.json"), str(directory / "sentencepiece.bpe.model"), src_lang="zh"
        )
    else:
        found = MarianTokenizer(
            str(directory / "source.spm"), str(directory / "target.spm"), str(directory / "vocab.json"),
            source_lang="zho", target_lang="mul",
        )  # fmt: skip
    found.save_pretrained(directory)
    return found


def model(family: str, words: Any, size: int, seed: int) -> Any:
    """Random weights that end a text now and then, and say letters rather than languages."""
    torch.manual_seed(seed)
    if family == "marian":
        pad = words.pad_token_id
        config = MarianConfig(
            **_SHAPE, vocab_size=size, activation_function="swish", scale_embedding=True, pad_token_id=pad,
            decoder_start_token_id=pad, eos_token_id=0, forced_eos_token_id=None, tie_word_embeddings=False,
        )  # fmt: skip
        made: Any = MarianMTModel(config)
        made.generation_config.bad_words_ids = [[pad]]
        made.generation_config.renormalize_logits = True
    else:
        made = M2M100ForConditionalGeneration(
            M2M100Config(**_SHAPE, vocab_size=size, tie_word_embeddings=False)
        )
    rows = made.lm_head.weight.data
    letters = [i for word, i in words.get_vocab().items() if word.strip("▁") and word.strip("▁") in LETTERS]
    other = torch.ones(len(rows), dtype=torch.bool)
    other[[*letters, words.eos_token_id]] = False
    rows[other] *= 0.1
    rows[words.eos_token_id] *= 1.5
    if family == "marian":
        made.final_logits_bias.normal_()
        made.final_logits_bias[0, other] -= 5
    held = {
        name: value.half().float() for name, value in made.state_dict().items() if "positions" not in name
    }
    made.load_state_dict(held, strict=False)  # what float16 can hold, so that the files are half as large
    return made.eval()


def telling(found: list[list[dict[str, Any]]]) -> bool:
    """Whether these answers tell a right search from a wrong one: of several lengths, and not all the same
    with one beam and with four."""
    greedy, beams, short = ([answer["tokens"] for answer in each] for each in found)
    pairs = [pair for pair in zip(greedy, beams, strict=True) if pair[0] != pair[1]]
    lengths = {len(tokens) for tokens in greedy}
    return len(lengths) >= 4 and max(lengths) > 9 and len(pairs) >= 2 and beams != short


def answers(family: str, words: Any, net: Any, beams: int, penalty: float) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for target in TARGETS[family]:
        code = {"m2m100": "__{}__", "nllb": "{}", "marian": ">>{}<<"}[family].format(_CODES[family][target])
        texts = [f"{code} {text}" if family == "marian" else text for text in TEXTS]
        given = words(texts, return_tensors="pt", padding=True)
        first = None if family == "marian" else words.convert_tokens_to_ids(code)
        made = net.generate(
            **{name: given[name] for name in ("input_ids", "attention_mask")},
            forced_bos_token_id=first, num_beams=beams, length_penalty=penalty, max_new_tokens=NEW,
            do_sample=False, early_stopping=False,
        )  # fmt: skip
        for i, text in enumerate(TEXTS):
            tokens = made[i].tolist()[1 if first is None else 2 :]
            end = net.config.eos_token_id
            tokens = tokens[: tokens.index(end) + 1] if end in tokens else tokens
            found.append(
                {
                    "text": text,
                    "target": target,
                    "source": words(texts[i])["input_ids"],
                    "tokens": tokens,
                    "score": score(
                        net, given["input_ids"][i : i + 1], given["attention_mask"][i : i + 1], first, tokens
                    ),
                    "answer": words.decode(tokens, skip_special_tokens=True).strip(),
                }
            )
    return found


def score(net: Any, source: Any, mask: Any, first: int | None, tokens: list[int]) -> float:
    """The mean log-probability of the tokens, by one pass of the decoder over all of them."""
    given = [net.config.decoder_start_token_id, *([] if first is None else [first])]
    with torch.no_grad():
        logits = net(
            input_ids=source, attention_mask=mask, decoder_input_ids=torch.tensor([[*given, *tokens[:-1]]])
        ).logits[0, len(given) - 1 :]
    if net.config.model_type == "marian":
        logits[:, net.config.pad_token_id] = -torch.inf
    shares = logits.log_softmax(-1)
    return float(sum(shares[i, token] for i, token in enumerate(tokens)) / len(tokens))


_CODES = {
    "m2m100": {"en": "en", "fr": "fr", "pt-BR": "pt"},
    "nllb": {"en": "eng_Latn", "fr": "fra_Latn", "zh-Hant-TW": "zho_Hant"},
    "marian": {"fr": "fra", "de": "deu"},
}


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    expected = []
    for family in TARGETS:
        words = tokenizer(family, OUT / family)
        size = max(words.convert_tokens_to_ids([_last(family)])[0] + 1, len(words.get_vocab()))
        for seed in range(1000):
            net = model(family, words, size, seed)
            found = [answers(family, words, net, *each) for each in SEARCHES]
            if telling(found):
                break
        for (beams, penalty), each in zip(SEARCHES, found, strict=True):
            expected.append({"family": family, "beams": beams, "length_penalty": penalty, "answers": each})
        net.half().save_pretrained(OUT / family)
        (OUT / family / "model.safetensors").chmod(0o644)
    convert(OUT / "nllb", OUT / "nllb-ctranslate2", "float32", "ctranslate2")
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (OUT / "expected.json").write_text(f"{text}\n", encoding="utf-8")


def _last(family: str) -> str:
    return {"m2m100": "__zu__", "nllb": "zul_Latn", "marian": "<pad>"}[family]


if __name__ == "__main__":
    main()
