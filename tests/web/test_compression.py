"""Text is sent compressed to whoever takes it so, and to nobody else."""

import gzip

from flask.testing import FlaskClient

from tests.factories.shop import Shop


def test_a_large_text_is_compressed_and_means_the_same(client: FlaskClient, shop: Shop) -> None:
    plain = client.get("/static/css/components.css", buffered=True)
    small = client.get(
        "/static/css/components.css", headers={"Accept-Encoding": "gzip"}, buffered=True
    )
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) * 2 < len(plain.data)


def test_what_is_unchanged_is_not_sent_again(client: FlaskClient) -> None:
    path, headers = "/static/css/components.css", {"Accept-Encoding": "gzip"}
    tag = client.get(path, headers=headers, buffered=True).headers["ETag"]
    again = client.get(path, headers={**headers, "If-None-Match": tag}, buffered=True)
    assert again.status_code == 304
    assert again.data == b""


def test_who_does_not_ask_gets_it_plain(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip;q=0"}
    answer = client.get("/static/css/components.css", headers=headers, buffered=True)
    assert "Content-Encoding" not in answer.headers


def test_a_short_answer_is_left_alone(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
