"""Take GraphiQL's browser bundles from npm into `bundles/`, gzipped. Run when the package is built, not afterwards.

    python vendor.py                    # asks npm for the packages
    python vendor.py --from FOLDER      # packages that `npm pack` has put there already

GraphiQL 3 is the last that is shipped as one plain script; later ones are modules with workers that need a bundler.
Knows nothing of the rest of the package, so that a build can run it alone.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

BUNDLES = Path(__file__).parent / "bundles"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A file of an npm package, and the SHA-256 it must have."""

    package: str
    version: str
    file: str
    sha256: str

    @property
    def tarball(self) -> str:
        return f"{self.package}-{self.version}.tgz"

    @property
    def target(self) -> Path:
        return BUNDLES / f"{Path(self.file).name}.gz"


WANTED = (
    Bundle("graphiql", "3.8.3", "graphiql.min.js", "22faab94067b695e5f7959619fbe686ebcc8955002a0c97d986bcbba4ad4bc2c"),
    Bundle("graphiql", "3.8.3", "graphiql.min.css", "b1868247f8e0502cd869e581f5f3cb55b334862e7f51b1d6cbace11059b9adc2"),
    Bundle(
        "react",
        "18.3.1",
        "umd/react.production.min.js",
        "d949f1c3687aedadcedac85261865f29b17cd273997e7f6b2bfc53b2f9d4c4dd",
    ),
    Bundle(
        "react-dom",
        "18.3.1",
        "umd/react-dom.production.min.js",
        "35f4f974f4b2bcd44da73963347f8952e341f83909e4498227d4e26b98f66f0d",
    ),
)


class VendorError(Exception):
    """A bundle cannot be had; the sentence says why."""


def are_present() -> bool:
    return all(bundle.target.is_file() for bundle in WANTED)


def vendor(folder: Path | None = None) -> None:
    if folder is not None:
        _take(folder)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _pack(Path(scratch))
        _take(Path(scratch))


def _pack(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise VendorError("npm is needed to get GraphiQL; install Node 20 or later.")
    packages = sorted({f"{bundle.package}@{bundle.version}" for bundle in WANTED})
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), *packages]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  # constants
    if done.returncode:
        raise VendorError(f"npm pack failed: {done.stderr.strip()}")


def _take(folder: Path) -> None:
    BUNDLES.mkdir(exist_ok=True)
    for bundle in WANTED:
        content = _read(folder / bundle.tarball, f"package/{bundle.file}")
        found = hashlib.sha256(content).hexdigest()
        if found != bundle.sha256:
            raise VendorError(f"{bundle.file} of {bundle.tarball} has the SHA-256 {found}, not {bundle.sha256}.")
        # No time stamp inside: the same content is the same file, and the same wheel.
        bundle.target.write_bytes(gzip.compress(content, 9, mtime=0))


def _read(tarball: Path, name: str) -> bytes:
    try:
        with tarfile.open(tarball) as archive:
            member = archive.extractfile(name)
            if member is None:
                raise VendorError(f"{tarball.name} has no file {name}.")
            return member.read()
    except (OSError, KeyError, tarfile.TarError) as error:
        raise VendorError(f"{tarball} cannot be read: {error}") from error


def main() -> int:
    parser = argparse.ArgumentParser(description="Take GraphiQL's bundles from npm.")
    parser.add_argument("--from", dest="folder", type=Path, help="folder with packages that `npm pack` made")
    try:
        vendor(parser.parse_args().folder)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
