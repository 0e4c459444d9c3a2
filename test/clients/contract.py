"""Assay's own contract, as its page calls it: `POST /rpc/<group>/<procedure>` of the browser host.

The token is the last part of the link that `assay serve` prints.
"""

import json
import os
import urllib.error
import urllib.request

origin = os.environ.get("ASSAY_CLIENTS_ORIGIN", "")
token = os.environ.get("ASSAY_CLIENTS_TOKEN", "")


class ContractError(Exception):
    """An answer that is an error; `code` is one of src/shared/model/error.ts."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


def is_available():
    return origin != ""


def call(procedure, value=None):
    """Calls one procedure, such as `assessments/create`; returns its JSON answer."""
    request = urllib.request.Request(
        f"{origin}/rpc/{procedure}",
        data=json.dumps({} if value is None else {"json": value}).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {token}"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read() or b"{}").get("json")
    except urllib.error.HTTPError as error:
        body = json.loads(error.read()).get("json", {})
        raise ContractError(body.get("code"), body.get("message")) from None


def bare_trace_id(trace_id):
    """A trace's id as the contract has it: 32 hex digits, without MLflow's `tr-`."""
    return trace_id.removeprefix("tr-")
