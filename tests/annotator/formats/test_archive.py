"""Zip files from strangers."""

import io
import struct
import zipfile

import pytest

from annotator.errors import InvalidImport
from annotator.formats import archive


def packed(*members: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


def read(content: bytes) -> list[tuple[str, bytes]]:
    return list(archive.read_members(io.BytesIO(content), suffixes=(".xml",)))


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidImport) as refused:
        read(content)
    return refused.value.message


def test_members_come_by_name_and_others_are_passed_over() -> None:
    content = packed(
        ("b/two.XML", b"2"), ("a.xml", b"1"), ("__MACOSX/a.xml", b"x"), ("run.py", b"x"), ("c\\d.xml", b"3")
    )
    assert read(content) == [("a.xml", b"1"), ("b/two.XML", b"2"), ("c/d.xml", b"3")]


def test_names_that_lead_out_of_the_folder_are_only_texts() -> None:
    assert read(packed(("../../etc/passwd.xml", b"1"))) == [("../../etc/passwd.xml", b"1")]


@pytest.mark.parametrize(
    "content", [b"", b"text", b"\x1f\x8b\x08gzip", b"Rar!\x1a\x07", packed(("a.xml", b"1" * 99))[:-30]]
)
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    assert "zip file cannot be read" in refusal(content)


def test_a_damaged_member_is_refused() -> None:
    content = packed(("a.xml", b"hello" * 10))
    assert "cannot be read" in refusal(content.replace(b"hellohello", b"hellohallo", 1))


def test_a_bomb_is_refused_by_its_declared_size() -> None:
    members = [(f"{number}.xml", bytes(9 * 2**20)) for number in range(24)]
    assert "unpacks to 216 MB" in refusal(packed(*members, compression=zipfile.ZIP_DEFLATED))


def test_a_lie_about_the_size_is_found_while_reading() -> None:
    content = packed(("a.xml", bytes(100_000)), compression=zipfile.ZIP_DEFLATED)
    honest = struct.pack("<I", 100_000)
    assert "zip file" in refusal(content.replace(honest, struct.pack("<I", 1000)))


def test_too_many_members_are_refused() -> None:
    assert "limit is 20,000" in refusal(packed(*[(f"{number}.xml", b"") for number in range(20_001)]))


def test_a_password_is_named() -> None:
    content = bytearray(packed(("a.xml", b"secret")))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert "password" in refusal(bytes(content))
