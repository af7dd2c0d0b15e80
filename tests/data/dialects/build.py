"""Writes the exports of this folder: the layout of each tool's files, with
answers made up for these tests. Needs Python 3.11."""

import csv
import io
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent


def save(name, rows, encoding="utf-8", trailing="", **style):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", **style).writerows(rows)
    lines = text.getvalue()
    if trailing:
        lines = lines.replace("\n", trailing + "\n")
    (HERE / name).write_bytes(lines.encode(encoding))


# 问卷星: text of the options, and their numbers. -2 is left blank, -3 was skipped.
WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分", "1、您常用的渠道（可多选）",
       "2、请您对以下环节的满意度打分—下单流程", "2、物流配送", "2、客服响应", "3、您向朋友推荐我们的可能性是多少（0-10）",
       "4、您的会员等级", "5、您还有什么意见或建议？"]
wjx = [
    ["1", "2026/9/3 12:00:05", "185秒", "微信", "无", "1.2.3.4(浙江-杭州)", "12", "APP┋小程序", "非常满意", "不满意",
     "满意", "8", "金卡", "物流太慢了，等了六天才到"],
    ["2", "2026/9/3 12:41:00", "92秒", "链接", "无", "1.2.3.5(上海-上海)", "15", "APP", "满意", "满意", "非常满意",
     "10", "普通", "客服很有耐心，点赞"],
    ["3", "2026/9/4 08:15:30", "61秒", "微信", "无", "1.2.3.6(广东-深圳)", "6", "门店┋其他〖朋友代买〗", "一般",
     "非常不满意", "一般", "3", "金卡", "包装压坏了，里面的杯子碎了"],
    ["4", "2026/9/4 21:07:12", "47秒", "链接", "无", "1.2.3.7(四川-成都)", "9", "小程序", "满意", "一般", "(跳过)",
     "7", "银卡", "(空)"],
    ["5", "2026/9/5 10:30:00", "133秒", "微信", "无", "1.2.3.8(北京-北京)", "14", "APP┋门店", "非常满意", "满意",
     "满意", "9", "银卡", "下单很方便，支付也快"],
    ["6", "2026/9/5 19:22:41", "75秒", "链接", "无", "1.2.3.9(江苏-南京)", "8", "APP", "不满意", "一般",
     "非常不满意", "2", "普通", "找客服排队半小时，没有人理我"],
    ["7", "2026/9/6 09:02:10", "58秒", "微信", "无", "1.2.3.10(湖北-武汉)", "10", "门店", "满意", "满意", "满意",
     "8", "普通", "整体还可以"],
    ["8", "2026/9/6 17:45:59", "201秒", "微信", "无", "1.2.3.11(山东-青岛)", "11", "小程序┋APP", "一般",
     "满意", "不满意", "5", "金卡", "优惠券用不了，问客服也说不清楚"],
]
save("wenjuanxing_text.csv", [WJX, *wjx])
LEVELS = {"非常不满意": "1", "不满意": "2", "一般": "3", "满意": "4", "非常满意": "5", "(跳过)": "-3"}
CHANNELS = {"APP": "1", "小程序": "2", "门店": "3", "其他〖朋友代买〗": "4〖朋友代买〗"}
TIERS = {"普通": "1", "银卡": "2", "金卡": "3"}
coded = [row[:7] + ["┋".join(CHANNELS[c] for c in row[7].split("┋"))] + [LEVELS[c] for c in row[8:11]]
         + [row[11], TIERS[row[12]], row[13].replace("(空)", "-2")] for row in wjx]
save("wenjuanxing_codes.csv", [WJX, *coded])

# 腾讯问卷: GBK, every line ends in a comma, options with their letter.
TENCENT = ["编号", "开始答题时间", "结束答题时间", "答题时长", "清洗数据结果", "智能清洗数据无效概率", "地理位置国家和地区",
           "地理位置省", "地理位置市", "自定义字段", "1.您对本次入住的总体满意度", "2.您是否愿意推荐我们（0-10分）",
           "3.您的出行目的:商务", "3.您的出行目的:旅游", "4.请说说您的感受：_填空1"]
