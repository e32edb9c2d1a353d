import base64
import json


def handler(event, context):
    """Counts who did what; the stream itself is kept by its consumer."""
    actions = {}
    for record in event["Records"]:
        entry = json.loads(base64.b64decode(record["kinesis"]["data"]))
        actions[entry["action"]] = actions.get(entry["action"], 0) + 1
    return actions
