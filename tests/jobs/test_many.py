"""A list of portals is read or said to be wrong; what a job claims; the job's command."""

from __future__ import annotations

from pathlib import Path

import pytest

from govcrawl.jobs.many import ListError, claims_of, jobs_of, read_list
from govcrawl.portals import load

ROWS = "level,name,adcode,url\n县,某县,420506,http://www.x.gov.cn/nb/\n\n市,某市,420500,https://y.gov.cn/\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes((ROWS + "县,又一行,420506,http://www.x.gov.cn/nb/\n").encode(encoding))
    found = read_list(path)
    assert [portal["name"] for portal in found.values()] == ["某县", "某市"]
    assert list(found) == list(read_list(path))
    assert found.keys() <= load(found).keys()
    assert not load(found).broken


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,url\na,b\n", "list_columns"),
        ("", "list_columns"),
        ("name,adcode,url\n", "list_empty"),
        (ROWS + "县,某县,999999,http://z.gov.cn/\n", "list_row"),
        (ROWS + "县,某县,420506,z.gov.cn\n", "list_row"),
        (ROWS + "县,某县\n", "list_row"),
        ("name,adcode,url\n某县,420506,http://[\n", "list_row"),
    ],
)
def test_a_list_that_is_wrong_is_said_to_be(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ListError) as error:
        read_list(path)
    assert error.value.message.code == code
    with pytest.raises(ListError):
        read_list(tmp_path / "nowhere.csv")


def test_a_site_and_an_address_are_claimed() -> None:
    at = {"www.x.gov.cn": ["192.0.2.1"], "zwgk.x.gov.cn": ["192.0.2.2"], "y.gov.cn": ["192.0.2.1"]}
    one = claims_of(["http://www.x.gov.cn/"], at)
    assert not one.isdisjoint(claims_of(["http://zwgk.x.gov.cn:8080/"], at)), "one site"
    assert not one.isdisjoint(claims_of(["https://y.gov.cn/"], at)), "one address"
    assert one.isdisjoint(claims_of(["http://z.gov.cn/"], at))
    local = {"127.0.0.1": ["127.0.0.1"]}
    assert not claims_of(["http://127.0.0.1:1/"], local).isdisjoint(
        claims_of(["http://127.0.0.1:2/"], local)
    )


def test_a_job_is_a_crawl_with_a_data_directory_of_its_own(tmp_path: Path) -> None:
    listed = {"p1": {"name": "某县", "adcode": "420506", "start": ["http://www.x.gov.cn/"]}}
    portals = load(listed)
    (job,) = jobs_of(
        {"p1": portals["p1"]}, listed, tmp_path, ["-a", "years=2020"], lambda _: ["1.2.3.4"]
    )
    assert job.arguments[:6] == ("crawl", "reports", "-a", "portal=p1", "-a", "years=2020")
    assert f"GOVCRAWL_DATA_DIR={tmp_path / 'portals' / 'p1'}" in job.arguments
    assert job.again == ("--resume",)
    assert job.claims == {"site x.gov.cn", "address 1.2.3.4"}
