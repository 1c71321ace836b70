"""What 这家…的企业 means, and which names are partners rather than the ones spoken of."""

import pytest

from kg.relations.described import find_described
from kg.relations.examples import read_marked
from kg.relations.partners import is_partner


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Institution|彭泽纺织公司]接了大单。这家建在江边的企业添了人手。", [("企业", "彭泽纺织公司")]),
        ("[Institution|彭泽纺织公司]接了大单。这家民营企业添了人手。", [("企业", "彭泽纺织公司")]),
        ("[Programme|江堤绿化工程]见效。这项由多家单位配合的工程还在继续。", [("工程", "江堤绿化工程")]),
        ("[Event|长江诗会]落幕。多方承办的这场盛会来了百人。", [("盛会", "长江诗会")]),
        # the partner is not the one spoken of
        (
            "[Institution|彭泽职业学院]与[Institution|九江学院]签约。这所建在江边的院校添了专业。",
            [("院校", "彭泽职业学院")],
        ),
        # nothing of the kind was named
        ("[County|彭泽县]热闹。这家建在江边的企业添了人手。", []),
    ],
)
def test_described(marked, expected):
    text, named = read_marked(marked)
    assert [(text[r.span.start : r.span.end], r.name) for r in find_described(text, named)] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Institution|彭泽县法院]会同[Institution|彭泽县司法局]、[Institution|彭泽县妇联]办案。", [False, True, True]),
        ("[Institution|彭泽县法院]、[Institution|彭泽县司法局]办案。", [False, False]),
        ("[Institution|彭泽县法院]请来[County|湖口县][Institution|湖口县法院]的法官。", [False, True, True]),
    ],
)
def test_partners(marked, expected):
    text, named = read_marked(marked)
    assert [is_partner(text, name, named) for name in named] == expected
