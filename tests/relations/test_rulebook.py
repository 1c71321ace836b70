"""Rules that are passed over are those that cannot match."""

from __future__ import annotations

import re

import pytest

from kg.relations.examples import read_marked
from kg.relations.rulebook import RuleBook, load_rule_book
from kg.relations.rules import load_rules, read_heads
from kg.relations.tape import fold_sentence
from kg.sentences import split_sentences

WORDS = {"verb:help": "帮扶|支持|扶", "verb:run": "实施|推行"}


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        ("{s=Agent}{verb:run}{gap:3}{o=Programme}", [{"实施", "推行"}]),
        ("{s=Agent}{verb:help|run}了{o=Programme}", [{"帮扶", "支持", "扶", "实施", "推行"}, {"了"}]),
        ("{s=Agent}(?:携手|{verb:help})共建设起{o=Venue}", [{"携手", "帮扶", "支持", "扶"}, {"共建"}]),
        ("{s=Agent}{verb:run}?开展了?{o=Programme}", [{"开展"}]),
        ("{s=Agent}(?:正在)?办{0,2}{o=Event}", []),
        ("{s=Agent}[实施]{2}(?!好的)(?:a(?:b|c)){o=Programme}", []),
        ("{s=Agent}实施{o=Programme}|{o=Programme}由{s=Agent}推行", []),
    ],
)
def test_words_that_a_pattern_cannot_do_without(pattern, heads):
    assert list(read_heads(pattern, WORDS)) == heads


def test_no_rule_that_matches_is_passed_over():
    book = load_rule_book()
    matched = 0
    for example in load_rules():
        for marked, *_ in (*example.finds, *((missed,) for missed in example.misses)):
            text, named = read_marked(marked)
            for sentence in split_sentences(text):
                tape = fold_sentence(text, sentence, named)
                fitting = {rule.id for rule in book.find_fitting(tape)}
                found = {rule.id for rule in book.rules if rule.pattern.search(tape.text)}
                assert found <= fitting
                matched += len(found)
    assert matched > len(book.rules)


def test_rules_whose_classes_or_words_are_absent_are_passed_over():
    text, named = read_marked("[County|会宁县]下了一场雨。")
    tape = fold_sentence(text, split_sentences(text)[0], named)
    fitting = RuleBook(load_rules()).find_fitting(tape)
    assert len(fitting) < len(load_rules()) / 10
    assert not any(re.search(rule.pattern, tape.text) for rule in fitting)
