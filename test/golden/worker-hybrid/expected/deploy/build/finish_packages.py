"""Makes installed packages smaller, and where there are many quicker to start.

    python finish_packages.py FOLDER...

Debug information and symbol tables are cut off shared libraries: many wheels bring them, often more than the code
itself, and the loader reads neither. A library is cut behind its last segment and loses the table of its sections,
which only linkers and debuggers read: no byte that is loaded moves. What is not understood stays as it is.

Tests that packages bring along are removed, but for those that the code of a package imports or names.

The file system of a container is read-only: each start would compile anew what it imports. Where more source is
installed than a start should compile, its bytecode is put beside it, without the time stamps that differ by build.
"""

import compileall
import glob
import os
import re
import shutil
import struct
import sys
from py_compile import PycInvalidationMode

# A start loads some two fifths of what is installed and one CPU compiles 7 MB of it a second: at the limit that is two
# to three seconds. Bytecode is as large as all of the source, which below it is too much for them.
SOURCE_LIMIT = 40_000_000

# Of the Executable and Linkable Format, 64 bits and little-endian (amd64, arm64): offsets into the file's header.
IDENTITY = b"\x7fELF\x02\x01"
HEADER = struct.Struct("<16xHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
SECTION = struct.Struct("<IIQQQQIIQQ")
NO_BITS, ALLOCATED = 8, 2

TEST = re.compile(r"(?:test_.*|.*_tests?|conftest)\.py")
# A module or a path that leads into tests, imported or in a string; or what tests are imported from.
NAMED = re.compile(
    rb"""(?:^[ \t]*(?:from|import)[ \t]+|['"])([./]*(?:\w+[./])*tests)\b"""
    rb"""|^[ \t]*from[ \t]+([\w.]+)[ \t]+import\b(?:[^\n#(]*|[ \t]*\([^)]*)\btests\b""",
    re.M,
)


def end_of_code(data):
    """Where the last segment ends, or None where nothing is to be cut."""
    if data[: len(IDENTITY)] != IDENTITY or len(data) < HEADER.size:
        return None
    *_, segments, sections, _, _, segment_size, segment_count, section_size, section_count, names = HEADER.unpack_from(
        data
    )
    if segment_size != SEGMENT.size or section_size != SECTION.size or names >= section_count:
        return None
    ends = [segments + segment_count * SEGMENT.size]
    for i in range(segment_count):
        segment = SEGMENT.unpack_from(data, segments + i * SEGMENT.size)
        ends.append(segment[2] + segment[5])
    end = max(ends)
    table = [SECTION.unpack_from(data, sections + i * SECTION.size) for i in range(section_count)]
    strings = data[table[names][4] : table[names][4] + table[names][5]]
    debug = False
    last = sections + section_count * SECTION.size
    for name, kind, flags, _, offset, size, *_ in table:
        if kind == NO_BITS:
            continue
        if flags & ALLOCATED and offset + size > end:
            return None
        last = max(last, offset + size)
        debug = debug or strings[name:].startswith((b".debug_info\0", b".zdebug_info\0"))
    # Something that no table tells of lies behind it: a program that brings its data along.
    if not debug or len(data) - last >= section_size:
        return None
    return end


def cut(path):
    """Cuts one file; the bytes that it lost."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        end = end_of_code(data)
    except (struct.error, IndexError):
        return 0
    if end is None or end >= len(data):
        return 0
    header = bytearray(data[: HEADER.size])
    struct.pack_into("<Q", header, 40, 0)  # e_shoff
    struct.pack_into("<HH", header, 60, 0, 0)  # e_shnum, e_shstrndx
    with open(path, "wb") as file:
        file.write(header + data[HEADER.size : end])
    return len(data) - end


def files(folder, chosen):
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            if chosen(name) and not os.path.islink(path):
                yield path


def is_library(name):
    return name.endswith(".so") or ".so." in name


def is_source(name):
    return name.endswith(".py")


def named_tests(path, packages):
    """Folders of tests that a source file could mean, seen from where it lies and from where packages lie."""
    with open(path, "rb") as file:
        text = file.read()
    for match in NAMED.finditer(text):
        name = (match[1] or match[2] + (b"tests" if match[2].endswith(b".") else b".tests")).decode()
        inner = name.lstrip("./")
        place = os.path.dirname(path)
        for _ in range(name[: -len(inner)].count(".") - 1):
            place = os.path.dirname(place)
        parts = inner.replace("/", ".").split(".")
        yield os.path.join(place, *parts)
        yield os.path.join(packages, *parts)


def remove_tests(packages):
    """Removes the folders of tests in the packages of a folder; gives the bytes that this frees."""
    tests, named = [], set()
    for root, inner, names in os.walk(packages):
        if "tests" in inner:
            inner.remove("tests")
            # One beside the packages could be meant for the service.
            if root != packages:
                tests.append(os.path.join(root, "tests"))
        for name in names:
            path = os.path.join(root, name)
            if is_source(name) and not TEST.fullmatch(name) and os.path.isfile(path):
                named.update(named_tests(path, packages))
    freed = 0
    for folder in tests:
        if folder in named or os.path.islink(folder) or not any(files(folder, TEST.fullmatch)):
            continue
        freed += sum(os.path.getsize(path) for path in files(folder, lambda name: True))
        shutil.rmtree(folder)
    return freed


def main(folders):
    freed = 0
    for folder in folders:
        for packages in glob.glob(f"{glob.escape(folder)}/lib/python*/site-packages") or [folder]:
            freed += remove_tests(packages)
    print(f"tests: {freed / 1e6:.1f} MB removed")
    lost = sum(cut(path) for folder in folders for path in sorted(files(folder, is_library)))
    print(f"debug information: {lost / 1e6:.1f} MB cut")
    source = sum(os.path.getsize(path) for folder in folders for path in files(folder, is_source))
    if source <= SOURCE_LIMIT:
        print(f"bytecode: none, {source / 1e6:.1f} MB of source are quick to compile")
        return
    for folder in folders:
        # A file that does not compile, a template or code of another Python, fails where it is imported.
        compileall.compile_dir(
            folder, quiet=2, workers=0, maxlevels=32, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
        )
    print(f"bytecode: made for {source / 1e6:.1f} MB of source")


if __name__ == "__main__":
    main(sys.argv[1:])
