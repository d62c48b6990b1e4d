"""A disk and the page cache in front of it, as a model: what a power cut may leave of what was written.

What processes see is `content` of a file and `entries` of a folder; what is on the disk is `durable` of both. Between
the two lie, for a file, the versions that each page has had since the last flush, and the sizes that the file has had;
for the disk, the changes of names whose folder was not flushed. A power cut keeps of these what it likes: all,
nothing, the first few, or any. A lost page of a file that grew reads as zeros.

Flushing a file brings its content and size to the disk, and not its name: names are brought there by flushing their
folder. So the model is stricter than the file systems in use, and knows no order between two files.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 4096
SECTOR = 512


class File:
    """A file, under whatever names."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)
        self.durable = bytes(content)
        self._versions: dict[int, list[bytes]] = {}
        self._sizes: list[int] = []

    def write(self, offset: int, data: bytes) -> None:
        """Change the content from `offset` on; a gap before it is zeros."""
        end = offset + len(data)
        if len(self.content) < end:
            self.content.extend(bytes(end - len(self.content)))
            self._sizes.append(end)
        self.content[offset:end] = data
        for page in range(offset // PAGE, -(-end // PAGE)):
            self._versions.setdefault(page, []).append(self._page(page))

    def truncate(self, size: int) -> None:
        """Cut or extend the content to `size` bytes."""
        if size == len(self.content):
            return
        first = min(size, len(self.content)) // PAGE
        last = -(-max(size, len(self.content)) // PAGE)
        del self.content[size:]
        self.content.extend(bytes(size - len(self.content)))
        self._sizes.append(size)
        for page in range(first, last):
            self._versions.setdefault(page, []).append(self._page(page))

    def flush(self) -> None:
        """Bring content and size to the disk; not the pages that an earlier flush has failed to bring there."""
        self.durable = self._composed({page: seen[-1] for page, seen in self._versions.items()}, len(self.content))
        self._clean()

    def fail_flush(self, chance: random.Random) -> None:
        """A flush that reports an error: some pages arrive, and of the others the system forgets that they are due."""
        arrived = {page: seen[-1] for page, seen in self._versions.items() if chance.random() < 0.5}
        sizes = self._sizes
        self.durable = self._composed(arrived, chance.choice([len(self.durable), len(self.content)]))
        self._clean()
        self._sizes = sizes  # the size is still due

    def cut(self, chance: random.Random, how: str) -> None:
        """The power fails: what is on the disk afterwards, and in the cache since."""
        if how == "all":
            self.flush()
        elif how == "any":
            unit = chance.choice([PAGE, SECTOR])
            kept = {page: self._torn(page, unit, chance) for page in self._versions}
            self.durable = self._composed(kept, chance.choice([len(self.durable), *self._sizes]))
        self._clean()
        self.content = bytearray(self.durable)

    @property
    def due(self) -> bool:
        """Whether something would be lost."""
        return bool(self._versions or self._sizes)

    def _torn(self, page: int, unit: int, chance: random.Random) -> bytes:
        """A page of which each unit is one of those that it has been."""
        start = page * PAGE
        old = self.durable[start : start + PAGE].ljust(PAGE, b"\0")
        seen = [old, *self._versions[page]]
        return b"".join(chance.choice(seen)[at : at + unit] for at in range(0, PAGE, unit))

    def _composed(self, pages: dict[int, bytes], size: int) -> bytes:
        whole = bytearray(self.durable.ljust(size, b"\0"))
        for page, content in pages.items():
            if page * PAGE < size:
                whole.extend(bytes(max(0, (page + 1) * PAGE - len(whole))))
                whole[page * PAGE : (page + 1) * PAGE] = content
        return bytes(whole[:size])

    def _page(self, page: int) -> bytes:
        return bytes(self.content[page * PAGE : (page + 1) * PAGE]).ljust(PAGE, b"\0")

    def _clean(self) -> None:
        self._versions, self._sizes = {}, []


class Folder:
    """A folder: what processes find in it, and what is on the disk."""

    def __init__(self) -> None:
        self.entries: dict[str, Node] = {}
        self.durable: dict[str, Node] = {}


Node = File | Folder
Renaming = tuple[Folder, str, Node | None]
"""A name of a folder, and what it stands for from now on; None if for nothing."""


@dataclass
class Disk:
    """All of it, from one folder on down."""

    root: Folder = field(default_factory=Folder)
    _due: list[list[Renaming]] = field(default_factory=list)

    def rename(self, *change: Renaming) -> None:
        """Change names, all in one step."""
        for folder, name, node in change:
            _set(folder.entries, name, node)
        self._due.append(list(change))

    def flush(self, folder: Folder) -> None:
        """Bring all names of `folder` to the disk, and with each what happened in the same step."""
        rest = []
        for change in self._due:
            if any(part[0] is folder for part in change):
                for at, name, node in change:
                    _set(at.durable, name, node)
                rest = [[part for part in older if not _overtaken(part, change)] for older in rest]
            else:
                rest.append(change)
        self._due = [change for change in rest if change]

    def cut(self, chance: random.Random) -> str:
        """The power fails. Returns how, for whoever reads a failure."""
        how, names = chance.choice(["any", "any", "none", "all"]), chance.choice(["any", "first", "none", "all"])
        count = {"none": 0, "all": len(self._due), "any": len(self._due)}.get(names, chance.randint(0, len(self._due)))
        for change in self._due[:count]:
            if names != "any" or chance.random() < 0.5:
                for folder, name, node in change:
                    _set(folder.durable, name, node)
        self._due = []
        for _path, node in self.walk(durable=True):
            if isinstance(node, File):
                node.cut(chance, how)
            else:
                node.entries = dict(node.durable)
        return f"pages: {how}; names: {names}"

    def settle(self) -> None:
        """Everything is on the disk, as after a long while."""
        for _path, node in self.walk():
            if isinstance(node, File):
                node.flush()
            else:
                node.durable = dict(node.entries)
        self._due = []

    def walk(self, *, durable: bool = False) -> Iterator[tuple[str, Node]]:
        """Everything by its path, folders before what is in them; the root is the path "."."""
        left: list[tuple[str, Node]] = [(".", self.root)]
        while left:
            path, node = left.pop()
            yield path, node
            if isinstance(node, Folder):
                entries = node.durable if durable else node.entries
                left.extend((f"{path}/{name}", entry) for name, entry in list(entries.items()))

    def lay(self, at: Path) -> None:
        """Make the real folder `at`, which is empty, what processes see here."""
        for path, node in self.walk():
            if isinstance(node, File):
                (at / path).write_bytes(node.content)
                (at / path).chmod(0o600)
            elif path != ".":
                (at / path).mkdir(mode=0o700)

    @classmethod
    def of(cls, at: Path) -> "Disk":
        """A disk that holds what is in the real folder `at`, all of it durable."""
        disk = cls()
        folders = {at: disk.root}
        for path in sorted(at.rglob("*")):
            node: Node = Folder() if path.is_dir() else File(path.read_bytes())
            if isinstance(node, Folder):
                folders[path] = node
            parent = folders[path.parent]
            parent.entries[path.name] = parent.durable[path.name] = node
        return disk


def _set(entries: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        entries.pop(name, None)
    else:
        entries[name] = node


def _overtaken(part: Renaming, by: list[Renaming]) -> bool:
    """Whether a later change of the same name is on the disk already."""
    return any(part[0] is folder and part[1] == name for folder, name, _node in by)
