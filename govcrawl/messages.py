"""What runs say to people: every message in Chinese and in English, under one code."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """A message with its values filled in. ``str()`` is one line in both languages."""

    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.code}: {self.zh} / {self.en}"


_CATALOGUE: dict[str, tuple[str, str]] = {
    # verdicts of a run
    "all_well": ("全部目标读取完毕", "every target was read"),
    "partial": (
        "部分目标失败、被拦截或不完整：已得到的已发布并标明",
        "some targets failed, were blocked or are incomplete; what was got is published",
    ),
    "refused": (
        "没有可接受的结果：上一份好的文件保持原样",
        "nothing acceptable; the last good files are untouched",
    ),
    "locked": (
        "另一次运行正占用数据目录 {path}：等它结束，或另设 GOVCRAWL_DATA_DIR",
        "another run holds the data directory {path}: wait for it, or set GOVCRAWL_DATA_DIR",
    ),
    "crashed": (
        "运行异常中止：{error}；上一份好的文件保持原样",
        "the run crashed: {error}; the last good files are untouched",
    ),
    "nothing_to_write": (
        "没有读到任何年度报告，不用空结果覆盖已有的 {path}",
        "no report was found; the existing {path} is not replaced by an empty feed",
    ),
    # outcomes of a target
    "ok": ("列表读到末尾", "the listing was read to its end"),
    "empty": (
        "年报栏目列表读到末尾，没有年度报告",
        "the listing of the column was read to its end and holds no report",
    ),
    "no_column": (
        "找到 {pages} 个页面，但没有找到年报栏目；可直接给出栏目网址：-a url=栏目网址",
        "no annual-report column within {pages} pages; give the column itself: -a url=COLUMN",
    ),
    "no_listing": (
        "栏目页面没有可用的列表（可能由脚本生成或已改版）：{url}",
        "the column's page has no usable listing (script-built or redesigned): {url}",
    ),
    "children_failed": (
        "{failed} 个页面没有取到或没能读出，见 issues.jsonl",
        "{failed} pages could not be fetched or read, see issues.jsonl",
    ),
    "listing_stopped": (
        "列表在此中断：{url}（{error}）",
        "the listing stopped at {url} ({error})",
    ),
    "listing_unreadable": (
        "列表声明还有后续页，但看不懂如何翻页：{url}",
        "the listing says that more pages follow, but not readably where: {url}",
    ),
    "listing_limit": (
        "列表超过 {limit} 页上限：{url}",
        "the listing is longer than the limit of {limit} pages: {url}",
    ),
    "listing_no_entries": (
        "后续页没有任何条目：{url}",
        "a later page of the listing holds no entries: {url}",
    ),
    "listing_repeats": (
        "列表称共 {stated} 页，但 {url} 重复了前面的内容，只读到 {read} 页",
        "the listing says {stated} pages, but {url} repeats an earlier one: {read} were read",
    ),
    "listing_short": (
        "列表称共 {stated} 条，只读到 {read} 条：{url}",
        "the listing says {stated} entries, {read} were read: {url}",
    ),
    "listing_dry": (
        "连续 {count} 页没有一份年度报告，不再往后翻：{url}",
        "{count} pages in a row without one annual report; not read on: {url}",
    ),
    "layers_limit": (
        "年报栏目的下级栏目超过 {limit} 个：{url}",
        "the column has more than {limit} sub-columns: {url}",
    ),
    "empty_shell": (
        "页面是空壳，内容由脚本生成：{url}（{advice}）",
        "an empty shell that a script would fill: {url} ({advice_en})",
    ),
    "unlisted": (
        "以前抓到的年报已不在列表中，再向原网址查询一次：{url}",
        "a report that was known is no longer listed; its address is asked once more: {url}",
    ),
    "vanished": (
        "年报从网站上消失了（最后一次见到：{seen}），已存档的一份保留：{url}",
        "a report has vanished from the site (last seen {seen}); the archived copy stays: {url}",
    ),
    "state_unreadable": (
        "状态文件读不出，已改名为 {path}；本次按第一次运行处理",
        "the state file could not be read and is now {path}; this run asks for everything",
    ),
    "nothing_to_resume": (
        "没有可以续跑的中断运行，按新的一次开始",
        "no interrupted run to resume; a new one begins",
    ),
    "resuming": (
        "续跑 {run}（{started} 开始）：已存档的应答不再请求",
        "resuming {run} (begun {started}): what is archived is not asked for again",
    ),
    "interrupted": ("运行被中断（{error}）", "the run was interrupted ({error})"),
    "fetch_failed": (
        "未能取得 {url}：{error}；下次运行会再取",
        "{url} could not be fetched: {error}; the next run asks again",
    ),
    "http_status": (
        "未能取得 {url}：HTTP {status}；若浏览器能打开，下次运行会再取，否则请核对链接",
        "{url} could not be fetched: HTTP {status}; the next run asks again: check the link if a browser gets no more",
    ),
    "dns_failed": (
        "域名无法解析：{url}；请核对网址与本机网络，下次运行会再取",
        "the host name does not resolve: {url}; check it, and the network; the next run asks again",
    ),
    "connection_refused": (
        "服务器拒绝连接：{url}；下次运行会再取",
        "the server refuses connections: {url}; the next run asks again",
    ),
    "connection_lost": (
        "连接中断，没有取完：{url}（{error}）；下次运行会再取",
        "the connection broke before the answer was whole: {url} ({error}); the next run asks again",
    ),
    "cut_off": (
        "内容不完整（连接中断，或网页、文件在中途截断），重试后仍如此，未采用；下次运行会再取",
        "the answer is not whole (the connection broke, or the page or file breaks off), tries included; it was not used, and the next run asks again",
    ),
    "bad_certificate": (
        "证书无效（{error}），未取；如确认网站无误，可在网站文件中写明有期限的例外（unverified_certificate）",
        "its certificate is not valid ({error}), so nothing was fetched; where the site is known to be right, its portal file can except it until a day (unverified_certificate)",
    ),
    "certificate_excepted": (
        "{url} 的证书按网站文件的例外不作验证，至 {until} 为止",
        "the certificate of {url} is not verified, as its portal file excepts it until {until}",
    ),
    "certificate_exception_over": (
        "{url} 的证书例外已于 {until} 到期，照常验证证书；请核实后更新或删去网站文件中的例外",
        "the exception for the certificate of {url} ended on {until}: it is verified again; check the site, then renew or drop the exception in its portal file",
    ),
    "private_address": (
        "地址 {host} 属于内部网络或本机，网站不得把抓取引到那里，未访问；如确属所抓网站，用 GOVCRAWL_PRIVATE_HOSTS 列明",
        "{host} is an address of a private network or of this machine, and no portal may lead the crawl there; where it is part of the portal, name it in GOVCRAWL_PRIVATE_HOSTS",
    ),
    "bad_scheme": (
        "不是 http 或 https 地址（{scheme}），未访问",
        "not an http or https address ({scheme}); not followed",
    ),
    "bad_address": ("网址不合规范，未访问", "not a well-formed address; not followed"),
    "bad_redirect": (
        "重定向到不能访问的地址：{url} → {location}",
        "redirected to an address that is not followed: {url} → {location}",
    ),
    "too_large": (
        "超过 {limit} 字节的上限（解压后也计），未取完；确需时调大 DOWNLOAD_MAXSIZE",
        "over the limit of {limit} bytes (decompressed ones too), given up; raise DOWNLOAD_MAXSIZE where it is needed",
    ),
    "timeout": (
        "{seconds} 秒内没有取完：{url}；下次运行会再取",
        "not had within {seconds} s: {url}; the next run asks again",
    ),
    "redirect_loop": (
        "重定向超过 {limit} 次：{url}",
        "redirected more than {limit} times: {url}",
    ),
    "to_home": (
        "页面已转到网站首页，原内容不在了：{url}",
        "the page sends its reader to the home page; what it held is gone: {url}",
    ),
    "host_silent": (
        "{host} 连续 {count} 次没有应答，本次运行不再访问",
        "{host} has not answered {count} times in a row; it is left alone for this run",
    ),
    "crawl_delay": (
        "{host} 的 robots.txt 要求间隔 {delay} 秒，超过上限，按 {limit} 秒执行",
        "the robots.txt of {host} asks for {delay} s between requests; {limit} s, the limit, are kept",
    ),
    "robots_unreachable": (
        "{host} 的 robots.txt 取不到（{error}），按 RFC 9309 本次运行不访问该主机",
        "the robots.txt of {host} could not be had ({error}); as RFC 9309 has it, the host is left alone for this run",
    ),
    "listing_pages": (
        "列表称共 {stated} 页，只读到 {read} 页有条目：{url}",
        "the listing says {stated} pages, {read} were found to hold entries: {url}",
    ),
    "announced_only": (
        "列表有 {count} 个标题像年度报告，但没有一个页面读出报告",
        "{count} titles of the listing announce reports, and no page gave one",
    ),
    "cookie_required": (
        "网站不停转向同一页并设置 Cookie，收到 Cookie 后仍不放行",
        "the site redirects to the same page with a cookie, and no cookie satisfies it",
    ),
    "offsite": (
        "年报链接指向本网站以外，未抓取：{url}",
        "a report is linked on another site and was not fetched: {url}",
    ),
    "robots": (
        "robots.txt 不允许访问 {url}",
        "robots.txt does not allow {url}",
    ),
    "host_cooling_down": (
        "{host} 已多次返回拦截页，本次运行不再访问",
        "{host} has answered with block pages repeatedly; it is left alone for this run",
    ),
    "spider_error": (
        "处理 {url} 时程序出错：{error}（这是缺陷，请报告）",
        "the crawler failed on {url}: {error} (a defect: please report it)",
    ),
    "not_a_report": ("不是年度报告：{url}", "not an annual report: {url}"),
    "id_shared": (
        "{count} 个内容不同的页面得到同一报告编号 {report_id}，全部保留",
        "{count} pages of different content share the id {report_id}; all are kept",
    ),
    "bad_latest": (
        "{path} 第 {line} 行不是有效记录，已略过",
        "line {line} of {path} is not a valid record and was left out",
    ),
    # expectations of a portal
    "expect_min": (
        "网站上只有 {held} 份年度报告，应至少 {least} 份",
        "the portal holds {held} reports, at least {least} are expected",
    ),
    "expect_max": (
        "网站上有 {held} 份年度报告，至多应有 {most} 份",
        "the portal holds {held} reports, at most {most} are expected",
    ),
    "expect_years": (
        "应有而没有找到的年度：{years}",
        "expected report years that were not found: {years}",
    ),
    "expect_agencies": (
        "应有而没有找到其报告的机关：{agencies}",
        "expected agencies of which no report was found: {agencies}",
    ),
    "expect_filled": (
        "{reports} 份报告的法定表格平均只读到 {share} 的单元格，应至少 {least}",
        "{share} of the statutory cells of {reports} reports hold a number, {least} are expected",
    ),
    "expect_shrunk": (
        "列表中只有 {held} 份年度报告，上次正常的运行 {run} 有 {before} 份",
        "{held} reports are listed, where the last good run {run} had {before}",
    ),
    "withheld": (
        "结果不合预期，未予发布：{report_id}",
        "not published, since the portal's results are not as expected: {report_id}",
    ),
    "expect_difference": (
        "与上次正常的运行 {run} 相比：报告 {then} → {now}，列表中不再有的 {missing} 份（年度：{years}；机关：{agencies}），填报率 {filled_then} → {filled_now}",
        "since the last good run {run}: {then} → {now} reports, {missing} are listed no longer (years: {years}; agencies: {agencies}), filled cells {filled_then} → {filled_now}",
    ),
    # cells of the coverage matrix
    "cell_on_time": ("{day} 发布，期限 {due}", "published {day}, due {due}"),
    "cell_late": (
        "{day} 发布，比期限 {due} 迟 {days} 天",
        "published {day}, {days} days after {due}",
    ),
    "cell_early": (
        "{day} 发布，报告年度尚未结束",
        "published {day}, before its year had ended",
    ),
    "cell_changed": (
        "发布后内容有改动（{fields}，{day} 见到）",
        "its content has changed since ({fields}, seen on {day})",
    ),
    "cell_twice": ("有 {count} 份内容不同的报告", "{count} different reports"),
    "cell_not_found": (
        "列表 {pages} 页于 {day} 读到末尾，没有这一年的报告",
        "not in the listing, read to its end on {day} ({pages} pages)",
    ),
    "cell_not_found_of_any": (
        "列表 {pages} 页于 {day} 读到末尾，其中 {count} 个机构都没有这一年的报告",
        "not in the listing, read to its end on {day} ({pages} pages), nor of any of its {count} bodies",
    ),
    "cell_not_due": ("{day} 到期", "due on {day}"),
    "cell_before_first": (
        "早于该机构最早的报告（{year} 年），当时是否以此名称存在不明",
        "before its first report ({year}): whether it was there under this name is not known",
    ),
    "cell_run_too_early": (
        "最近一次抓取（{run}）在期限之前",
        "the last crawl ({run}) was before the deadline",
    ),
    "cell_unread": ("列表没有完整读到：{reason}", "the listing was not read whole: {reason}"),
    "cell_no_run": ("没有抓取记录", "no crawl on record"),
    "cell_not_listed": (
        "抓取记录中的列表都没有出现过该机构",
        "no listing on record shows this body",
    ),
    "cell_other_years": (
        "那次抓取（{run}）只要求其他年份",
        "that crawl ({run}) was asked for other years only",
    ),
    "cell_entry_failed": (
        "列表中有一条可能就是它，没有取到或没能读出：{entry}",
        "an entry of the listing that may be it could not be fetched or read: {entry}",
    ),
    "cell_entry_unread": (
        "列表中有一条可能就是它，其中没有读出年报：{entry}",
        "an entry of the listing may be it, but no report was read there: {entry}",
    ),
    "cell_entry_away": (
        "列表中有一条可能就是它，在其他网站上，没有跟进：{entry}",
        "an entry of the listing that may be it is on another site and was not followed: {entry}",
    ),
    "cell_not_in_feeds": (
        "抓取时读到过可能就是它的年报，但不在给出的文件中：{entry}",
        "the crawl read a report that may be it, which is not in the feeds given: {entry}",
    ),
    "cell_year_nowhere": (
        "列表中这一年一份年报也没有（{count} 个机构），配置文件没有说应有哪些年份",
        "the listing has no report of that year ({count} bodies), and the portal's file states no years",
    ),
    "cell_nobody": (
        "这个列表是哪个机构的不明",
        "whose listing or report this is is not known",
    ),
    "cell_never_read": (
        "没有读到过该机构的年报，只有列表提到它",
        "no report of this body was ever read; a listing names it",
    ),
    "cell_no_year": ("报告年度不明", "the year that it reports on is not known"),
    "cell_undated": (
        "该机构有一份年度不明的报告，可能就是它：{url}",
        "one report of this body has no known year and may be it: {url}",
    ),
    "cell_year_doubtful": (
        "该机构相邻年份的报告年度存疑，可能就是它：{url}",
        "the year of a neighbouring report is in doubt; that may be it: {url}",
    ),
    "cell_perhaps": (
        "可能就是“{agency}”的这一份：{url}",
        "may be that of {agency}: {url}",
    ),
    "cell_before_reform": (
        "这个名称 {year} 年起才有",
        "the name came with the reform of {year}",
    ),
    "cell_after_reform": (
        "这个名称在 {year} 年起的机构改革中更名或并入他处（{names}）",
        "the name was changed or merged in the reform of {year} ({names})",
    ),
    "cell_outlived": (
        "最后一份年报是 {year} 年的，2018 至 2019 年机构改革后是否还在不明",
        "its last report is of {year}: whether it outlived the reform of 2018-19 is not known",
    ),
    "cell_no_deadline": ("这一年没有法定期限", "no deadline for that year"),
    "cell_no_date": ("已找到，页面没有发布日期", "found; its page gives no publication date"),
    "cell_unproven": (
        "已找到，发布日期 {day} 不是页面标明的，不足为凭",
        "found; the date {day} is not one that the page prints, and proves nothing",
    ),
    "cell_copy": (
        "只找到其他网站上的副本（{day}）",
        "only a copy on another site was found ({day})",
    ),
    "cell_conflict": (
        "已找到，发布日期 {day} 与其他日期矛盾",
        "found; the publication date {day} contradicts another one",
    ),
    "cell_its_year": (
        "已找到，{day} 发布，但报告年度存疑",
        "found, published {day}, but the year it reports on is in doubt",
    ),
    "cell_moved": (
        "已找到，多个年份的年报都标 {day}，可能是网站迁移的日期",
        "found; reports of several years bear {day}, which may be the day of a move",
    ),
    "cell_long_after": (
        "已找到，落款 {signed} 在期限内而页面标 {day}，可能是重新发布的日期",
        "found; signed in time ({signed}), and {day} may be the day of a later publication",
    ),
    "cell_future": ("发布日期 {day} 在今天之后", "its publication date {day} is yet to come"),
    # files
    "unreadable_file": ("读不到文件 {path}：{error}", "{path} cannot be read: {error}"),
    "no_such_path": ("没有这个文件或文件夹：{path}", "no such file or folder: {path}"),
    "no_files": (
        "{path} 中没有可读的文件（{suffixes}）",
        "{path} holds no file of a kind that is read ({suffixes})",
    ),
    "file_too_large": (
        "文件过大（{size} 字节，上限 {limit}），未读取：{path}",
        "the file is too large ({size} bytes, limit {limit}) and was not read: {path}",
    ),
    # the archive
    "archive_failed": (
        "归档无法写入，运行就此结束：{error}；已归档的内容完好",
        "the archive cannot be written, so the run ends here: {error}; what is archived is safe",
    ),
    "archive_not_kept": (
        "未能归档，因此不采用：{url}",
        "could not be archived and is not used: {url}",
    ),
    "archive_torn": (
        "{path} 在偏移 {start} 处的最后一条记录没有写完（写入进程中断）；之前的记录完好",
        "the last record of {path}, at {start}, is unfinished (its writer was stopped); the rest is whole",
    ),
    "archive_damaged": (
        "{path} 在偏移 {start} 处损坏（{error}），已跳到下一条完好的记录",
        "{path} is damaged at {start} ({error}); reading goes on at the next sound record",
    ),
    "archive_bad_record": (
        "{path} 在偏移 {start} 处不是有效的 WARC 记录，已略过",
        "{path} holds no valid WARC record at {start}; it was left out",
    ),
    "archive_bomb": (
        "{path} 在偏移 {start} 处解压后异常膨胀，已略过",
        "{path} expands beyond reason at {start}; it was left out",
    ),
    "archive_digest": (
        "{path} 在偏移 {start} 处的摘要不符（{digest}）：内容已改变 {url}",
        "the digest does not hold in {path} at {start} ({digest}): the content changed, {url}",
    ),
    "archive_unresolved": (
        "{path} 在偏移 {start} 处引用的内容不在归档中：{url}",
        "what {path} refers to at {start} is not in the archive: {url}",
    ),
    "archive_too_large": (
        "归档中的网页过大（{size} 字节，上限 {limit}），未读取：{url}",
        "an archived page is too large ({size} bytes, limit {limit}) and was not read: {url}",
    ),
    "archive_truncated": (
        "归档时内容已被截断：{url}",
        "the content was cut off when it was archived: {url}",
    ),
    "archive_whole": (
        "{files} 个文件、{records} 条记录，摘要全部相符",
        "{files} files, {records} records: every digest holds",
    ),
    "archive_not_whole": (
        "{files} 个文件、{records} 条记录，发现 {problems} 个问题",
        "{files} files, {records} records: {problems} problems found",
    ),
    "archive_none": (
        "没有 WARC 文件：{path}",
        "no WARC file at {path}",
    ),
    "archive_rebuilt": ("已重建索引 {path}", "the index {path} was made again"),
    "reading_timeout": (
        "读取超过 {limit} 秒，已放弃：{path}",
        "reading took more than {limit} s and was given up: {path}",
    ),
    "reading_memory": (
        "读取占用内存超过 {limit} MiB，已放弃：{path}",
        "reading took more than {limit} MiB of memory and was given up: {path}",
    ),
    "reading_crashed": (
        "读取进程两次崩溃：{path}（这是缺陷，请报告）",
        "the reading process died twice: {path} (a defect: please report it)",
    ),
    "reading_known": (
        "此前的运行中读取进程因它中止（{cause}），读取程序未变之前不再尝试：{path}",
        "an earlier reading of it ended its reader ({cause}); not tried again until the reader changes: {path}",
    ),
    "reading_failed": (
        "读取出错：{path}（{error}；这是缺陷，请报告）",
        "reading failed: {path} ({error}; a defect: please report it)",
    ),
    # usage
    "needs_target": (
        "请给出 -a portal=编号 或 -a url=网址。可用的网站编号：{known}",
        "give -a portal=ID or -a url=URL. Known portals: {known}",
    ),
    "unknown_argument": (
        "没有参数 -a {name}=；{hint}可用：portal、url、years、full",
        "there is no argument -a {name}=; {hint_en}known: portal, url, years, full",
    ),
    "unknown_portal": (
        "没有网站编号 {portal}；{hint}可用：{known}",
        "there is no portal {portal}; {hint_en}known: {known}",
    ),
    "bad_url": (
        "-a url= 需要以 http:// 或 https:// 开头的网址，得到的是 {url}",
        "-a url= needs an address that begins with http:// or https://, got {url}",
    ),
    "bad_years": (
        "-a years= 的写法是 2019 或 2019-2024 或 2014,2016-2018，得到的是 {years}",
        "-a years= is written 2019 or 2019-2024 or 2014,2016-2018, got {years}",
    ),
    "bad_full": ("-a full= 只能是 1 或 0，得到的是 {full}", "-a full= is 1 or 0, got {full}"),
    "needs_paths": (
        "请给出文件或文件夹：scrapy reparse 文件或文件夹… -O 结果.jsonl",
        "give files or folders: scrapy reparse PATH… -O FILE.jsonl",
    ),
    "needs_page": (
        "请给出一个网址或一个已保存的网页：scrapy genportal https://…",
        "give one address or one saved page: scrapy genportal https://…",
    ),
    "export_needs_feed_and_folder": (
        "请给出结果文件和导出目录：scrapy export data/latest --to csv,xlsx tables",
        "give a feed and a folder: scrapy export data/latest --to csv,xlsx tables",
    ),
    "export_format": (
        "没有 {name} 这种导出格式；可用：{known}",
        "no export format {name}; there are: {known}",
    ),
    "export_failed": ("导出失败：{error}", "the export failed: {error}"),
    "export_bad_line": (
        "{place} 不是记录，没有导出",
        "{place} is no record and was not exported",
    ),
    "export_cut": (
        "{place}：超出格式的上限，已截短；其他格式中是全文",
        "{place}: beyond what the format holds, cut there; other formats hold all of it",
    ),
    "no_such_key": (
        "没有键 {key}；相近的：{near}",
        "there is no key {key}; near it: {near}",
    ),
    "needs_feeds": (
        "请给出结果文件：scrapy coverage data/latest/reports.jsonl",
        "give feeds: scrapy coverage data/latest/reports.jsonl",
    ),
    "bad_log_format": (
        "GOVCRAWL_LOG_FORMAT 只能是 text 或 json，得到的是 {format}",
        "GOVCRAWL_LOG_FORMAT is text or json, got {format}",
    ),
    "unknown_option": ("没有选项 {option}", "there is no option {option}"),
    "bad_feed": (
        "-O 需要 .jsonl 文件，得到的是 {path}；其他格式用 scrapy export",
        "-O takes a .jsonl file, got {path}; other formats come from scrapy export",
    ),
    "no_samples": (
        "没有找到样例网站 {path}：scrapy demo 需要项目的源码目录",
        "no sample portals at {path}: scrapy demo needs the project's source folder",
    ),
}


def texts() -> dict[str, tuple[str, str]]:
    """The catalogue itself: code → text in Chinese and in English, with ``{names}`` of values."""
    return dict(_CATALOGUE)


def say(code: str, **values: object) -> Message:
    """The message of a code of the catalogue, its values filled in.

    >>> say("bad_full", full="yes").en
    '-a full= is 1 or 0, got yes'
    """
    zh, en = _CATALOGUE[code]
    plain = {name: v if isinstance(v, (int, float)) else printable(v) for name, v in values.items()}
    return Message(code, zh.format(**plain), en.format(**plain))


def printable(value: object) -> str:
    """A value as one line of text, without what would move a terminal's cursor or begin another
    line of a log: titles, addresses and errors are as others wrote them.

    >>> printable("a\\x1b[2Jb\\nc")
    'a [2Jb c'
    """
    return "".join(c if c.isprintable() else " " for c in str(value))
