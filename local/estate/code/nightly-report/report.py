import datetime
import os


def handler(event, context):
    day = datetime.date.fromisoformat(event["day"])
    return {"title": f"Sales of {day:%A, %d %B %Y}", "format": os.environ.get("REPORT_FORMAT", "text")}
