"""Runs the features that the driver names, one line of JSON each, and tells what came of them."""

import json
import sys
import traceback

WEATHER_TOOL = "get_weather"
WEATHER_TEXT = "Tells the weather of a city."
WEATHER_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
REPORT_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"],
    "additionalProperties": False,
}


def weather(city):
    """What the tool answers."""
    return f"18 degrees in {city}"


def pieces(texts):
    """A streamed text, which must have come in more than one piece."""
    texts = [text for text in texts if text]
    if len(texts) < 2:
        raise AssertionError(f"not streamed: {texts}")
    return "".join(texts)


def cited(text, title):
    """A text and what it cites, as the driver compares it."""
    return f"{text} [{title}]"


def report(value):
    """A structured answer as the driver compares it."""
    return f"{value['city']} {value['degrees']}"


def run(client, refusals, describe, words):
    """
    Reads requests until the end of the input.

    client: has a method for each feature; refusals: the client library's own errors for answers of
    the server; describe: tells the kind of one; words: tells the server's words in it.
    """
    for line in sys.stdin:
        request = json.loads(line)
        method = getattr(client, request["feature"].replace("-", "_"), None)
        told = {"feature": request["feature"], "outcome": "works", "saw": ""}
        try:
            if method is None:
                told["outcome"] = "absent"
            else:
                told["saw"] = method(request)
        except refusals as error:
            told.update(outcome="refused", saw=describe(error), message=words(error))
        except Exception as error:
            told.update(outcome="failed", saw=f"{type(error).__name__}: {error}")
            traceback.print_exc()
        print(json.dumps(told), flush=True)