tencent = [
    ["1", "02-Feb-2026 20:25:01", "02-Feb-2026 20:26:58", "117", "有效", "3%", "中国", "浙江", "杭州", "", "A.非常满意",
     "10", "商务", "", "前台办理很快，房间安静"],
    ["2", "02-Feb-2026 21:02:11", "02-Feb-2026 21:02:22", "11", "无效", "96%", "中国", "浙江", "杭州", "", "C.一般",
     "5", "", "旅游", "啊啊啊啊"],
    ["3", "03-Feb-2026 09:14:00", "03-Feb-2026 09:16:40", "160", "有效", "5%", "中国", "江苏", "苏州", "", "D.不满意",
     "4", "", "旅游", "空调一直响，一晚上没睡好"],
    ["4", "03-Feb-2026 10:40:30", "03-Feb-2026 10:42:02", "92", "有效", "8%", "中国", "上海", "上海", "", "B.满意",
     "8", "商务", "", "早餐种类多，味道不错"],
    ["5", "04-Feb-2026 08:00:12", "04-Feb-2026 08:01:59", "107", "有效", "2%", "中国", "上海", "上海", "", "E.非常不满意",
     "1", "商务", "", "退房时多收了一笔钱，投诉后才退"],
    ["6", "04-Feb-2026 18:30:45", "04-Feb-2026 18:32:05", "80", "有效", "6%", "中国", "浙江", "宁波", "", "B.满意",
     "9", "", "旅游", ""],
]
save("tencent_gbk.csv", [TENCENT, *tencent], encoding="gbk", trailing=",")

# Qualtrics: three header rows, a preview and a test among the answers.
qualtrics = [
    ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
     "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude",
     "LocationLongitude", "DistributionChannel", "UserLanguage", "Q1_NPS_GROUP", "Q1", "Q2", "Q3", "Q3 - Topics"],
    ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished",
     "Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name", "Recipient Email",
     "External Data Reference", "Location Latitude", "Location Longitude", "Distribution Channel", "User Language",
     "How likely are you to recommend us to a friend? - Group", "How likely are you to recommend us to a friend?",
     "Overall, how satisfied were you with your delivery?", "What is the main reason for your score?",
     "What is the main reason for your score? - Topics"],
    ['{"ImportId":"startDate","timeZone":"Z"}', '{"ImportId":"endDate","timeZone":"Z"}', '{"ImportId":"status"}',
     '{"ImportId":"ipAddress"}', '{"ImportId":"progress"}', '{"ImportId":"duration"}', '{"ImportId":"finished"}',
     '{"ImportId":"recordedDate","timeZone":"Z"}', '{"ImportId":"_recordId"}', '{"ImportId":"recipientLastName"}',
     '{"ImportId":"recipientFirstName"}', '{"ImportId":"recipientEmail"}', '{"ImportId":"externalDataReference"}',
     '{"ImportId":"locationLatitude"}', '{"ImportId":"locationLongitude"}', '{"ImportId":"distributionChannel"}',
     '{"ImportId":"userLanguage"}', '{"ImportId":"QID1_NPS_GROUP"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}',
     '{"ImportId":"QID3_TEXT"}', '{"ImportId":"QID3_TEXT_topics"}'],
]
answers = [
    ("Survey Preview", "Promoter", "10", "5 - Extremely satisfied", "test test test", ""),
    ("IP Address", "Promoter", "10", "5 - Extremely satisfied", "Arrived a day early and well packed", "Delivery"),
    ("IP Address", "Detractor", "3", "2 - Somewhat dissatisfied", "The parcel was left in the rain", "Delivery"),
    ("IP Address", "Passive", "8", "4 - Somewhat satisfied", "Fine overall, tracking could be better", "Tracking"),
    ("Survey Test", "Detractor", "0", "1 - Extremely dissatisfied", "Lorem ipsum", ""),
    ("IP Address", "Detractor", "5", "3 - Neither satisfied nor dissatisfied", "", ""),
    ("IP Address", "Promoter", "9", "5 - Extremely satisfied", "The courier called ahead, very kind", "Delivery"),
    ("IP Address", "Detractor", "1", "1 - Extremely dissatisfied", "Nobody answered my emails for two weeks", "Service"),
]
for n, (status, group, nps, csat, why, topics) in enumerate(answers):
    qualtrics.append(
        [f"2026-09-{n + 1:02} 10:00:00", f"2026-09-{n + 1:02} 10:03:00", status, "203.0.113.7", "100", "180", "True",
         f"2026-09-{n + 1:02} 10:03:01", f"R_{n:015}", "", "", "", "", "52.5", "13.4", "anonymous",
         "EN" if n % 3 else "DE", group, nps, csat, why, topics])
