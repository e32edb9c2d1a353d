import json


def handler(event, context):
    """Writes one line for each change of an order; the log is the history."""
    changes = [describe(record) for record in event["Records"]]
    for change in changes:
        print(json.dumps(change))
    return {"changes": len(changes)}


def describe(record):
    keys = record["dynamodb"]["Keys"]
    return {"event": record["eventName"], "order": keys["id"]["S"]}
