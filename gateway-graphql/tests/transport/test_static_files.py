"""The web client on the gateway's own origin."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<h1>app</h1>")
    (root / "assets" / "index-Ab3dEf9h.js").write_text("1")
    (root / "assets" / "plain.css").write_text("a{}")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    return root


def config(root: Path) -> str:
    return f"static: [{{directory: {root}, path: /, fallback: index.html}}]"


def test_files_are_served_with_their_type_and_how_long_they_keep(run: Any, serving: Any, site: Path) -> None:
    async def main() -> None:
        async with serving(config(site)) as server, server.client() as client:
            index = await client.get("/")
            assert (index.text, index.headers["content-type"]) == ("<h1>app</h1>", "text/html; charset=utf-8")
            assert index.headers["cache-control"] == "no-cache"
            assert "frame-ancestors 'none'" in index.headers["content-security-policy"]
            script = await client.get("/assets/index-Ab3dEf9h.js")
            assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert script.headers["content-type"] == "text/javascript; charset=utf-8"
            assert (await client.get("/assets/plain.css")).headers["cache-control"] == "no-cache"
            again = await client.get("/", headers={"if-none-match": index.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            head = await client.head("/")
            assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "12")

    run(main())


def test_large_text_is_gzipped_for_those_who_take_it(run: Any, serving: Any, site: Path) -> None:
    (site / "large.js").write_text("x = 1;\n" * 1000)
    (site / "image.png").write_bytes(bytes(5000))

    async def main() -> None:
        async with serving(config(site)) as server, server.client() as client:
            for _ in range(2):
                gzipped = await client.get("/large.js", headers={"accept-encoding": "br, gzip"})
                assert gzipped.headers["content-encoding"] == "gzip"
                assert int(gzipped.headers["content-length"]) < 200
                assert gzipped.text == "x = 1;\n" * 1000
            plain = await client.get("/large.js", headers={"accept-encoding": "identity"})
            assert "content-encoding" not in plain.headers
            assert plain.headers["vary"] == "accept-encoding"
            assert "content-encoding" not in (await client.get("/image.png")).headers
            (site / "large.js").write_text("y = 2;\n" * 2000)
            assert (await client.get("/large.js")).text.startswith("y = 2;")

    run(main())


def test_addresses_of_the_application_get_its_page_and_missing_files_do_not(run: Any, serving: Any, site: Path) -> None:
    async def main() -> None:
        async with serving(config(site)) as server, server.client() as client:
            page = await client.get("/trips/42", headers={"accept": "text/html,*/*"})
            assert page.text == "<h1>app</h1>"
            assert (await client.get("/assets/none.js", headers={"accept": "*/*"})).status_code == 404
            assert (await client.post("/trips")).status_code == 405

    run(main())


@pytest.mark.parametrize(
    "path",
    [
        b"/../secret.txt",
        b"/%2e%2e/secret.txt",
        b"/%2e%2e%2fsecret.txt",
        b"/assets/../../secret.txt",
        b"/..%5csecret.txt",
        b"//etc/passwd",
        b"/%2fetc%2fpasswd",
        b"/link.txt",
        b"/index.html%00.js",
        b"/%ff",
        b"/" + b"a" * 5000,
    ],
)
def test_nothing_outside_the_directory_is_ever_served(run: Any, serving: Any, site: Path, path: bytes) -> None:
    async def main() -> None:
        async with serving(config(site)) as server:
            raw = await server.exchange(b"GET %b HTTP/1.0\r\n\r\n" % path)
            assert raw.startswith(b"HTTP/1.1 404 "), raw[:100]
            assert b"secret" not in raw

    run(main())
