"""The aspects that are learnt, and what the categories of public sets are called among them."""
import re

# In the order of the model's outputs. What each means: guideline.md.
ASPECTS = """
advertising listing_accuracy brand app_usability app_stability login_account search_content range availability
price_level value promotion hidden_fees ordering payment_method billing logistics delivery_speed delivery_fee courier
tracking order_accuracy packaging damage quality durability function appearance size_fit battery sound ease_of_use
authenticity smell_safety installation technician environment cleanliness location parking queueing facilities taste
portion freshness menu serving_speed drinks room sleep bathroom soundproofing internet breakfast check_in housekeeping
trip punctuality seat crew inflight baggage boarding service attitude response professionalism staff returns refund
repair complaint resolution membership repurchase recommendation renewal cancellation overall features integrations
documentation onboarding reporting customization updates performance privacy_security claims coverage rates loan
account transfer card fraud signal network_speed data_plan outage appointment waiting doctor nurse treatment
communication procedure paperwork teaching content learning_results driving fuel comfort space interior safety
maintenance
""".split()
INDEX = {name: number for number, name in enumerate(ASPECTS)}

DINING = {
    "dish_taste": "taste", "price_level": "price_level", "environment_decoration": "environment",
    "env_decoration": "environment", "environment_space": "environment", "env_space": "environment",
    "environment_noise": "environment", "env_noise": "environment", "environment_cleaness": "cleanliness",
    "env_cleanness": "cleanliness", "dish_portion": "portion", "location_easy_to_find": "location",
    "location_traffic": "location", "location_traffic_convenience": "location", "location_distance": "location",
    "location_distance_from_business_district": "location", "service_parking_convenience": "parking",
    "service_parking": "parking", "service_wait_time": "queueing", "service_serving_speed": "serving_speed",
    "service_speed": "serving_speed", "price_cost_effective": "value", "price_discount": "promotion",
    "others_overall_experience": "overall", "others_willing_to_consume_again": "repurchase",
}  # fmt: skip
RESTAURANT = {
    "FOOD#QUALITY": "taste", "SERVICE#GENERAL": "service", "AMBIENCE#GENERAL": "environment",
    "DRINKS#QUALITY": "drinks", "RESTAURANT#GENERAL": "overall", "FOOD#PRICES": "price_level",
    "RESTAURANT#PRICES": "price_level", "DRINKS#PRICES": "price_level", "LOCATION#GENERAL": "location",
}  # fmt: skip
HOTEL = {
    "hotel general": "overall", "service general": "service", "location general": "location",
    "rooms general": "room", "rooms design_features": "room", "rooms quality": "room",
    "rooms cleanliness": "cleanliness", "hotel cleanliness": "cleanliness", "room_amenities cleanliness": "cleanliness",
    "facilities general": "facilities", "facilities design_features": "facilities", "facilities quality": "facilities",
    "room_amenities general": "facilities", "room_amenities design_features": "facilities",
    "food_drinks prices": "price_level",
}  # fmt: skip
COURSE = {
    "course general": "overall", "faculty general": "teaching", "faculty comprehensiveness": "teaching",
    "presentation quality": "teaching", "presentation comprehensiveness": "teaching", "material quality": "content",
    "material comprehensiveness": "content", "assignments quality": "content", "course quality": "content",
    "course comprehensiveness": "content", "course relatability": "content", "course value": "value",
    "Instructor": "teaching", "Course_General_Feedback": "overall",
}  # fmt: skip
GROCERY = {
    "food quality": "taste", "food prices": "price_level", "amazon prices": "price_level",
    "shipment prices": "delivery_fee", "amazon availability": "availability", "shipment delivery": "delivery_speed",
    "food recommendation": "recommendation", "food style_options": "range",
}  # fmt: skip
PHONE = {
    "Overall#Overall": "overall", "Logistics#Speed": "delivery_speed", "Logistics#Lost and Damaged": "damage",
    "Buyer Attitude#Recommendable": "recommendation", "Price#Price": "price_level", "Price#Value for Money": "value",
    "Seller Service#Attitude": "attitude", "Seller Service#Timeliness of Seller Service": "response",
    "Product Quality#General": "quality", "Product Quality#Genuine Product": "authenticity",
    "Product Packaging#General": "packaging", "Product Packaging#Packaging Materials": "packaging",
    "Ease of Use#Easy to Use": "ease_of_use", "Buyer Attitude#Repurchase and Churn Tendency": "repurchase",
    "After-sales Service#Exchange/Warranty/Return": "returns", "Signal#Signal of Mobile Network": "signal",
    "Signal#Signal General": "signal", "Branding/Marketing#Promotional Giveaways": "promotion",
    "Appearance Design#Fuselage Size": "size_fit", "Appearance Design#Weight": "size_fit", "Screen#Size": "size_fit",
    "Appearance Design#Aesthetics General": "appearance", "Appearance Design#Color": "appearance",
    "Logistics#general": "logistics",
} | {  # fmt: skip
    f"{part}#{kind}": name
    for name, parts, kinds in [
        ("battery", ["Battery/Longevity"], ["Battery Life", "General", "Charging Speed", "Power Consumption Speed", "Standby Time", "Battery Capacity"]),
        ("sound", ["Audio/Sound"], ["Volume and Speaker", "Tone quality"]),
        ("function", ["Camera", "Screen", "Performance", "Shooting Functions"], ["General", "Clarity", "Running Speed", "Heat Generation"]),
    ]
    for part in parts
    for kind in kinds
}
CAR = {
    "操控": "driving", "动力": "driving", "油耗": "fuel", "舒适性": "comfort", "空间": "space", "内饰": "interior",
    "安全性": "safety", "外观": "appearance", "价格": "price_level", "配置": "features",
}  # fmt: skip
STAY = {
    "ROOM_OVERALL": "room", "ROOM_INTERIOR": "room", "ROOM_BATHROOM": "bathroom", "ROOM_BED": "sleep",
    "ROOM_CLEANLINESS": "cleanliness", "PARKING": "parking", "LOCATION": "location", "INTERNET": "internet",
    "EXPERIENCE_CHECKIN": "check_in", "SERVISE_MAID": "housekeeping", "FOOD_DRINKS": "drinks", "FOOD_FOOD": "taste",
    "SPORT_POOL": "facilities", "SPORT_GYM": "facilities", "HOTEL": "overall",
    # Restaurants of the same set.
    "FOOD_PORTION": "portion", "DRINKS": "drinks", "RESTAURANT_INTERIOR": "environment",
    "RESTAURANT_ATMOSPHERE": "environment", "RESTAURANT_LOCATION": "location", "FOOD_SELECTION": "menu",
    "RESTAURANT": "overall", "FOOD_FOOD_SAUCE": "taste", "FOOD_FOOD_DISH": "taste", "FOOD_FOOD_DESSERT": "taste",
    "FOOD_FOOD_MEAT": "taste", "FOOD_FOOD_CHICKEN": "taste",
}  # fmt: skip
BY_SET = {
    "aic2018_dianping": DINING, "asap_sample": DINING, "aic2018_brightmart": DINING,
    "dimabsa_eng_restaurant": RESTAURANT, "dimabsa_zho_restaurant": RESTAURANT, "bdci2018_car": CAR,
    "yelp_aspect_test": STAY,
    "oats": HOTEL | COURSE | GROCERY, "m_absa_zh": HOTEL | COURSE | GROCERY | PHONE, "m_absa_en": HOTEL | COURSE | GROCERY | PHONE,
}  # fmt: skip
DEVICES = {"semeval16_zh", "dimabsa_eng_laptop", "dimabsa_zho_laptop"}
DINING_WORDS = {"food": "taste", "service": "service", "ambience": "environment", "price": "price_level"}


