# SPDX-License-Identifier: GPL-3.0-or-later
"""Many submissions in one request: a verdict for each, in order."""

import cbor2

from harness import customer, employee, id_hash, stored_hashes


def statuses(verdicts):
    return [v["status"] for v in verdicts]


def test_verdicts_in_the_order_of_items(service, client):
    items = [employee() if i % 2 else customer() for i in range(300)]
    answer = client.submit_sequence(items)
    assert (answer.status, answer.content_type) == (200, "application/cbor-seq")
    assert [v["id"] for v in answer.verdicts()] == [i["id"] for i in items]
    assert set(statuses(answer.verdicts())) == {"stored"}
    stored = stored_hashes(service.database)
    assert all(stored[id_hash(item)] == 1 for item in items)


def test_a_bad_item_is_rejected_alone(client):
    items = [employee(), employee(team="T99"), employee(answers={"wb1": 7}), employee(id=b"short"), employee(), 5, employee()]
    verdicts = client.submit_sequence(items).verdicts()
    assert statuses(verdicts) == ["stored", "rejected", "rejected", "rejected", "stored", "rejected", "stored"]
    assert [v.get("error") for v in verdicts if v["status"] == "rejected"] == [
        "unknown_team", "out_of_range", "invalid_field", "invalid_field"]


def test_an_item_too_large_is_rejected_alone(client):
    items = [employee(), employee(answers={f"q{i}": 1 for i in range(400)}), employee(name="x" * 9000), employee()]
    verdicts = client.submit_sequence(items).verdicts()
    assert statuses(verdicts) == ["stored", "rejected", "rejected", "stored"]
    assert [v["error"] for v in verdicts[1:3]] == ["too_large", "too_large"]


def test_after_an_item_without_an_end_nothing_is_taken(service, client):
    first, last = employee(), employee()
    body = cbor2.dumps(first) + b"\xff" + cbor2.dumps(last)
    answer = client.submit_sequence(body)
    verdicts = answer.verdicts()
    assert statuses(verdicts) == ["stored", "rejected"] and verdicts[1]["error"] == "malformed"
    assert id_hash(last) not in stored_hashes(service.database)


def test_ten_thousand_items_and_no_more(client):
    items = [customer(answers={"csat": 5}) for _ in range(10001)]
    small = [{k: v for k, v in item.items() if k != "path"} for item in items]
    answer = client.submit_sequence(small[:10000])
    assert answer.status == 200 and statuses(answer.verdicts()) == ["stored"] * 10000
    assert client.submit_sequence(small).status == 413


def test_four_mebibytes_and_no_more(client):
    assert client.submit_sequence(b"\0" * (4 * 1024 * 1024 + 1)).status == 413


def test_no_item_is_an_error(client):
    assert client.submit_sequence(b"").status == 400
