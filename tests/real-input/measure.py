"""Real input through the public API: import, publish, match, ask. Standard library only; called by run.sh.

    measure.py URL PID FOLDER SCRATCH [RUN]

RUN is written for the reference scorer: the matches that the API gives of every demand.
"""

import datetime
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

URL, PID, FOLDER, SCRATCH = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
RUN = sys.argv[5] if len(sys.argv) > 5 else None
ORGANISATIONS = 200
PATIENCE = float(os.environ.get("REAL_INPUT_PATIENCE", "1800"))
_tokens = {}


def call(method, path, body=None, headers=None, token=None):
    request = urllib.request.Request(URL + path, data=body, method=method, headers=headers or {})
    if token:
        request.add_header("Authorization", "Bearer " + access_token(token))
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            text = answer.read()
            return answer.headers, json.loads(text) if text[:1] in (b"{", b"[") else text.decode("utf-8-sig")
    except urllib.error.HTTPError as refusal:
        if refusal.code != 429:
            raise
        # The gateway lets one address ask so often; it says when again.
        time.sleep(float(refusal.headers.get("Retry-After", "1")))
        return call(method, path, body, headers, token)


def access_token(client):
    token, until = _tokens.get(client, (None, 0))
    if time.monotonic() > until:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": "demo-secret"}
        _, answer = call("POST", "/connect/token", urllib.parse.urlencode(form).encode())
        token = answer["access_token"]
        _tokens[client] = (token, time.monotonic() + answer["expires_in"] / 2)
    return token


def wait_for(what, look, holds, pause=0.2):
    end = time.monotonic() + PATIENCE
    while True:
        seen = None
        try:
            seen = look()
            if holds(seen):
                return seen
        except (urllib.error.URLError, ConnectionError) as away:
            seen = away
        if time.monotonic() > end or not os.path.exists(f"/proc/{PID}"):
            sys.exit(f"Waited in vain for {what}; last seen: {seen}")
        time.sleep(pause)


def index():
    return call("GET", "/api/admin/matching/index", token="demo-admin")[1]


def convert(name, fields):
    """Objects as the API takes them: organisations are invented, nothing but the texts is real."""
    path = os.path.join(SCRATCH, name + ".jsonl")
    rows = [json.loads(line) for line in open(os.path.join(FOLDER, name + ".jsonl"), encoding="utf-8")]
    with open(path, "w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            listing = {field: row[source] for field, source in fields.items() if row.get(source)}
            listing["organisation"] = f"实测单位{number % ORGANISATIONS:03d}"
            file.write(json.dumps(listing, ensure_ascii=False) + "\n")
    return path, len(rows)


def import_file(kind, path):
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{kind}.jsonl"\r\n\r\n'
    body = head.encode() + open(path, "rb").read() + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    started, _ = call("POST", f"/api/{kind}/imports?publish=true&source=bdci-dev", body, headers, token="demo-operator")
    path = started["Location"]
    return path, wait_for(
        f"the import of {kind}",
        lambda: call("GET", path, token="demo-operator")[1],
        lambda x: x["state"] in ("done", "failed", "cancelled"),
    )


def demands():
    """The imported demands' ids, from the public search."""
    after, found = "", []
    while after is not None:
        query = urllib.parse.urlencode({"kind": "demand", "limit": 100, "after": after})
        page = call("GET", "/api/search?" + query)[1]
        found += [x["id"] for x in page["items"] if x["organisation"]["name"].startswith("实测单位")]
        after = page.get("next")
    return found


def write_run(ids):
    names = {}

    def name(kind, id):
        if id not in names:
            names[id] = call("GET", f"/api/{kind}/{id}", token="demo-operator")[1].get("externalId")
        return names[id]

    with open(RUN, "w", encoding="utf-8") as run:
        for demand in ids:
            for match in call("GET", "/api/matches?limit=50&demand=" + demand)[1]["items"]:
                # One of the demo province has no name among the labels.
                if achievement := name("achievements", match["listing"]["id"]):
                    run.write(f"{name('demands', demand)}\t{achievement}\t{match['score']}\t{match['level']}\n")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def peak_memory():
    for line in open(f"/proc/{PID}/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


def main():
    wait_for("the server", lambda: call("GET", "/health/ready"), lambda _: True)
    before = wait_for("the demo province", index, lambda x: x["published"] > 0 and x["workWaiting"] == 0)["published"]
    files = {
        "achievements": convert("achievements", {"title": "title", "externalId": "id"}),
        "demands": convert("demands", {"title": "title", "content": "body", "externalId": "id"}),
    }
    failures = []
    began = time.monotonic()
    for kind, (path, rows) in files.items():
        location, done = import_file(kind, path)
        start, end = (datetime.datetime.fromisoformat(done[x]) for x in ("startedAt", "finishedAt"))
        took = max((end - start).total_seconds(), 0.001)
        print(f"import {kind}: {done['state']}, {done['rows']} rows, {done['accepted']} accepted, {done['refused']} refused, {took:.1f} s, {rows / took:.0f} rows/s")
        if done["state"] != "done" or done["accepted"] != rows:
            failures.append(f"{kind}: {done['accepted']} of {rows} rows accepted")
            print(call("GET", location + "/result", token="demo-operator")[1][:2000])
    accepted = sum(rows for _, rows in files.values())
    settled = wait_for(
        "all listings to be matched",
        index,
        lambda x: x["published"] >= before + accepted and x["workWaiting"] == 0,
        pause=0.5,
    )
    print(f"all matched {time.monotonic() - began:.1f} s after the first upload began ({settled['published']} listings published)")
    print(f"memory peak of the server: {peak_memory():.0f} MiB")

    ids = demands()
    if len(ids) != files["demands"][1]:
        failures.append(f"the search shows {len(ids)} of {files['demands'][1]} demands")
    times, answers = [], 0
    for demand in ids:
        asked = time.perf_counter()
        items = call("GET", "/api/matches?demand=" + demand)[1]["items"]
        times.append((time.perf_counter() - asked) * 1000)
        answers += len(items)
        if not items:
            failures.append(f"demand {demand} has no match")
        if not all(x["sharedTerms"] or x["parts"] for x in items):
            failures.append(f"demand {demand} has a match without a reason")
    if times:
        print(f"matches of {len(times)} demands: {answers / len(times):.1f} each, p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms")
    if RUN:
        write_run(ids)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for failure in failures[:20]:
        print("FAILED:", failure)
    sys.exit(1 if failures else 0)


main()
