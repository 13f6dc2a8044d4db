"""Turns pdm.lock into two requirements files: what the index serves, with hashes, and what comes from elsewhere.

    python pdm_lock.py PROJECT OUTPUT

Ends with 1, naming the package, where pdm.lock does not hold what pyproject.toml asks for.
"""

import sys
from pathlib import Path

from pip._vendor.packaging.markers import Marker, default_environment
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    from pip._vendor import tomli as tomllib


def load(path):
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))


def holds(marker):
    return not marker or Marker(str(marker)).evaluate({**default_environment(), "extra": ""})


def stale(why):
    sys.exit(f"pdm.lock is out of date: {why}; run `pdm lock`")


def direct_dependencies(project, packages):
    """The run-time requirements of pyproject.toml that apply here; each must be met by the lock file."""
    found = []
    for text in project.get("project", {}).get("dependencies", []):
        wanted = Requirement(text)
        if not holds(wanted.marker):
            continue
        locked = packages.get(canonicalize_name(wanted.name))
        if locked is None:
            stale(f"pyproject.toml asks for {wanted.name}, which it lacks")
        versions = [one["version"] for one in locked if "version" in one]
        if not wanted.url and versions and not any(wanted.specifier.contains(v, prereleases=True) for v in versions):
            stale(f"pyproject.toml asks for {text}, it holds {', '.join(sorted(set(versions)))}")
        found.append(wanted)
    return found


def chosen(packages, direct):
    """What the direct dependencies lead to here: older lock files say nothing of the platform a package is for."""
    taken, queue = {}, list(direct)
    while queue:
        wanted = queue.pop()
        for number, one in enumerate(packages.get(canonicalize_name(wanted.name), [])):
            key = (canonicalize_name(wanted.name), number)
            if key in taken or not set(one.get("extras", [])) <= wanted.extras or not holds(one.get("marker")):
                continue
            taken[key] = one
            queue += [each for each in map(Requirement, one.get("dependencies", [])) if holds(each.marker)]
    return list(taken.values())


def line(one):
    """The requirement of one locked package, and whether the index serves it."""
    name = one["name"]
    if "git" in one:
        folder = f"#subdirectory={one['subdirectory']}" if "subdirectory" in one else ""
        return f"{name} @ git+{one['git']}@{one['revision']}{folder}", False
    if "path" in one:
        return f"{'-e ' if one.get('editable') else ''}{one['path']}", False
    if "url" in one:
        return f"{name} @ {one['url']}", False
    hashes = "".join(f" --hash={file['hash']}" for file in one.get("files", []))
    return f"{name}=={one['version']}{hashes}", True


def main(project, output):
    packages = {}
    for one in load(project / "pdm.lock").get("package", []):
        packages.setdefault(canonicalize_name(one["name"]), []).append(one)
    direct = direct_dependencies(load(project / "pyproject.toml"), packages)
    lines = {True: {}, False: {}}
    for one in chosen(packages, direct):
        text, indexed = line(one)
        lines[indexed][text] = None
    for indexed, name in ((True, "locked.txt"), (False, "direct.txt")):
        (output / name).write_text("".join(f"{text}\n" for text in sorted(lines[indexed])), encoding="utf-8")


main(Path(sys.argv[1]), Path(sys.argv[2]))
