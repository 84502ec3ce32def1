<?xml version='1.0' encoding='utf-8'?><datastore><totalrecord>4</totalrecord><totalpage>1</totalpage><recordset>
<record><![CDATA[<li><a target="_blank" href="../../art/2023/9/15/art_1202_50007.html" title="定西市水务局2022年度部门决算公开说明">定西市水务局2022年度部门决算公开说明</a><span>[2023-09-15]</span></li>]]></record>
<record><![CDATA[<li><a target="_blank" href="../../art/2023/1/30/art_1202_50009.html" title="定西市水务局2022年法治政府建设年度报告">定西市水务局2022年法治政府建设年度报告</a><span>[2023-01-30]</span></li>]]></record>
<record><![CDATA[<li><a target="_blank" href="../../art/2023/1/19/art_1202_50005.html" title="定西市水务局2022年政府信息公开工作年度报告">定西市水务局2022年政府信息公开工作年度报告</a><span>[2023-01-19]</span></li>]]></record>
<record><![CDATA[<li><a target="_blank" href="../../art/2023/1/11/art_1202_50006.html" title="定西市审计局2022年政府信息公开工作年度报告">定西市审计局2022年政府信息公开工作年度报告</a><span>[2023-01-11]</span></li>]]></record>
</recordset></datastore>
