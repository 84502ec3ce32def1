"""Containers of Office 97-2003 (MS-CFB): whether what they state can be true."""

from __future__ import annotations

from typing import Any, Final

MAX_BYTES: Final = 64 * 1024 * 1024
_SECTOR: Final = 512


def is_sane(data: bytes) -> bool:
    """Whether the sizes the container states can be true; olefile follows false ones for hours."""
    if len(data) > MAX_BYTES or int.from_bytes(data[30:32], "little") not in (9, 12):
        return False
    sectors = len(data) // _SECTOR + 1
    # sectors of the allocation table, of the small one's, and of the list of the first
    return all(int.from_bytes(data[at : at + 4], "little") <= sectors for at in (0x2C, 0x40, 0x48))


def stream(container: Any, name: str, limit: int) -> bytes:
    """A stream of an open container. Raises ValueError where it states more than ``limit``."""
    if container.get_size(name) > limit or container.root.size > limit:
        raise ValueError(name)
    content: bytes = container.openstream(name).read()
    return content
