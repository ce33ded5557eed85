"""The process that runs one function on Python, like Lambda's own runtime.

It loads the handler, and runs the invocations of the Runtime API until the process is ended. It
behaves like AWS's own client, https://pypi.org/project/awslambdaric/, and needs nothing but Python.
"""

import decimal
import http.client
import importlib
import importlib.abc
import importlib.machinery
import json
import logging
import os
import re
import socket
import sys
import sysconfig
import time
import traceback

# Python puts the folder of this file first in the path, unless PYTHONSAFEPATH is set.
if sys.path[:1] != [os.path.dirname(os.path.abspath(__file__))]:
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# Names that no module of a function has.
from _sandbox_layers import show_layers
from _sandbox_storage import limit_temporary_files

API = "/2018-06-01/runtime"
TEXT_FRAME = 0xA55A0003
JSON_FRAME = 0xA55A0002
LEVEL_MASKS = {10: 0x08, 20: 0x0C, 30: 0x10, 40: 0x14, 50: 0x18}
LOG_RECORD_FIELDS = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}


class Fault(Exception):
    """An error of the runtime itself, with Lambda's name for it."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace or []


class Context:
    """The context of a handler's invocation."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        identity = parse_header(headers, "Lambda-Runtime-Cognito-Identity", "Cognito Identity") or {}
        self.identity = Record(
            cognito_identity_id=identity.get("cognitoIdentityId"),
            cognito_identity_pool_id=identity.get("cognitoIdentityPoolId"),
        )
        client = parse_header(headers, "Lambda-Runtime-Client-Context", "Client Context")
        self.client_context = client and Record(
            custom=client.get("custom"),
            env=client.get("env"),
            client=client.get("client") and Record(**client["client"]),
        )
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        LOG.write(str(message), TEXT_FRAME)


class Record:
    def __init__(self, **fields):
        self.__dict__.update(fields)


class FunctionLog:
    """The function's log. Each entry is one frame of the telemetry file descriptor."""

    def __init__(self, descriptor):
        self._file = os.fdopen(int(descriptor), "wb", 0) if descriptor else None

    def write(self, message, frame_type):
        if self._file is None:
            sys.stdout.write(message.rstrip("\n").replace("\n", "\r") + "\n")
            return
        content = message.encode("utf8")
        frame = frame_type.to_bytes(4, "big") + len(content).to_bytes(4, "big")
        self._file.write(frame + (time.time_ns() // 1000).to_bytes(8, "big") + content)


class LogHandler(logging.Handler):
    def emit(self, record):
        frame_type = JSON_FRAME if LOG_IS_JSON else TEXT_FRAME
        level = min(50, max(0, record.levelno)) // 10 * 10
        LOG.write(self.format(record), frame_type | LEVEL_MASKS.get(level, 0))


class RequestIdFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = RequestIdFilter.request_id
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        error = record.exc_info or (None, None, None)
        entry = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.msg if isinstance(record.msg, dict) else record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(error[2]) if error[2] else None,
            "errorType": error[0].__name__ if error[0] else None,
            "errorMessage": str(error[1]) if error[1] else None,
            "requestId": record.aws_request_id,
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}" if error[0] else None,
        }
        own = {k: v for k, v in vars(record).items() if k not in LOG_RECORD_FIELDS}
        present = {k: v for k, v in {**own, **entry}.items() if v is not None}
        return json.dumps(present, ensure_ascii=False, default=str)


# Marks the digits of a decimal in a text. No response contains it.
DECIMAL_MARK = f"decimal-{os.urandom(16).hex()}-"
DECIMAL = re.compile(f'"{DECIMAL_MARK}([^"]*)"')


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, decimal.Decimal):
            return DECIMAL_MARK + ("NaN" if o.is_nan() else str(o))
        return super().default(o)


def without_named_tuples(value):
    """Lambda writes named tuples as objects."""
    if isinstance(value, tuple) and callable(getattr(value, "_asdict", None)):
        return without_named_tuples(value._asdict())
    if isinstance(value, (list, tuple)):
        return [without_named_tuples(each) for each in value]
    if isinstance(value, dict):
        return {key: without_named_tuples(each) for key, each in value.items()}
    return value


def to_json(value):
    try:
        plain = without_named_tuples(value)
    except RecursionError:
        # A circular reference, which the encoder reports.
        plain = value
    return DECIMAL.sub(r"\1", json.dumps(plain, ensure_ascii=False, cls=Encoder))


class Unbuffered:
    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        self._stream.write(text)
        self._stream.flush()

    def writelines(self, lines):
        self._stream.writelines(lines)
        self._stream.flush()


class RuntimeClient:
    """A client of the Lambda Runtime API. It keeps one connection."""

    def __init__(self, address):
        self._connection = http.client.HTTPConnection(address)

    def next(self):
        return self._request("GET", "/invocation/next")

    def respond(self, request_id, body, content_type):
        headers = {"Content-Type": content_type}
        self._request("POST", f"/invocation/{request_id}/response", body, headers)

    def fail(self, path, error):
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Function-Error-Type": error["errorType"],
        }
        self._request("POST", path, json.dumps(error).encode(), headers)

    def _request(self, method, path, body=None, headers=None):
        try:
            self._connection.request(method, API + path, body, headers or {})
            response = self._connection.getresponse()
            return response.headers, response.read()
        except (OSError, http.client.HTTPException):
            # There is nobody left to run for.
            os._exit(1)


