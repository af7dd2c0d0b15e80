#!/usr/bin/env python3
"""Writes written.jsonl: short comments of kinds that public review sets hardly hold.

One-word answers, plain facts, wishes, Chinese mixed with English, expectations that
came out otherwise, comparisons, the past, double negation. All were written for this
project: templates below and the words that go into them. Run from anywhere; needs
Python 3 alone, and writes the same file every time.
"""
import itertools
import json
import pathlib
import random

PER_TEMPLATE = 40  # at most so many fillings of one template

WORDS = {
    "zh_good": "好 很好 不错 满意 舒服 方便 好用 好吃 快 专业 热情 干净 靠谱 值 划算 耐心 周到 惊喜 顺利 漂亮".split(),
    "zh_bad": "差 很差 难吃 难用 慢 脏 吵 贵 乱 冷淡 敷衍 粗糙 失望 麻烦 复杂 破 坑人 不专业 不耐烦 糟糕".split(),
    "zh_thing": "客服 物流 房间 早餐 味道 质量 包装 屏幕 售后 安装 配送 前台 座椅 价格 应用 界面 会员 退款 发票 门店".split(),
    "zh_other": "上一家 别家 以前 上次 隔壁 同行 去年 官网".split(),
    "en_good": "great|good|excellent|amazing|friendly|helpful|clean|fast|smooth|easy|comfortable|perfect|lovely|reliable".split("|"),
    "en_bad": "bad|terrible|awful|slow|rude|dirty|confusing|broken|expensive|useless|noisy|poor|disappointing|unreliable".split("|"),
    "en_thing": "service|delivery|room|breakfast|food|quality|app|checkout|support|staff|packaging|website|battery|seat".split("|"),
    "mix_good": "nice|good|perfect|friendly|smooth|professional|fresh|cool|fast|amazing|happy|ok的，很喜欢".split("|"),
    "mix_bad": "bad|slow|rude|low|poor|boring|terrible|buggy|expensive|dirty|laggy|unprofessional".split("|"),
}

TEMPLATES = {
    "pos": """
        以为会{zh_bad}，结果{zh_good}|本来担心{zh_thing}{zh_bad}，没想到很{zh_good}|都说{zh_thing}{zh_bad}，我觉得{zh_good}
        {zh_thing}比{zh_other}{zh_good}多了|{zh_thing}比{zh_other}的{zh_bad}好太多|终于不{zh_bad}了，{zh_thing}有进步|{zh_thing}改进了，现在{zh_good}
        不能说{zh_thing}不{zh_good}|{zh_thing}没有不{zh_good}的时候|谁说{zh_thing}{zh_bad}了，明明{zh_good}|再也不用担心{zh_thing}{zh_bad}了
        {zh_thing}很{mix_good}|{zh_thing}超级{mix_good}|{zh_thing}真的so {mix_good}|{zh_thing}{mix_good}，必须five stars|{zh_thing}非常{mix_good}，love it
        I expected the {en_thing} to be {en_bad}, but it was {en_good}|I was told the {en_thing} is {en_bad}. It is not|I thought it would be {en_bad}, it turned out {en_good}
        The {en_thing} used to be {en_bad}, now it is {en_good}|Much better {en_thing} than last time|The {en_thing} is no longer {en_bad}
        I don't think anyone could find the {en_thing} {en_bad}|I have no reason to call the {en_thing} {en_bad}|You will not regret the {en_thing}
        It is anything but {en_bad}|Far from {en_bad}, the {en_thing} is {en_good}|the {en_thing} 很{zh_good}|{en_thing}真的{zh_good}，thanks
    """,
    "neg": """
        以为会{zh_good}，结果{zh_bad}|本来觉得{zh_thing}{zh_good}，没想到这么{zh_bad}|都说{zh_thing}{zh_good}，我觉得{zh_bad}|说好的{zh_good}呢
        {zh_thing}不如{zh_other}{zh_good}|{zh_thing}比{zh_other}{zh_bad}多了|以前{zh_thing}{zh_good}，现在{zh_bad}|{zh_thing}越来越{zh_bad}|{zh_thing}没有以前{zh_good}了
        不能说{zh_thing}{zh_good}|哪里{zh_good}了，{zh_thing}明明{zh_bad}|{zh_thing}除了{zh_bad}还是{zh_bad}|要是{zh_thing}能{zh_good}一点就不会给差评了
        {zh_thing}很{mix_bad}|{zh_thing}太{mix_bad}了|{zh_thing}真的so {mix_bad}|{zh_thing}{mix_bad}，never again|{zh_thing}老是crash，很{zh_bad}
        I expected the {en_thing} to be {en_good}, but it was {en_bad}|I was told the {en_thing} is {en_good}. It is not|I thought it would be {en_good}, it turned out {en_bad}
        The {en_thing} used to be {en_good}|The {en_thing} was {en_good} once, now it is {en_bad}|The {en_thing} is no longer {en_good}|Worse {en_thing} than last time
        The only {en_good} thing about it was the colour|I wish the {en_thing} were {en_good}|If only the {en_thing} had been {en_good}|The {en_thing} could have been {en_good}
        It is anything but {en_good}|Far from {en_good}, the {en_thing} is {en_bad}|the {en_thing} 很{zh_bad}|{en_thing}真的{zh_bad}，disappointed
    """,
    "neu": """
        {zh_thing}一般|{zh_thing}还可以|{zh_thing}马马虎虎|{zh_thing}中规中矩|{zh_thing}没什么感觉|{zh_thing}不好不坏|{zh_thing}也就那样，不算{zh_good}也不算{zh_bad}
        希望{zh_thing}能改进|建议增加{zh_thing}的选择|建议{zh_thing}多一些提示|希望以后{zh_thing}能更{zh_good}|请问{zh_thing}怎么联系|{zh_thing}还没用到
        {zh_thing}正常|{zh_thing}和{zh_other}差不多|{zh_thing}谈不上{zh_good}也谈不上{zh_bad}
        The {en_thing} is average|The {en_thing} was okay, nothing special|The {en_thing} is neither {en_good} nor {en_bad}|Please add more {en_thing} options
        I have not tried the {en_thing} yet|The {en_thing} is the same as last time|How do I contact {en_thing}|I would suggest a second {en_thing} option
    """,
}

