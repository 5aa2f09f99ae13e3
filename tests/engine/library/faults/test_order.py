"""What is published is on the disk before its name is, and then so is the name."""

from __future__ import annotations

import re

CALL = re.compile(r"(write|pwrite64|fsync|fdatasync)\(\d+<([^>]+)>.*\) = \d+$")
RENAME = re.compile(r'rename\("([^"]+)", "([^"]+)"\) = 0$')


def steps(trace):
    """Return the calls that write, sync and rename, in order: (what, path) or with two paths."""
    found = []
    for line in trace.splitlines():
        call, rename = CALL.search(line), RENAME.search(line)
        if call:
            what = "write" if "write" in call[1] else "sync"
            found.append((what, call[2]))
        elif rename:
            found.append(("rename", rename[1], rename[2]))
    return found


def check_publishing(found, old, new):
    """Check one rename among the steps; return the files it published."""
    at = found.index(("rename", str(old), str(new)))
    files = {path for what, path, *_ in found[:at] if what == "write" and path.startswith(str(old))}
    for path in files:
        last = max(i for i, step in enumerate(found[:at]) if step == ("write", path))
        assert ("sync", path) in found[last:at], f"{path} is renamed before it is on the disk"
    assert ("sync", str(new.parent)) in found[at:], "the new name is not seen to the disk"
    return files


def test_a_saved_fit_is_on_the_disk_before_it_has_its_name(nursery, fresh_library):
    folder = fresh_library("save")
    before = {path.name for path in (folder / "fits").iterdir()}
    found = steps(nursery.run("save", folder, "-e", "trace=%file,%desc").trace)
    (new,) = [path for path in (folder / "fits").iterdir() if path.name not in before]
    (old,) = [step[1] for step in found if step[0] == "rename" and step[2] == str(new)]
    files = check_publishing(found, old, new)
    assert {path.removeprefix(f"{old}/") for path in files} == {path.name for path in new.iterdir()}
    at = found.index(("rename", old, str(new)))
    last_write = max(i for i, step in enumerate(found[:at]) if step[0] == "write")
    assert ("sync", old) in found[last_write:at], "the names in the folder are not on the disk"


def test_a_new_index_is_on_the_disk_before_it_has_its_name(nursery, fresh_library):
    folder = fresh_library("open")
    found = steps(nursery.run("open", folder, "-e", "trace=%file,%desc").trace)
    index = folder / "index.sqlite"
    (old,) = [step[1] for step in found if step[0] == "rename" and step[2] == str(index)]
    assert old in check_publishing(found, old, index)


def test_notes_are_on_the_disk_before_they_have_their_name(nursery, fresh_library):
    folder = fresh_library("annotate")
    found = steps(nursery.run("annotate", folder, "-e", "trace=%file,%desc").trace)
    (notes,) = (folder / "fits").glob("*/notes.json")
    (old,) = [step[1] for step in found if step[0] == "rename" and step[2] == str(notes)]
    assert check_publishing(found, old, notes) == {old}