save("qualtrics.csv", qualtrics)

# SurveyMonkey: a matrix under one question, options in the second row.
monkey = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
     "Last Name", "Custom Data 1", "How likely is it that you would recommend us?",
     "How satisfied are you with the following?", "", "", "What could we do better?"],
    ["", "", "", "", "", "", "", "", "", "Response", "Check-in", "Room", "Breakfast", "Open-Ended Response"],
]
for n, (nps, a, b, c, why, plan) in enumerate([
    (9, "Very satisfied", "Satisfied", "Very satisfied", "More vegan options at breakfast", "Gold"),
    (4, "Dissatisfied", "Very dissatisfied", "Satisfied", "The room smelled of smoke and nobody cared", "Silver"),
    (7, "Satisfied", "Neither satisfied nor dissatisfied", "Satisfied", "", "Silver"),
    (10, "Very satisfied", "Very satisfied", "Very satisfied", "Nothing, a perfect stay", "Gold"),
    (2, "Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "An hour of waiting to check in", "Basic"),
    (8, "Satisfied", "Satisfied", "Dissatisfied", "Breakfast was cold on both days", "Basic"),
]):
    monkey.append([str(118200000 + n), "4411", f"09/{n + 13:02}/2026 09:00:00 AM", f"09/{n + 13:02}/2026 09:04:00 AM",
                   "203.0.113.9", "", "", "", plan, str(nps), a, b, c, why])
save("surveymonkey.csv", monkey)

# Typeform: HTML in a question, null for no answer.
typeform = [["#", "How likely are you to recommend <strong>Lumen</strong> to a friend?", "What made you choose this score?",
             "Which plan are you on?", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)",
             "Network ID", "Tags"]]
for n, (nps, why, plan) in enumerate([
    ("9", "The search is fast and finds everything", "Pro"), ("3", "It crashed twice during an import", "Free"),
    ("null", "null", "Free"), ("10", "Support answered in five minutes", "Pro"),
    ("6", "Too expensive for what it does", "Team"), ("8", "null", "Team"),
    ("7", "Good, but the editor is slow on my phone", "Free"), ("2", "I lost a day of notes after the update", "Pro"),
]):
    typeform.append([f"a1b2c3d4e5f6{n:04}", nps, why, plan, "completed", f"2026-10-0{n + 1} 02:39:31", "",
                     f"2026-10-0{n + 1} 02:41:02", f"n{n:09}", ""])
save("typeform.csv", typeform)

# Google Forms in Chinese: 上午/下午 and a time zone in the time stamp.
google = [["时间戳记", "您对这次课程的满意度（1-5分）", "您会向朋友推荐我们吗？（0-10）", "您最喜欢哪些部分？", "您有什么建议？"]]
for n, (csat, nps, liked, why) in enumerate([
    ("5", "10", "讲解, 练习", "老师讲得很清楚，收获很大"), ("2", "4", "资料", "教室太吵，后排听不清"),
    ("4", "8", "讲解", "希望多给一些练习时间"), ("3", "6", "练习, 资料", ""),
    ("1", "2", "", "开课时间一改再改，体验很差"), ("5", "9", "讲解, 资料", "助教回复很及时"),
]):
    half = "上午" if n % 2 else "下午"
    google.append([f"2026/10/{n + 8} {half}{n + 3}:05:09 GMT+8", csat, nps, liked, why])
save("google_forms_zh.csv", google)

