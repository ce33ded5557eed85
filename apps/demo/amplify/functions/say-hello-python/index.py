import os


def handler(event, context):
    """Greets by name, as the handler of a custom query."""
    return f"{os.environ['GREETING']}, {event['arguments'].get('name') or 'World'}!"
