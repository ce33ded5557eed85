"""Sets the environment of a function, and loads its own handler.

The values of secrets, and the names of the resources that Amplify's `access` grants, are in SSM
parameters. Amplify lists them in AMPLIFY_SSM_ENV_CONFIG. This module reads them once, at the cold
start, before the function's own module is imported.
"""

import importlib
import json
import os

# The limit of ssm:GetParameters.
BATCH = 10


def read_parameters(client, paths):
    values = {}
    for start in range(0, len(paths), BATCH):
        answer = client.get_parameters(Names=paths[start : start + BATCH], WithDecryption=True)
        values.update({each["Name"]: each["Value"] for each in answer["Parameters"]})
    return values


def load_environment():
    variables = json.loads(os.environ.get("AMPLIFY_SSM_ENV_CONFIG") or "{}")
    if not variables:
        return
    import boto3

    client = boto3.client("ssm")
    values = read_parameters(client, sorted({each["path"] for each in variables.values()}))
    # A secret that the branch does not set has the value of all branches.
    shared = {
        each["sharedPath"]
        for each in variables.values()
        if each["path"] not in values and each.get("sharedPath", each["path"]) != each["path"]
    }
    values.update(read_parameters(client, sorted(shared)))
    for name, each in variables.items():
        value = values.get(each["path"], values.get(each.get("sharedPath")))
        if value is None:
            raise RuntimeError(
                f"The environment variable {name} has no value: there is no SSM parameter "
                f"{each['path']}. If it is a secret, set it with: npx ampx sandbox secret set NAME"
            )
        os.environ[name] = value


def load_handler():
    module_name, _, name = os.environ["AMPLIFY_RECIPES_HANDLER"].rpartition(".")
    module = importlib.import_module(module_name.replace("/", "."))
    if not hasattr(module, name):
        raise AttributeError(f"Handler '{name}' missing on module '{module_name}'")
    return getattr(module, name)


load_environment()
handler = load_handler()