# Zendesk: satisfaction ratings as a table, and tickets with the rating inside.
zendesk = [["id", "ticket_id", "requester_id", "assignee_id", "group_id", "score", "reason", "comment", "created_at", "updated_at"]]
tickets = []
for n, (score, reason, comment) in enumerate([
    ("good", "", "Solved at the first try, thank you"), ("bad", "The issue took too long to resolve", "Nine days for a refund"),
    ("offered", "", ""), ("bad", "The issue was not resolved", "Still the same error as before"),
    ("good", "", "Friendly and quick"), ("unoffered", "", ""), ("good", "", ""),
    ("bad", "Some other reason", "I was passed on four times"),
]):
    time = f"2026-09-{n + 10}T08:30:00Z"
    zendesk.append([str(9000 + n), str(300 + n), str(7000 + n), "51", "9", score, reason, comment, time, time])
    tickets.append({"id": 300 + n, "subject": f"Request {n}", "requester_id": 7000 + n, "created_at": time,
                    "satisfaction_rating": {"score": score, "comment": comment or None, "reason": reason or None}})
save("zendesk_ratings.csv", zendesk)
(HERE / "zendesk_tickets.json").write_text(json.dumps(tickets, indent=1) + "\n", encoding="utf-8")

# HubSpot: customer satisfaction is 0, 1, 2; another file mixes the surveys.
hubspot = [["Survey name", "Survey type", "Rating", "Sentiment", "Response", "Survey channel", "Date submitted"]]
for n, (rating, text) in enumerate([
    ("2", "Great help from the team"), ("0", "My order never came and the chat was closed"), ("1", "It was okay"),
    ("2", "Loved the quick reply"), ("0", "Wrong size sent twice"), ("2", ""),
]):
    hubspot.append(["After purchase", "Customer satisfaction (CSAT)", rating,
                    ["Negative", "Neutral", "Positive"][int(rating)], text, "email" if n % 2 else "link",
                    f"2026-09-{n + 20} 15:0{n}"])
save("hubspot_csat.csv", hubspot)
mixed = [list(row) for row in hubspot]
for n, row in enumerate(mixed[1:]):
    if n % 2:
        row[0], row[1], row[2] = "Yearly", "Customer loyalty (NPS)", str(3 + n)
save("hubspot_mixed.csv", mixed)

# Salesforce: one row an answer, its value in the column of its type.
sales = [["Id", "ResponseId", "Question.Name", "Datatype", "ChoiceValue", "NumberValue", "ResponseShortText", "CreatedDate"]]
for n, (nps, region, why) in enumerate([
    ("9", "North", "The technician explained everything"), ("2", "South", "Two missed appointments in a row"),
    ("7", "South", ""), ("10", "North", "Fixed within an hour"), ("4", "East", "The invoice was wrong again"),
    ("8", "East", "Good visit, a bit late"),
]):
    def answer(question, kind, choice="", number="", text="", n=n):
        return [f"0Kp{n:03}{question[:3]}", f"0Kr{n:06}", question, kind, choice, number, text, f"2026-08-{n + 11}T09:00:00Z"]

    sales.append(answer("How likely are you to recommend us?", "Integer", number=nps))
    sales.append(answer("Region", "String", choice=region))
    if why:
        sales.append(answer("Why did you give this score?", "String", text=why))
# The rows of a response need not stand together.
sales.append(sales.pop(2))
save("salesforce_answers.csv", sales)

# In-app NPS: Score and Label, Answer and Insight under their questions.
app = [
    ["Date & Time (UTC)", "Response uuid", "Respondent uuid", "Device", "Platform", "Page",
     "Q#1: How likely are you to recommend Lumen on a scale from 0 to 10?", "",
     "Q#2: What could we do to improve?", "", "country"],
    ["", "", "", "", "", "", "Score", "Label", "Answer", "Insight", ""],
]
for n, (score, answer, land) in enumerate([
    (9, "Dark mode for the editor", "DE"), (3, "Sync fails all the time", "FR"), (7, "", "DE"), (10, "", "US"),
    (6, "The price went up without a word", "US"), (8, "A better search on mobile", "FR"),
    (2, "I was logged out and lost my draft", "DE"), (9, "Keep going, it is great", "US"),
]):
    label = "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"
    app.append([f"2026-07-{n + 10} 11:20:0{n}", f"r-{n:04}", f"u-{n:04}", "desktop" if n % 2 else "mobile", "web", "/home",
                str(score), label, answer, "", land])
