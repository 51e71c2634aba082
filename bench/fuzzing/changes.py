"""Random changes of a file: its bytes, its lines, its words, its values, its encoding."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable
from typing import Any

from bench.planting.places import File

BYTES = b"\x00\x01\t\n\r \"'#%&*,-.:<>?@[]_`{|}~!\xc3\xe5\xff0aA"
WORDS = (
    "~", "null", "- ", "? ", ": ", "#", "|", ">", "|2", ">-", "&a ", "*a", "!x ", "<<", "{", "}", "[", "]", "{a: b}",
    "'", '"', "---", "...", "%YAML 1.2", "\u2028", "\ufeff", "a\u0308", "\U0001f600", "\\", "![", "](", "<b>", "1e999",
    "ja", "alla", "2018-02-30", "6,1 %", "{nr}", "{0}", "%s", "-", "  ", "\t", "\u202e", "\u2066", "\u200b", "\u00a0",
    "\x00", "\x1b[31m", "\x85", "\u0301" * 40, "ﷺ", "9" * 30, "-" * 500, "9" * 5000, "-1e400", "0x1F", "0,", ",5",
    "−1 000 000 000 000", "99999-12-31", "0000-00-00", "../../etc/passwd", "/", "~root", "http://[", "mailto:", "#",
    "](#figur-", "![](#figur-x)", "| a |\n|---|\n| b |", "> " * 30, "- " * 60, "[" * 3000, "*" * 4000, "`" * 999,
    "<!--", "&#x110000;", "&lt;script>", "$(id)", "{{ 7*7 }}", "{% raw %}", "# vplan: tillåt", "# vplan: tillåt x: y",
    "191212121212", "121212-1212", "kim@gmail.com", "070-174 06 05",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp437", "mac-roman", "utf-7", "cp037")

Change = Callable[[bytes, random.Random], bytes]


def flip_bytes(data: bytes, rng: random.Random) -> bytes:
    """Change, add or drop some bytes."""
    changed = bytearray(data or b" ")
    for _ in range(rng.choice((1, 1, 2, 5, 30, 300))):
        at = rng.randrange(len(changed))
        match rng.randrange(4):
            case 0:
                changed[at] = rng.choice(BYTES)
            case 1:
                changed.insert(at, rng.choice(BYTES))
            case 2:
                changed[at] ^= 1 << rng.randrange(8)
            case _:
                if len(changed) > 1:
                    del changed[at]
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Cut a piece out, or all behind a place."""
    if len(data) < 2:
        return b""
    start, end = sorted(rng.sample(range(len(data)), 2))
    return data[:start] + data[end:] if rng.random() < 0.5 else data[:end]


def repeat(data: bytes, rng: random.Random) -> bytes:
    """Repeat a piece, some times often."""
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice((1, 3, 20, 400, 4000))]
    return data[:start] + piece * rng.choice((2, 3, 50, 2000)) + data[start:] if len(piece) < 2000 else data + piece


def shuffle_lines(data: bytes, rng: random.Random) -> bytes:
    """Move, double, drop and indent lines."""
    lines = data.split(b"\n")
    for _ in range(rng.randrange(1, 6)):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(5):
            case 0:
                lines[at] = b" " * rng.randrange(20) + lines[at].lstrip()
            case 1:
                lines.insert(other, lines[at])
            case 2:
                del lines[at]
                lines.append(b"")
            case 3:
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines[at] = lines[at].replace(b":", b"", 1)
    return b"\n".join(lines)


def change_values(data: bytes, rng: random.Random) -> bytes:
    """Write a strange word in place of a value."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(lines))
        key, colon, _ = lines[at].partition(": ")
        word = rng.choice(WORDS)
        lines[at] = f"{key}: {word}" if colon else lines[at] + word
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def insert_words(data: bytes, rng: random.Random) -> bytes:
    """Put strange words and characters anywhere."""
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(text) + 1)
        word = rng.choice(WORDS) if rng.random() < 0.8 else chr(rng.choice((rng.randrange(0xD800), 0x1F468, 0xE0041)))
        text = text[:at] + word + text[at:]
    return text.encode("utf-8", "surrogateescape")


def nest(data: bytes, rng: random.Random) -> bytes:
    """Put deep nesting somewhere: brackets, lists, mappings, quotations."""
    depth = rng.choice((10, 49, 51, 200, 5000))
    kind = rng.choice(("[", "{a: ", "- ", "> ", "a:\n", "[a](", "**", "("))
    deep = "".join(" " * n + "a:\n" for n in range(min(depth, 300))) if kind == "a:\n" else kind * depth
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    lines[at] += deep.encode()
    return b"\n".join(lines)


def encode(data: bytes, rng: random.Random) -> bytes:
    """Save the file in another encoding, or only its second half."""
    text = data.decode("utf-8", "replace")
    cut_at = rng.choice((0, 0, len(text) // 2))
    return text[:cut_at].encode() + text[cut_at:].encode(rng.choice(ENCODINGS), "replace")


def replace_values(data: bytes, rng: random.Random) -> bytes:
    """Write random values, lists and mappings in place of values of the tree."""
    try:
        file = File("file.yaml", data.decode())
        places = file.places[1:]
    except (ValueError, RecursionError):
        return insert_words(data, rng)
    if not places:
        return data
    text = file.text
    place = rng.choice(places)
    written = json.dumps(_value(rng, 3), ensure_ascii=False)
    return (text[: place.start] + written + text[place.end :]).encode("utf-8", "replace")


def _value(rng: random.Random, depth: int) -> Any:
    match rng.randrange(8 if depth else 5):
        case 0:
            return rng.choice((0, -1, 10**30, 1e308, 0.1, True, None))
        case 1 | 2:
            return rng.choice(WORDS)
        case 3:
            return "".join(chr(rng.randrange(0x20, 0x3000)) for _ in range(rng.randrange(30)))
        case 4:
            return rng.choice(("1.7", "2018-01-01", "80 %", "alla", "ja", "år", "högre", "tkr", "staplar"))
        case 5:
            return [_value(rng, depth - 1) for _ in range(rng.choice((0, 1, 3, 40)))]
        case _:
            keys = ("id", "namn", "årsmål", "rad", "mål", "text", "start", "slut", "rader", "1.7", "2017", "x", "<<")
            return {rng.choice(keys): _value(rng, depth - 1) for _ in range(rng.randrange(4))}


def bomb(data: bytes, rng: random.Random) -> bytes:
    """Make a file that is small and says that it is large: a header of a picture, many rows, long lines."""
    if data[:4] == b"\x89PNG":
        size = rng.choice((2**31 - 1, 40_000, 0, 2**32 - 1)).to_bytes(4, "big")
        header = b"IHDR" + size + size + data[24:29]
        return data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]
    line = rng.choice(data.split(b"\n"))
    return data + b"\n" + (line + b"\n") * rng.choice((10, 1000, 20_000)) if len(line) < 200 else data + line * 50


CHANGES: tuple[Change, ...] = (
    flip_bytes, cut, repeat, shuffle_lines, change_values, insert_words, nest, encode, replace_values, bomb,
)  # fmt: skip


def changed(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Make one to three changes; return the bytes and the names of the changes."""
    chosen = rng.choices(CHANGES, k=rng.choice((1, 1, 1, 2, 3)))
    for change in chosen:
        data = change(data, rng)[: 6 << 20]
    return data, "+".join(change.__name__ for change in chosen)
