# A verifier of a second make, with Python's standard library alone: a chain of events and a proof that the last one is in the log.
# Reads { events, proof, checkpoint } as JSON from standard input; prints the head and the root, or what is wrong, and then ends with 1.
import hashlib
import json
import sys


def canonical(value):
    # RFC 8785 of what Seibi hashes: keys in the order of UTF-16, numbers that are whole or as short as they can be.
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def sha256(data):
    return hashlib.sha256(data).digest()


def chain(events):
    previous = None
    for number, event in enumerate(events, 1):
        said = event.pop("sha256")
        if event["sequence"] != number:
            raise ValueError(f"event {number} is missing")
        if event["previousSha256"] != previous:
            raise ValueError(f"event {number} does not follow")
        if sha256(canonical(event).encode("utf-8")).hex() != said:
            raise ValueError(f"event {number} was changed")
        previous = said
    return previous


def root(leaf, index, size, path):
    # The recursive definition of RFC 9162, 2.1.3.1, read from its end.
    if size == 1:
        if path:
            raise ValueError("the event is not in the log")
        return leaf
    if not path:
        raise ValueError("the event is not in the log")
    half = 1
    while half * 2 < size:
        half *= 2
    sibling = bytes.fromhex(path[-1])
    if index < half:
        return sha256(b"\x01" + root(leaf, index, half, path[:-1]) + sibling)
    return sha256(b"\x01" + sibling + root(leaf, index - half, size - half, path[:-1]))


given = json.load(sys.stdin)
try:
    head = chain(given["events"])
    proof, checkpoint = given["proof"], given["checkpoint"]
    entry = {"kind": "order", "recordId": given["events"][0]["workOrderId"], "sequence": len(given["events"]), "sha256": head}
    leaf = sha256(b"\x00" + canonical(entry).encode("utf-8"))
    found = root(leaf, proof["position"], checkpoint["size"], proof["path"]).hex()
    if found != checkpoint["rootSha256"]:
        raise ValueError("the event is not in the log")
    if sha256(checkpoint["content"].encode("utf-8")).hex() != checkpoint["sha256"]:
        raise ValueError("the checkpoint was changed")
    print(json.dumps({"head": head, "root": found}))
except ValueError as fault:
    print(fault)
    sys.exit(1)