save("in_app_nps.csv", app)

# Google Play Console: UTF-16, stars without a text, the developer's replies.
play = [["Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device",
         "Review Submit Date and Time", "Review Submit Millis Since Epoch", "Review Last Update Date and Time",
         "Review Last Update Millis Since Epoch", "Star Rating", "Review Title", "Review Text",
         "Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link"]]
for n, (stars, review, reply) in enumerate([
    (1, "Closes as soon as I open the camera", "Sorry about that, version 2.1 is great again"),
    (5, "Finds my train faster than the boards do", ""), (2, "Tickets vanish after every update", ""),
    (4, "", ""), (5, "Love the new map", "We love to hear it"), (3, "Fine, but it drains the battery", ""),
    (1, "", ""), (5, "", ""),
]):
    day, millis = f"2026-09-{n + 10}T08:30:0{n}Z", str(1788942600000 + n * 86_400_000)
    answered = [day, millis, reply] if reply else ["", "", ""]
    play.append(["org.example.trains", str(140 + n % 2), f"2.{n % 2}.0", "en", ["oriole", "a52"][n % 2], day, millis, day,
                 millis, str(stars), "", review, *answered, f"https://play.example/reviews/{n}"])
save("play_console.csv", play, encoding="utf-16")

# Intercom: five words for the rating, the remark beside it, teammates by name.
intercom = [["Conversation ID", "Conversation started at", "Team assigned", "Teammate assigned", "Channel",
             "Conversation rating", "Conversation rating remark"]]
for n, (rating, remark) in enumerate([
    ("Amazing", "Solved within minutes"), ("Terrible", "Nobody answered for two days"), ("OK", ""), ("Great", "Clear and kind"),
    ("Bad", "Had to explain it three times"), ("", ""), ("Great", ""), ("Amazing", "The best help I have had"),
]):
    intercom.append([str(215470000000 + 37 * n), f"2026-09-{n + 10} 09:1{n}", ["Billing", "Support"][n % 2],
                     ["Ben Hart", "Chloe Imran"][n % 2], ["Email", "Messenger"][n % 2], rating, remark])
save("intercom.csv", intercom)

# Systems without a dialect: their columns as the presets name them.
zoho = [["Response ID", "IP Address", "Start Time", "Completed Time", "Collector", "How satisfied are you with our service?",
         "Any other comments?"]]
jian = [["提交人", "提交时间", "更新时间", "服务满意度", "对门店环境的评价"]]
fx = [["业务类型", "创建时间", "最后修改时间", "客户名称", "负责人", "满意度", "客户评价"]]
for n, (score, en, zh) in enumerate([
    ("5", "Quick and friendly service", "店里很干净，灯光也舒服"), ("1", "Nobody called me back", "排队太久，座位又脏"),
    ("4", "Good, but parking was hard to find", "环境不错，就是有点吵"), ("2", "The form would not submit", "空调坏了一直没人修"),
    ("5", "", ""), ("3", "It was okay", "还行，没什么特别的"),
]):
    day = f"2026-09-{n + 10}"
    zoho.append([str(880000 + n), "203.0.113.4", f"{day} 10:00:00", f"{day} 10:02:10", "Web link", score, en])
    jian.append([f"会员{n + 1:03}", f"{day} 10:02:10", f"{day} 10:05:00", score, zh])
    fx.append([["安装", "维修", "回访"][n % 3], f"{day} 10:02", f"{day} 11:00", f"客户{n + 1:03}", "张工", score, zh])
save("zoho_survey.csv", zoho)
save("jiandaoyun.csv", jian, encoding="utf-8-sig")
save("fxiaoke.csv", fx, encoding="gb18030")
