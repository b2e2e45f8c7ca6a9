"""Words in which a numeral counts nothing or is a name, so that no rule may write it in digits.

Only what a rule would otherwise touch stands here: 三心二意 and 七上八下 hold no number that any rule takes.
"""

from __future__ import annotations

ONE = """
一起 一定 一样 一下 一些 一直 一般 一共 一旦 一切 一律 一同 一会 一边 一块儿 一点儿 一点点 一点都
一点也 一点不 一点没 一模 一方面 一向 一时 一路 一面 一旁 一致 一味 一再 一概 一手 一心 一口气 一流
一生 一来 一遍
"""
"""Words that begin with 一 and may stand behind a number: 三百一起拍 is 300, 八点一起来 no decimal."""

SAYINGS = """
一五一十 七七八八 三三五五 九九八十一 三七二十一 八九不离十 百分百 百分之百 九九归一
十万八千里 十万火急 十万个为什么 一千零一夜 五十步笑百步 二万五千里长征 两万五千里长征 不怕一万
就怕万一 三十六计 七十二变 七十二行 三百六十行 十八般 十八变 十八线 十八层地狱 二十四孝 二十四节气
十二生肖 十二星座 三十而立 四十不惑 四十而不惑 五十知天命 五十而知 六十耳顺 七十古来稀 十二分满意
十五个吊桶 一万年 三千弱水 弱水三千 佳丽三千 三千宠爱 三千世界 三千烦恼 三千尺 三千丈 十月怀胎
一波三折 七折八扣 一百个放心 一百个愿意 一百个不 一万个放心 一万个愿意 一万个不 一元复始 三点一线
两点一线
"""
"""Idioms and set phrases."""

NAMES = """
双十一 双十二 国庆十一 一百单八将 一百零八将 一百零八好汉 十八罗汉 十三陵 十三太保 十三香
十三幺 十三邀 五十铃 十六大 十七大 十八大 十九大 二十大 十七届 十八届 十九届 二十届 九一八 大年三十
年三十 三十晚上 二十四史 二十八宿 六十四卦 二十不惑 三十而已 三元桥 三元牛奶 十月革命 一号文件
二号人物
"""
"""People, firms, days, works and meetings whose names are written in characters."""

CRAFT = """
嫦娥 神舟 天宫 天舟 天问 长征 东方红 北斗 蛟龙 玉兔 祝融 风云 梦天 问天 朱雀
"""
"""What bears a number in characters: 神舟十三号, 嫦娥五号."""

COUNTERS = """
盒 件 个 瓶 套 箱 包 双 条 台 支 袋 斤 只 份 单 张 片 罐 桶 根 组 款 块 杯 次 人 位 年 天 晚 小时 平
米 克 升 公斤 间 颗 粒 卷 捆 串 床 副 辆 枚 筒 盆 节课 本书
"""
"""Measure words that follow a price: 一百块一盒, 三百一件, 七十九两箱."""