def device(category):
    """The aspect of an entity#attribute pair of phones, cameras and laptops."""
    entity, _, attribute = category.partition("#")
    whole = entity in ("LAPTOP", "PHONE", "CAMERA")
    if entity == "BATTERY":
        return "battery"
    if entity == "SUPPORT":
        return "service"
    if entity == "COMPANY":
        return "brand"
    if entity == "WARRANTY":
        return "repair"
    if entity == "SHIPPING":
        return "logistics"
    if attribute == "OPERATION_PERFORMANCE" or (entity, attribute) in [("PHOTO", "QUALITY"), ("DISPLAY", "QUALITY")]:
        return "function"
    if attribute == "PRICE":
        return "price_level"
    if attribute == "USABILITY":
        return "ease_of_use"
    if attribute == "PORTABILITY":
        return "size_fit"
    if attribute == "QUALITY" and (whole or entity in ("HARDWARE", "KEYBOARD")):
        return "quality"
    if attribute == "GENERAL" and whole:
        return "overall"
    return None


DEVICE_ASPECTS = {"battery", "service", "brand", "repair", "function", "price_level", "ease_of_use", "size_fit", "quality", "overall"}


def of_public(row):
    """What a row of a public set says of our aspects: ({aspect: polarity or None}, aspects it can speak of).

    A neutral mention is no judgement by the guideline, or one in between: it is left open (None).
    """
    name, found = row["set"], {}
    if name in DEVICES or (name.startswith("m_absa") and row.get("domain") == "laptop"):
        table, known = device, set(DEVICE_ASPECTS)
    elif name == "semeval_en" and row.get("domain") == "rest14":
        table, known = DINING_WORDS.get, set(DINING_WORDS.values())
    elif name.startswith("m_absa") and row.get("domain") == "restaurant":
        table, known = lambda c: RESTAURANT.get(re.sub(r"^(\w+) (\w+)$", r"\1#\2", c).upper()), set(RESTAURANT.values())
    elif name in BY_SET:
        domain = row.get("domain", "")
        whole = BY_SET[name]
        if domain:
            whole = {"hotels": HOTEL, "hotel": HOTEL, "coursera": COURSE, "sight": COURSE, "amazon_ff": GROCERY,
                     "food": GROCERY, "phone": PHONE}.get(domain, whole) if name != "yelp_aspect_test" else whole  # fmt: skip
        table, known = whole.get, set(whole.values())
        if name == "yelp_aspect_test":
            if domain == "beautyspa":
                return None
            known = {"room", "bathroom", "sleep", "parking", "internet", "check_in"} if domain == "hotel" else {"portion", "drinks"}
    else:
        return None
    for aspect in row.get("aspects") or []:
        if aspect.get("kind") == "term":
            continue
        ours = table(aspect["aspect"])
        if ours is None:
            continue
        sign = aspect["polarity"] if aspect["polarity"] in ("neg", "pos") else None
        found[ours] = sign if found.get(ours, sign) == sign else None
    return found, known | set(found)
