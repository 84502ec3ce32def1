"""``govcrawl new``: what it writes is valid as it stands, and is tested as CI tests the rest."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from govcrawl.commands.new import Command
from tests.conftest import ROOT
from tests.records import test_records

METRIC = ("metric", "fees.postage_trials", "--zh", "邮资试点", "--en", "Postage trials")
PORTAL = (
    "portal", "kangle", "--name", "康乐县人民政府", "--adcode", "622922",
    "--start", "http://www.kangle.gov.cn/zwgk/nb/",
)  # fmt: skip


def checkout(folder: Path) -> Path:
    """The parts of the checkout that the command and its tests use."""
    for name in ("govcrawl", "tests/lexicon", "tests/portals"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "_samples")
        )
    for name in ("pyproject.toml", "scrapy.cfg", "tests/__init__.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(root: Path, *words: str, flag: str = "-m") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, flag, *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
def test_a_metric_and_a_portal_pass_the_tests_of_ci(tmp_path: Path) -> None:
    root = checkout(tmp_path / "checkout")
    for words in (METRIC, PORTAL):
        done = run(root, "govcrawl", "new", *words)
        assert done.returncode == 0, done.stderr
        assert "下一步 next" in done.stdout
    assert run(root, "govcrawl", "new", *METRIC).returncode == 2, "nothing is replaced"
    tests = ("tests/lexicon/test_vocabulary.py", "tests/portals/test_kangle.py")
    passed = run(
        root, "pytest", "-q", *tests, "-k", "postage_trials or kangle", "-p", "no:cacheprovider"
    )
    assert passed.returncode == 0, passed.stdout
    assert "3 passed" in passed.stdout


#: What CONTRIBUTING names as data: the file, an entry to add, and what then reads it.
ADDED = {
    "lexicon/rules.toml": (
        """[[rules]]
id = "Z9"
severity = "error"
each = "row"
actual = ["applications.{r}.total"]
expected = ["applications.{r}.natural_person"]
message = "试验：{r}"
message_en = "a trial: {r}"
""",
        "from govcrawl.lexicon.rules import RULES; assert RULES[-1].id == 'Z9'",
    ),
    "lexicon/reforms.toml": (
        """[[reform]]
year = 2024
source = "试验"
renamed = [{ from = ["邮资局"], to = ["邮资管理局"] }]
""",
        "from govcrawl.lexicon.reforms import REFORMS; assert REFORMS[-1].source == '试验'",
    ),
    "lexicon/indicators.toml": (
        """[[indicators]]
id = "trial"
zh = "试验"
en = "a trial"
definition = "试验"
definition_en = "a trial"
source = "none"
scale = 1
[indicators.table]
numerator = ["applications.results.granted.total"]
""",
        "from govcrawl.outputs.indicators import definitions; assert definitions()[-1].id == 'trial'",
    ),
    "messages/catalogue.toml": (
        """[codes.trial_of_contributing]
group = "usage"
severity = "error"
zh = "试验"
en = "a trial"
do = "无。"
do_en = "Nothing."
""",
        "from govcrawl.messages import say; assert '试验' in str(say('trial_of_contributing'))",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", ADDED)
def test_data_that_contributing_names_is_added_by_its_file_alone(name: str, tmp_path: Path) -> None:
    root = checkout(tmp_path / "checkout")
    entry, reads = ADDED[name]
    file = root / "govcrawl" / name
    whole = file.read_text("utf-8")
    assert f"govcrawl/{name}" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    file.write_text(f"{whole.rstrip()}\n\n{entry}", "utf-8")
    added = [
        run(root, *words, flag=flag)
        for flag, words in (("-c", [reads]), ("-m", ["govcrawl.manual"]))
    ]
    assert [done.returncode for done in added] == [0, 0], [done.stderr for done in added]
    key = next(line for line in entry.splitlines() if "=" in line).partition(" =")[0]
    file.write_text(file.read_text("utf-8").replace(f"{key} =", f"{key}_misspelt ="), "utf-8")
    refused = run(root, reads, flag="-c")
    assert refused.returncode == 1
    assert Path(name).name in refused.stderr.splitlines()[-1]


def test_a_golden_record_is_signed_before_it_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").touch()
    page = ROOT / "samples" / "pages" / "list-facts.html"
    command, parser = Command(), argparse.ArgumentParser()
    parser.add_argument("args", nargs="*")
    command.settings = Settings()
    command.add_options(parser)
    words = ["record", "lists", "--page", str(page), "--root", str(tmp_path)]
    opts = parser.parse_args(words)
    command.run(opts.args, opts)
    file = tmp_path / "tests" / "records" / "lists.json"
    said = json.loads(file.read_text("utf-8"))
    assert [fact[:2] for fact in said["reports"][0]["statistics"]][:2] == [
        ["proactive_disclosure.total", 305],
        ["applications.received", 6],
    ]
    monkeypatch.setattr(test_records, "HERE", file.parent)
    with pytest.raises(AssertionError, match="sign"):
        test_records.test_the_page_is_read_as_its_golden_record(file)
    said["reviewed_by"] = "a reader, 2026-01-01"
    file.write_text(json.dumps(said), "utf-8")
    test_records.test_the_page_is_read_as_its_golden_record(file)
    said["reports"][0]["statistics"][0][1] = 306
    file.write_text(json.dumps(said), "utf-8")
    with pytest.raises(AssertionError):
        test_records.test_the_page_is_read_as_its_golden_record(file)
    with pytest.raises(UsageError, match="已有"):
        command.run(opts.args, opts)


@pytest.mark.parametrize(
    "words",
    [
        ("metric", "Fees", "--zh", "x", "--en", "y"),
        ("metric", "fees.x", "--zh", "邮资试点"),
        ("metric", "fees.amount", "--zh", "邮资试点", "--en", "y"),
        ("metric", "fees.x", "--zh", "减免", "--en", "y"),
        ("portal", "x1", "--name", "某县", "--adcode", "1", "--start", "http://x.gov.cn/"),
        ("portal", "x1"),
        ("record", "x1"),
        ("record", "x 1", "--page", str(ROOT / "samples" / "pages" / "list-facts.html")),
        ("record", "x1", "--page", str(ROOT / "README.md")),
        ("rule", "x"),
    ],
)
def test_what_is_not_valid_is_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "govcrawl" / "lexicon"
    shutil.copytree(ROOT / "govcrawl" / "lexicon" / "metrics", folder / "metrics")
    (tmp_path / "pyproject.toml").touch()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.toml")}
    parser = argparse.ArgumentParser()
    parser.add_argument("args", nargs="*")
    command = Command()
    command.settings = Settings()
    command.add_options(parser)
    opts = parser.parse_args([*words, "--root", str(tmp_path)])
    with pytest.raises(UsageError):
        command.run(opts.args, opts)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.toml")} == before
