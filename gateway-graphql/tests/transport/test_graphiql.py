"""GraphiQL works in a browser that can reach nothing but the gateway."""

import os
import shutil
from typing import Any

import pytest
from playwright.async_api import Route, async_playwright

from jetbridge.graphiql.vendor import are_present
from jetbridge.pipeline import GraphQLResponse

CHROMIUM = shutil.which("chromium")


def test_browsers_get_the_page_and_programs_the_endpoint(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("mode: development") as server, server.client() as client:
            page = await client.get("/graphql", headers={"accept": "text/html,*/*"})
            assert page.status_code == 200
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            assert "default-src 'self'" in page.headers["content-security-policy"]
            query = await client.get("/graphql?query={a}", headers={"accept": "text/html,*/*"})
            assert query.headers["content-type"].startswith("application/json")
            start = await client.get("/-/graphiql/start.js")
            assert start.headers["content-type"].startswith("text/javascript")
            again = await client.get("/-/graphiql/start.js", headers={"if-none-match": start.headers["etag"]})
            assert again.status_code == 304

    run(main())


def test_in_production_there_is_no_graphiql(run: Any, serving: Any) -> None:
    async def main() -> None:
        async with serving("mode: production") as server, server.client() as client:
            assert (await client.get("/graphql", headers={"accept": "text/html"})).status_code == 406
            assert (await client.get("/-/graphiql/start.js")).status_code == 404

    run(main())


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(not are_present(), reason="GraphiQL's bundles are not there: run `make graphiql`")
def test_a_query_can_be_run_in_the_browser_without_internet(run: Any, serving: Any) -> None:
    strangers: list[str] = []
    problems: list[str] = []

    async def main() -> None:
        async with serving("mode: development") as server, async_playwright() as playwright:
            server.engine.answer = lambda request, context: GraphQLResponse(b'{"data":{"hello":"offline"}}', safe=True)

            async def guard(route: Route) -> None:
                if route.request.url.startswith((f"http://127.0.0.1:{server.port}/", "data:")):
                    await route.continue_()
                else:
                    strangers.append(route.request.url)
                    await route.abort()

            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = await browser.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
            await page.route("**/*", guard)
            await page.goto(server.url)
            await page.get_by_role("button", name="Execute query").click()
            await page.get_by_text('"offline"').wait_for(timeout=60_000)
            if folder := os.environ.get("SCREENSHOTS"):
                await page.screenshot(path=f"{folder}/graphiql.png")
            await browser.close()
            assert any(request.query.endswith("{\n  __typename\n}\n") for request in server.engine.requests)

    run(main())
    assert strangers == []
    assert problems == []
