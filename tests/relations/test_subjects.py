"""Who acts where a clause leaves its subject out, seen through a rule that carries it."""

import pytest

from kg.relations.described import find_described
from kg.relations.examples import find_facts, read_marked
from kg.relations.matching import find_relations
from kg.relations.rulebook import RuleBook
from kg.relations.rules import load_rules

RULES = {r.id: r for r in load_rules()}


@pytest.mark.parametrize(
    ("marked", "facts"),
    [
        # 双方 are both partners
        (
            "[County|三江县]与[Institution|桂林大学]签约，双方实施[Programme|侗寨计划]。",
            {"三江县 > 侗寨计划", "桂林大学 > 侗寨计划"},
        ),
        # what opens with an unknown 该 or with 这家 is nobody named
        ("[County|三江县]热闹。该站推行[Programme|侗寨计划]。", set()),
        ("[County|三江县]热闹。这家从外地来的企业推行[Programme|侗寨计划]。", set()),
        # nor are those who brought the two together the two
        (
            "经[County|三江县]、[County|通道县]牵线，两家公司签约，双方实施[Programme|侗寨计划]。",
            set(),
        ),
        # who builds is not named
        ("[County|三江县]热闹。施工方推行[Programme|侗寨计划]。", set()),
        # a place behind 到 is no subject, however many names it has
        (
            "[County|三江县]派人到[Province|湖南省][County|通道县]取经，推行[Programme|侗寨计划]。",
            {"三江县 > 侗寨计划"},
        ),
        # what the head of a body says that will be done is done by the body
        (
            "[County|三江县]热闹。[Institution|三江县民宗局]局长[Person|吴根生]说，将推行[Programme|侗寨计划]。",
            {"三江县民宗局 > 侗寨计划"},
        ),
        # a body behind 所属 acts
        ("[Institution|柳州海关]所属[Institution|三江海关]推行[Programme|侗寨计划]。", {"三江海关 > 侗寨计划"}),
        # the place before a name of a list is no member of it
        (
            "[County|三江县]、[Province|湖南省][County|通道县]推行[Programme|侗寨计划]。",
            {"三江县 > 侗寨计划", "通道县 > 侗寨计划"},
        ),
    ],
)
def test_who_carries_out(marked, facts):
    assert find_facts(RULES["carries-out"], marked) == facts


def test_a_place_before_a_farmer_is_not_who_was_honoured():
    marked = "[Township|梅林乡]养鸡户[Person|吴根生]进了17球，被[Institution|三江县体育局]授予金靴奖。"
    assert find_facts(RULES["is-recognised-by-carried"], marked) == {"三江县体育局 > 吴根生"}


def test_who_is_described_acts():
    text, named = read_marked(
        "[Institution|融安果品公司]扩产。这家落户在[Township|浮石镇]的企业，去年推行[Programme|金桔托管模式]。"
    )
    told = sorted([*named, *find_described(text, named)], key=lambda n: n.span)
    found = find_relations(text, told, rules=RuleBook([RULES["carries-out"], RULES["standing-at"]]))
    assert {(f.subject.name, f.predicate, f.object.name) for f in found} == {
        ("融安果品公司", "implements", "金桔托管模式"),
        ("融安果品公司", "locatedIn", "浮石镇"),
    }


def test_respective_partners_pair_in_order():
    marked = "[Institution|桂林大学]、[Institution|柳州大学]分别与[County|三江县]、[County|融安县]结对。"
    assert find_facts(RULES["with-partner"], marked) == {"三江县 > 桂林大学", "柳州大学 > 融安县"}
    assert find_facts(RULES["together"], marked) == set()
