TARIFFS = {"AU": 0.05, "NZ": 0.10, "SG": 0.0}


def handler(event, context):
    rate = TARIFFS.get(event["country"])
    if rate is None:
        raise KeyError(f"no tariff for {event['country']}")
    return {"duty": round(event["value"] * rate, 2)}