PLAIN = {
    "pos": """好|很好|非常好|好评|赞|点赞|棒|真棒|满意|很满意|非常满意|喜欢|很喜欢|完美|推荐|强烈推荐|五星|给力|靠谱|优秀|谢谢|感谢|超赞|好吃|舒服|值得|nice|good|great|excellent|perfect|awesome|amazing|
        love it|loved it|recommended|thanks|wonderful|superb|very good|five stars|well done|satisfied|very satisfied|yyds|绝绝子|666|爱了爱了|无敌了|太可了|真香""",
    "neg": """差|很差|太差|差评|烂|垃圾|失望|很失望|不满意|难吃|难用|坑|骗子|退货|投诉|后悔|无语|恶心|生气|一星|避雷|踩雷|拉黑|再见|bad|poor|terrible|awful|horrible|worst|useless|disappointed|rubbish|trash|
        waste of money|never again|one star|rude|avoid|scam|broken|refund|拉胯|翻车|智商税|劝退|呵呵了|醉了""",
    "neu": """一般|一般般|还行|还可以|凑合|普通|中等|马马虎虎|就那样|没感觉|ok|okay|average|so so|so-so|meh|fine|alright|normal|not sure|neutral|三星|不好说|再看看|待定|还没用|刚收到|昨天买的|朋友推荐的|
        第一次买|给爸妈买的|给孩子买的|用了一个月|出差住的|路过吃的|两个人去的|I ordered two|Bought it for my mother|Arrived on Monday|Have not opened it yet|Used it for a week|We stayed two nights|Second purchase|
        It was a gift|I use it at work|Ordered online|收到一个快递|买了三件|周末去的|坐地铁去的|公司团建去的|替同事下的单|颜色是黑色|尺码是L码|我住在五楼|The parcel came in a box""",
}  # fmt: skip


def fillings(template, rng):
    slots = [name for name in WORDS if "{" + name + "}" in template]
    words = [rng.sample(WORDS[name], len(WORDS[name])) for name in slots]
    combinations = list(itertools.islice(itertools.product(*words), 4000))
    rng.shuffle(combinations)
    for words in combinations[:PER_TEMPLATE]:
        text = template
        for name, word in zip(slots, words):
            text = text.replace("{" + name + "}", word)
        yield text


def rows():
    rng = random.Random(20260901)
    for label in ("pos", "neg", "neu"):
        for text in (part.strip() for line in PLAIN[label].splitlines() for part in line.split("|")):
            if text:
                yield text, label
        for template in (part.strip() for line in TEMPLATES[label].splitlines() for part in line.split("|")):
            if template:
                yield from ((text, label) for text in fillings(template, rng))


def main():
    path = pathlib.Path(__file__).with_name("written.jsonl")
    seen = set()
    with path.open("w", encoding="utf-8") as out:
        for text, label in rows():
            if text in seen:
                continue
            seen.add(text)
            lang = "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"
            out.write(json.dumps({"set": "written", "text": text, "lang": lang, "label": label}, ensure_ascii=False) + "\n")
    print(f"{path.name}: {len(seen)} comments")


if __name__ == "__main__":
    main()
