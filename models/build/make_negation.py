#!/usr/bin/env python3
"""Writes negation.jsonl: short comments whose polarity hangs on a negation.

Public review sets hold few of them, and a bag of words gets them wrong ("not
bad", 没有不满意). All were written for this project: phrases below, alone and
after a subject. Run from anywhere; needs Python 3 alone.
"""
import itertools
import json
import pathlib

ZH_SUBJECTS = ["", "客服", "物流", "质量", "味道", "房间", "这家店", "服务", "售后", "屏幕", "整体", "体验"]
ZH = {
    "pos": """不错 挺不错 真不错 很不错的 不差 不算差 一点不差 没那么差 没有那么差 没想象中差 没那么糟 不难吃 没毛病 没什么毛病 没问题
        没什么问题 没有问题 没有不满意 没有什么不满意的 没啥不满意 没有不好的地方 没什么不好 没什么可挑剔的 挑不出毛病 挑不出缺点 无可挑剔
        没得挑 没得说 没话说 没有缺点 没什么缺点 没有槽点 不失望 没让我失望 没有让人失望 从没失望过 从来没让人失望 不后悔 没有后悔 不贵 一点都不贵
        不慢 一点也不慢 不算慢 不麻烦 一点都不麻烦 不复杂 不吵 不脏 没有异味 没有噪音 没有色差 不卡 一点都不卡 不掉色 不起球 不用等
        没等多久 不能更好了 再好不过 好得不能再好 不要太好 不要太香 不得不夸 不能不赞 非它不可 不是一般的好 没白来 没白买 不坑 没踩雷
        没有踩坑 不会后悔 不输大牌 没的挑""",
    "neg": """不好 不太好 不怎么好 不是很好 不算好 不够好 没那么好 没有想象中好 没想象中那么好 说不上好 谈不上好 不满意 不太满意 不怎么满意
        不是很满意 不是特别满意 没那么满意 很不满意 谈不上满意 不行 真不行 不咋地 不怎么样 不值 不值这个价 不划算 不推荐 不建议买 不会再买 不会再来
        不会回购 再也不来了 不敢恭维 不如以前 不如图片 没有图片好看 不新鲜 不干净 不方便 不舒服 不好用 不好吃 不耐用 不专业 不耐烦 不负责任 不靠谱
        没人管 没人理 没有回复 没有下文 没解决 没法用 没有效果 没什么用 一点用都没有 没有诚意 没有一点服务意识 不能用 不理人 不回消息 不给退 不到账
        不是一般的差 差得不能再差 不能再差了 没有最差只有更差 好什么好 没见过这么差的 不要买 别买 千万别买 别信 不高兴 不开心 高兴不起来""",
}
EN_SUBJECTS = ["", "The service was ", "It is ", "The food was ", "Delivery was ", "Honestly, "]
EN_ADJECTIVE = {
    "pos": """not bad|not bad at all|not too bad|not half bad|not the worst|not expensive|not slow at all|never boring|not disappointing|
        not disappointed|not a problem|nothing short of excellent|not unpleasant|not unhappy|no worse than a good hotel|
        without a doubt excellent|not difficult at all|never late|not overpriced|not complicated""",
    "neg": """not good|not good at all|not great|not very good|not so good|not that good|not nice|not happy|not helpful|not helpful at all|
        not clean|not fresh|not worth it|not worth the money|not worth the price|not recommended|not friendly|not satisfied|
        not very satisfied|not as good as before|not as described|not what I expected|not impressed|not at all happy|never on time|
        no good|far from good|anything but good|hardly acceptable|not acceptable|not working|not professional""",
}
EN = {
    "pos": """No complaints|No complaints here|No complaints at all|Nothing to complain about|Can't complain|Cannot complain|Can't fault it|
        Can't fault the service|Cannot fault the staff|Hard to fault|No problem|No problems|No problems at all|No issues|No issues so far|
        Had no issues|Never had a problem|Never had any issues|Never disappointed|Never disappoints|It does not disappoint|
        They never let me down|Did not disappoint|Couldn't be better|Could not be happier|Couldn't ask for more|Nothing but praise|
        Nothing but good things to say|Nothing bad to say|Nothing negative to say|Nothing wrong with it|Don't change a thing|
        I would not change anything|You can't go wrong|You won't regret it|No regrets|Without a doubt the best|No doubt the best|
        Can't get enough of it|Can't wait to come back|Never waited long|No waiting|Not a single complaint|I wouldn't go anywhere else|
        Nothing. Everything is great|Nothing, all good|None, everything was fine|Didn't expect it to be this good""",
    "neg": """Never again|Never coming back|I will not come back|I won't be back|Would not recommend|I would not recommend it|Do not buy|
        Don't buy this|Don't bother|Don't waste your money|No help at all|No one helped|No one answers|Nobody cares|Nobody replied|No reply|
        No refund|No response from support|Nothing works|Nothing worked|Nothing was done|It does not work|It doesn't work|Doesn't work at all|
        It didn't work|Did not arrive|Never arrived|Not a good experience|Couldn't be worse|Could not be worse|Can't recommend|
        Cannot recommend|No longer good|No value for money|Without any apology|I am not happy with it|I don't like it|I did not like it|
        I never liked how they treat me|They don't care|It isn't worth it|Not what I paid for|There was no hot water|
        They could not solve it|Didn't help|Not once did they call back|Kindly stop calling me|Stop sending me messages|Please stop the spam""",
}
MARKS = {"pos": "👍 💗 💓 ❤️ 😊 🥰 😍 🎉 💯 👏 😀 😄 :)", "neg": "👎 😡 🤬 💩 😤 💔 😠 🙄 😞 😒 🤮 :("}


def rows():
    for label, phrases in ZH.items():
        for subject, phrase in itertools.product(ZH_SUBJECTS, phrases.split()):
            yield subject + phrase, "zh", label
    for label, phrases in EN_ADJECTIVE.items():
        for subject, phrase in itertools.product(EN_SUBJECTS, phrases.split("|")):
            text = subject + phrase.strip()
            yield text[0].upper() + text[1:], "en", label
    for label, phrases in EN.items():
        for phrase in phrases.split("|"):
            yield phrase.strip(), "en", label
    for label, marks in MARKS.items():
        for mark in marks.split():
            yield mark, "other", label
            yield mark * 3, "other", label


def main():
    path = pathlib.Path(__file__).with_name("negation.jsonl")
    lines = [
        json.dumps({"set": "negation", "text": text, "lang": lang, "label": label}, ensure_ascii=False)
        for text, lang, label in dict.fromkeys(rows())
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} rows")


if __name__ == "__main__":
    main()
