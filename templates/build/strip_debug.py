"""Cuts debug information and symbol tables off the shared libraries of installed packages.

    python strip_debug.py FOLDER...

Many wheels bring them, often more than the code itself; the loader reads neither. A library is cut behind its last
segment and loses the table of its sections, which only linkers and debuggers read: no byte that is loaded moves.
What is not understood stays as it is.
"""

import os
import struct
import sys

# Of the Executable and Linkable Format, 64 bits and little-endian (amd64, arm64): offsets into the file's header.
IDENTITY = b"\x7fELF\x02\x01"
HEADER = struct.Struct("<16xHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
SECTION = struct.Struct("<IIQQQQIIQQ")
NO_BITS, ALLOCATED = 8, 2


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


def libraries(folder):
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            if (name.endswith(".so") or ".so." in name) and not os.path.islink(path):
                yield path


def main(folders):
    lost = sum(cut(path) for folder in folders for path in sorted(libraries(folder)))
    print(f"debug information: {lost / 1e6:.1f} MB cut")


if __name__ == "__main__":
    main(sys.argv[1:])
