RULES = [
    (lambda order: order["amount"] > 2000, 40),
    (lambda order: order["country"] != order["card_country"], 35),
    (lambda order: order.get("attempts", 1) > 3, 25),
]


def handler(event, context):
    score = sum(points for applies, points in RULES if applies(event))
    return {"order": event["id"], "score": score, "review": score >= 50}
