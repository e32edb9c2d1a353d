from regions import region_of


def handler(event, context):
    return {"region": region_of(event["country"])}
