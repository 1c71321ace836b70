from __future__ import annotations

import hashlib

import pytest

from kg.articles import read_page
from kg.errors import InputError

SIMPLE = "滁州市南谯区章广镇的滁菊开了。\r\n记者看到，花农正在采摘。\n"
OLD = "苗栗縣政府舉行客家桐花祭，遊客絡繹不絕。\n記者看到，山路兩旁一片雪白。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLE, "utf-8"), (SIMPLE, "utf-8-sig"), (SIMPLE, "gb18030"), (OLD, "big5"), (OLD, "utf-8"), (SIMPLE, "utf-16")],
)
def test_encoding_is_decided_and_text_is_not_altered(tmp_path, text, encoding):
    path = tmp_path / "page.txt"
    path.write_bytes(text.encode(encoding))
    page = read_page(path, paper="样报", date="2024-05-06", place="滁州市")
    assert (page.text, page.encoding, page.source) == (text, encoding, "page.txt")
    assert page.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert page.id == f"p{page.sha256[:12]}"
    assert (page.paper, page.date, page.place) == ("样报", "2024-05-06", "滁州市")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b" \n\n", "an empty file"),
        (b"%PDF-1.7 \xb5\xb5", "a PDF"),
        (b"\x00\x01\x02" * 40, "binary data"),
        (SIMPLE.encode() + b"\xff\xfe\xff" + SIMPLE.encode("gb18030"), "no UTF-8"),
        (b"nothing but Latin letters\n" * 9, "hardly a Chinese character"),
    ],
)
def test_what_is_no_page(tmp_path, content, found):
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=found) as caught:
        read_page(path)
    assert str(path) in str(caught.value)
    assert ", expected a page of Chinese text" in str(caught.value)


def test_missing_file_and_directory(tmp_path):
    with pytest.raises(InputError, match="found no such file"):
        read_page(tmp_path / "none.txt")
    with pytest.raises(InputError, match="found a directory"):
        read_page(tmp_path)
