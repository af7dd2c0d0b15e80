#!/usr/bin/env python3
"""Writes effort.jsonl: short comments on how much work something took, and look-alikes.

High effort: repeated tries, long waits, trouble. Low effort: it went easily. None: also
what only sounds alike, such as a convenient location, a fast processor or a simple
room. All were written for this project: templates below and the words that go into
them. Run from anywhere; needs Python 3 alone, and writes the same file every time.
"""
import itertools
import json
import pathlib
import random

PER_TEMPLATE = 12  # at most so many fillings of one template

WORDS = {
    "n": "两 三 四 五 好几 七八 无数".split(),
    "wait": "半天|半个小时|一个多小时|两个小时|三天|一个星期|大半天|四十分钟|很久|好久".split("|"),
    "short": "几分钟|两分钟|一会儿|五分钟|几秒|不到十分钟".split("|"),
    "desk": "客服 前台 售后 商家 银行 快递 安装师傅 物业 医院窗口".split(),
    "job": "退货 退款 换货 开发票 安装 改签 预约 注册 绑卡 办卡 报修 激活 取件 升级".split(),
    "place": "酒店 饭店 店铺 机场 商场".split(),
    "gadget": "电脑 手机 空调 车 处理器 网速".split(),
    "praise": "味道很好 质量不错 很满意 挺好的 颜色好看".split(),
    "en_n": "three|four|five|several|so many|a dozen".split("|"),
    "en_wait": "an hour|two hours|forty minutes|ages|three weeks|forever|half the day|more than an hour".split("|"),
    "en_short": "five minutes|a couple of minutes|seconds|no time|two clicks|one call".split("|"),
    "en_desk": "support|the front desk|customer service|the seller|the bank|reception|the technician".split("|"),
    "en_job": "a refund|an exchange|an invoice|a replacement|the installation|my booking|a new password|the activation".split("|"),
    "en_do": "cancel my order|return it|set it up|install it|change the booking|find the settings|log in|pay|register|track the parcel".split("|"),
    "en_gadget": "laptop|car|processor|phone|connection|camera".split("|"),
}

TEMPLATES = {
    "high": """
        为了{job}打了{n}次电话|找{desk}{job}，等了{wait}才有人理|{job}流程太复杂，折腾了{wait}|{job}来回跑了{n}趟|联系{desk}{n}次都没人回
        {desk}电话一直打不通|{job}太麻烦了|排队排了{wait}|{wait}了还没人来{job}|{desk}互相推，{job}一直没办成|同样的问题跟{desk}说了{n}遍
        等{desk}等了{wait}|自己弄了{wait}才装上|{job}要填{n}张表|东西坏了换了{n}次还是不行|想{job}，{desk}不给办，自己研究了{wait}|操作太繁琐，{job}步骤一大堆
        入口藏得太深，找了{wait}|驱动装了{n}遍才成功|上菜慢，等了{wait}|超时，{wait}才送到|去哪都不方便，打不到车|{desk}让我自己去{job}|{praise}，就是{job}太费劲
        问了{n}个人才问到|每次开机都要重新设置，麻烦|约了{desk}又放鸽子，白等{wait}|盖子很难打开|说明书看不懂，不会用|{praise}，不过等位要{wait}
        I called {en_desk} {en_n} times for {en_job}|waited {en_wait} for {en_desk}|It took {en_wait} to {en_do}|had to explain it to {en_desk} {en_n} times
        on hold for {en_wait}|still waiting for {en_job} after {en_wait}|it is a pain to {en_do}|impossible to {en_do}|too complicated to {en_do}|{en_desk} kept transferring me
        I spent {en_wait} trying to {en_do}|no one at {en_desk} answers, I tried {en_n} times|getting {en_job} was a hassle|the line was so long, {en_wait}|we waited {en_wait} to be seated
        hard to {en_do}|not easy to {en_do}|Takes a while to learn how to {en_do}|I had to go back {en_n} times for {en_job}|Our food took {en_wait}|the buttons are hard to reach
        it took {en_wait} to get the waiter's attention|the menu is confusing, could not {en_do}|not user friendly at all
    """,
    "low": """
        {job}很方便，{short}就办好了|{job}特别简单|打一个电话就{job}成功了|{desk}秒回，{short}解决|操作简单，一看就会|{job}一次搞定|不用排队，{short}办完
        {job}流程很顺畅|{desk}上门{job}，省事|一键{job}，很省心|送货上门，省得自己拎|下单到{job}都很顺利|不用自己动手，{desk}全包了|使用起来很方便|手机上就能{job}，方便快捷
        {praise}，{job}也方便|在家就能{job}，不用跑|安装很简单，自己{short}就装好了|找{desk}{job}，当场就办了|购物体验方便快捷|自助{job}很快|携带方便，一个人就能拿
        It was easy to {en_do}|{en_job} took {en_short}|I could {en_do} in {en_short}|super simple to {en_do}|{en_desk} sorted {en_job} in {en_short}|no hassle at all
        set up in {en_short}|very user friendly|easy to use|everything worked right out of the box|no queue, done in {en_short}|got {en_job} with one call to {en_desk}
        I did not have to call {en_desk} at all|check in was quick and smooth|security was a breeze|intuitive, I could {en_do} right away|{en_desk} took care of everything|works with one click
        returns are effortless|the controls are easy to reach|Straightforward to {en_do}|found my way around the airport easily
    """,
    "none": """
        {place}位置很好，交通方便|{place}离地铁近，出行方便|{gadget}速度很快|房间布置简单|发货很快，包装也好|物流很快，昨天买今天到|{praise}|{gadget}反应慢|周边吃饭购物很方便
        {praise}，快递也快|菜太咸了|房间有点旧|价格有点贵|质量太差|{desk}态度很差|{desk}很热情|屏幕不清楚|开机有点慢|外观简单大方|离市区有点远|第{n}次购买了，{praise}
        等活动再买|买了{n}件，{praise}|送给朋友的|用了{wait}就坏了|款式太复杂，不喜欢|发错了颜色|停车场很大|味道一般|希望再便宜点|{place}比较安静|制冷快，声音小
        The {en_gadget} is fast|The {en_gadget} is slow|great location, close to the metro|conveniently located near the shops|The food was cold|rude staff|friendly staff|Looks nice
        I bought {en_n} of them|arrived quickly|a simple but clean room|The price is too high|broke after {en_wait}|easy on the eyes|The story is simple|Staff could be friendlier
        I have been a customer for years|the seats were hard|a quick lunch with friends|The picture is blurry|could not be happier with the quality|poor quality|The room was noisy|good value
    """,
}


def rows():
    rng = random.Random(20260902)
    for label, block in TEMPLATES.items():
        for template in (part.strip() for line in block.splitlines() for part in line.split("|")):
            if not template:
                continue
            slots = [name for name in WORDS if "{" + name + "}" in template]
            words = [rng.sample(WORDS[name], len(WORDS[name])) for name in slots]
            combinations = list(itertools.islice(itertools.product(*words), 2000))
            rng.shuffle(combinations)
            for filling in combinations[:PER_TEMPLATE]:
                text = template
                for name, word in zip(slots, filling):
                    text = text.replace("{" + name + "}", word)
                yield text, label


def main():
    path = pathlib.Path(__file__).with_name("effort.jsonl")
    written = dict(rows())
    with path.open("w", encoding="utf-8") as out:
        for text, label in written.items():
            lang = "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"
            out.write(json.dumps({"set": "effort", "text": text, "lang": lang, "effort": label}, ensure_ascii=False) + "\n")
    print(f"{path.name}: {len(written)} comments")


if __name__ == "__main__":
    main()
