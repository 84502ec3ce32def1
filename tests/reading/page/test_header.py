from govcrawl.reading.page.header import bare_label, read_cells, read_pairs, starts_with_label


def fields(pairs):
    return [(p.field, p.value) for p in pairs]


def test_values_are_split_by_labels_not_by_spaces():
    line = "索 引 号： 12345678-9/2021-00012 发布机构：某局 办公室 发文日期：2021-01-20"
    assert fields(read_pairs(line)) == [
        ("index_number", "12345678-9/2021-00012"),
        ("issuer", "某局 办公室"),
        ("publish_date", "2021-01-20"),
    ]


def test_an_empty_value_followed_by_the_next_label_stays_empty():
    assert fields(read_pairs("文　号: 关键词: 报告")) == [("doc_number", ""), ("other", "报告")]
    assert fields(read_pairs("来源： 浏览次数： 字号：大 中 小"))[0] == ("content_source", "")


def test_the_longest_label_wins():
    assert fields(read_pairs("信息来源：某县政府办")) == [("content_source", "某县政府办")]


def test_cells_of_a_header_table():
    row = ["索引号", "000014349/2022-00023", "文号", "", "成文日期：", "2022年1月18日"]
    assert fields(read_cells(row)) == [
        ("index_number", "000014349/2022-00023"),
        ("doc_number", ""),
        ("document_date", "2022年1月18日"),
    ]
    assert fields(read_cells(["文号", "主题词", "报告"])) == [("doc_number", ""), ("other", "报告")]


def test_narrative_does_not_start_with_a_label():
    assert not starts_with_label("来源于群众的申请共3件。")
    assert starts_with_label("【发布时间】2021-01-02")
    assert bare_label("发布机构：") == "发布机构"
    assert bare_label("发布机构某局") is None
