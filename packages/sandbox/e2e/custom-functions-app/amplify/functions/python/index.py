import json
import logging
import os
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session
from markupsafe import escape

# Read when the module is imported, before the first event.
API_KEY = os.environ["API_KEY"]


def handler(event, context):
    while event.get("endless"):
        pass
    logging.info("not shown")
    logging.warning("called")
    if "query" in event:
        return ask(event["query"])
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


def ask(query):
    """Sends an operation to the app's own API, signed with the function's role."""
    url = os.environ["AMPLIFY_DATA_GRAPHQL_ENDPOINT"]
    data = json.dumps({"query": query}).encode()
    signed = AWSRequest("POST", url, data=data)
    SigV4Auth(Session().get_credentials(), "appsync", os.environ["AWS_REGION"]).add_auth(signed)
    request = urllib.request.Request(url, data, dict(signed.headers))
    with urllib.request.urlopen(request) as response:
        return json.load(response)