def parse_header(headers, name, title):
    try:
        return json.loads(headers[name]) if headers.get(name) else None
    except ValueError as error:
        raise Fault(
            "Runtime.LambdaContextUnmarshalError", f"Unable to parse {title} JSON: {error}"
        ) from error


# The packages of Lambda's runtime, beside Python itself.
RUNTIME_PACKAGES = {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}


class RuntimePackages(importlib.abc.MetaPathFinder):
    """Finds the AWS SDK among the packages on this machine, and no other package.

    If a layer of the function is not on this machine, it finds every package, in its place.
    """

    def __init__(self, folders):
        self._folders = folders
        self._all = "packagesOf" in SETTINGS

    def find_spec(self, fullname, path=None, target=None):
        if path is not None or not (self._all or fullname in RUNTIME_PACKAGES):
            return None
        return importlib.machinery.PathFinder.find_spec(fullname, self._folders, target)


def set_up_path():
    """Removes all but the function's code, its layers and Python's own library from the path.

    The other packages on this machine are not installed in AWS.
    """
    library = (
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        os.path.join(sys.base_prefix, "DLLs"),
    )
    own = [os.environ["LAMBDA_TASK_ROOT"], *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    installed = ("site-packages", "dist-packages")
    # The folder of this file is first in the path. The function's own code replaces it.
    others = [folder for folder in sys.path[1:] if folder not in own]
    kept = [
        folder
        for folder in others
        if folder.endswith(".zip") or (folder.startswith(library) and os.path.basename(folder) not in installed)
    ]
    sys.path[:] = [folder for folder in own if folder] + kept
    sys.meta_path.append(RuntimePackages([folder for folder in others if folder not in kept]))


AWS_HOST = re.compile(
    r"\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|amazoncognito\.com"
    r"|amazonwebservices\.com\.cn)\.?$",
    re.IGNORECASE,
)


def keep_from_aws():
    """Refuses to look up hosts of AWS. The SDK uses the sandbox's address and needs none."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
        if AWS_HOST.search(name):
            function = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
            raise socket.gaierror(
                socket.EAI_FAIL,
                f"The sandbox does not support {name}, which the function {function} asks for. "
                f"Nothing was sent to AWS. Address {os.environ.get('AWS_ENDPOINT_URL')} in its place.",
            )
        return look_up(host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def load_handler(handler):
    module_name, dot, function_name = handler.rpartition(".")
    if not dot:
        raise Fault(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)",
        )
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    except SyntaxError as error:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}",
            [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'],
        ) from error
    try:
        return getattr(module, function_name)
    except AttributeError as error:
        raise Fault(
            "Runtime.HandlerNotFound",
            f"Handler '{function_name}' missing on module '{module_name}'",
        ) from error


def describe(error, request_id=""):
    """The error that the caller of the function gets for a raised exception."""
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace
    else:
        error_type = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        own = next((i for i, frame in enumerate(frames) if frame.filename != __file__), 0)
        # As tuples they are formatted without marks below the line, as Lambda has them.
        trace = traceback.format_list([tuple(frame) for frame in frames[own:]])
    return {
        "errorMessage": str(error),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": trace,
    }


def log_error(error):
    if LOG_IS_JSON:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        LOG.write(json.dumps({"timestamp": now, "level": "ERROR", **error}), JSON_FRAME | 0x14)
        return
    message = f": {error['errorMessage']}" if error["errorMessage"] else ""
    lines = [f"[ERROR] {error['errorType']}{message}"]
    lines.append("Traceback (most recent call last):")
    for entry in error["stackTrace"]:
        lines.extend(entry.splitlines())
    LOG.write("\n".join(lines), TEXT_FRAME | 0x14)


def serialize(response):
    if isinstance(response, bytes):
        return response, "application/unknown"
    try:
        return to_json(response).encode(), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def set_up_logging():
    level = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(LOG_LEVEL, LOG_LEVEL)
    handler = LogHandler()
    if LOG_IS_JSON:
        handler.setFormatter(JsonFormatter())
    else:
        logging.Formatter.converter = time.gmtime
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger()
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)


def run():
    client = RuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"])
    set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        result = describe(error)
        log_error(result)
        client.fail("/init/error", result)
        sys.exit(1)

    while True:
        headers, event = client.next()
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        RequestIdFilter.request_id = request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        try:
            answer = serialize(handler(json.loads(event), Context(headers)))
        except Exception as error:
            result = describe(error, request_id)
            log_error(result)
            client.fail(f"/invocation/{request_id}/error", result)
        else:
            client.respond(request_id, *answer)


LOG_IS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
LOG_LEVEL = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
LOG = FunctionLog(os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None))
SETTINGS = {"layers": [], **json.loads(os.environ.pop("_SANDBOX_SETTINGS", "{}"))}
sys.stdout = Unbuffered(sys.stdout)
sys.stderr = Unbuffered(sys.stderr)
set_up_path()
show_layers(SETTINGS["layers"])
if "storage" in SETTINGS:
    limit_temporary_files(SETTINGS["storage"]["folder"], SETTINGS["storage"]["limitMB"])
keep_from_aws()
run()
