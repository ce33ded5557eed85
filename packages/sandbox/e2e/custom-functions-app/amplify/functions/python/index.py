import json
import logging
import os

from markupsafe import escape

# Read when the module is imported, before the first event.
API_KEY = os.environ["API_KEY"]


def handler(event, context):
    while event.get("endless"):
        pass
    logging.info("not shown")
    logging.warning("called")
    if "arguments" not in event:
        return event
    return json.dumps(
        {
            "greeting": f"{os.environ['GREETING']} {escape(event['arguments']['name'])}",
            "field": event["fieldName"],
            "apiKey": API_KEY,
            "bucket": os.environ["REPORTS_BUCKET_NAME"],
            "memory": int(context.memory_limit_in_mb),
            "hasTime": 0 < context.get_remaining_time_in_millis() <= 2000,
        }
    )
