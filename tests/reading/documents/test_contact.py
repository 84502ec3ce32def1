from govcrawl.reading.documents.contact import read_contact


def contact(*paragraphs):
    return read_contact(paragraphs)[0]


def test_the_opening_paragraph_gives_it_all():
    found = contact(
        "如有疑问,请与某县政务公开科联系(地址：某县人民路１号,邮编：646300；电话：0830—4250001,"
        "传真:0830-4250002，电子邮箱：abc_1@163.com)。".replace("１", "1")
    )
    assert found.address == "某县人民路1号"
    assert found.postal_code == "646300"
    assert found.phone == "0830-4250001"
    assert found.fax == "0830-4250002"
    assert found.email == "abc_1@163.com"


def test_area_codes_in_brackets_and_local_numbers():
    assert contact("联系地址:南京路2号,电话:（0517）83605210").phone == "0517-83605210"
    assert contact("邮编:210000,联系电话:68786001。").phone == "68786001"


def test_hotlines_and_anecdotes_are_no_contact():
    assert contact("全年12345热线受理电话投诉1262件。").phone is None
    assert contact("公开监督电话,随时接受咨询。").phone is None


def test_one_item_a_line():
    found = contact(
        "联系人：张三", "联系电话：0577-67000001", "地址：某县广场路3号", "邮编：325100"
    )
    assert (found.phone, found.postal_code) == ("0577-67000001", "325100")
    assert found.address == "某县广场路3号"


def test_wordings_of_numbers_and_addresses():
    found = contact("电话/传真：0577-67000001，办公地址为某县广场路3号，邮编为325100。")
    assert (found.phone, found.address) == ("0577-67000001", "某县广场路3号")
    assert contact("（联系电话：0577 67000001 67000002，地址：广场路3号）").phone == "0577-67000001"
    assert contact("邮编：325100，电话（传真）：0577-67000001").phone == "0577-67000001"
