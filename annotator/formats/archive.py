"""Zip files from strangers: members are read one at a time, in memory, within limits; nothing is unpacked."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from annotator.errors import ImportTooLarge, InvalidImport

MAX_MEMBERS = 20_000
MAX_UNPACKED_BYTES = 200 * 2**20


def read_members(file: BinaryIO, *, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the members with one of the suffixes, in order of their names; others are passed over.

    The names are texts to compare with, never paths to open.
    Raises InvalidImport: not a zip, damaged, encrypted, too many or too large members.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            for member in _wanted(archive, suffixes):
                yield member.filename.replace("\\", "/"), _read(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise InvalidImport(f"The zip file cannot be read: {error}.", hint="Pack it again and retry.") from error


def _wanted(archive: zipfile.ZipFile, suffixes: tuple[str, ...]) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ImportTooLarge(f"The zip file has {len(members):,} members; the limit is {MAX_MEMBERS:,}.")
    wanted = [
        member
        for member in members
        if member.filename.lower().endswith(suffixes) and not member.filename.startswith("__MACOSX/")
    ]
    # Members that overlap in the file add up here as well: the sum is of what would be unpacked.
    unpacked = sum(member.file_size for member in wanted)
    if unpacked > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 2**20
        raise ImportTooLarge(f"The zip file unpacks to {unpacked / 2**20:,.0f} MB; the limit is {limit} MB.")
    return sorted(wanted, key=lambda member: member.filename)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.flag_bits & 1:
        raise InvalidImport("The zip file is protected by a password.", hint="Pack it again without one.")
    with archive.open(member) as content:
        # One byte more than declared shows a lie, and no more than that is read.
        read = content.read(member.file_size + 1)
    if len(read) != member.file_size:
        raise InvalidImport(f"“{member.filename[:100]}” in the zip file is damaged.")
    return read
