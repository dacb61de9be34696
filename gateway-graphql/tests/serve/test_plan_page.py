"""The plan of an operation, asked of a running gateway and seen in GraphiQL."""

import os
import shutil
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright

from jetbridge.graphiql.vendor import are_present

CHROMIUM = shutil.which("chromium")
DEVELOPMENT = "mode: development\nlimits: {cost: {max: 100}}\n"


def ask(gateway: Any, **body: Any) -> httpx.Response:
    return httpx.post(f"{gateway.url}/-/plan", json=body, trust_env=False, timeout=60)


def test_a_plan_is_shown_and_nothing_is_run(start: Any, subgraphs: Any) -> None:
    gateway = start(DEVELOPMENT)
    answer = ask(gateway, query="query($x: Boolean!) { a b @include(if: $x) }", variables={"x": True})
    assert answer.status_code == 200
    found = answer.json()
    assert found["text"].startswith("QueryPlan {\n  Parallel {\n")
    assert [fetch["subgraph"] for fetch in found["fetches"]] == ["a", "b"]
    assert found["estimatedCost"] == 0
    fewer = ask(gateway, query="query($x: Boolean!) { a b @include(if: $x) }", variables={"x": False}).json()
    assert [fetch["subgraph"] for fetch in fewer["fetches"]] == ["a"]
    wrong = ask(gateway, query="{ nope }")
    assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]["code"]) == (400, "GRAPHQL_VALIDATION_FAILED")
    assert httpx.get(f"{gateway.url}/-/plan", trust_env=False, timeout=60).status_code == 405
    form = httpx.post(f"{gateway.url}/-/plan", content="query={a}", trust_env=False, timeout=60)
    assert form.status_code == 415
    assert sum(subgraph.requests for subgraph in subgraphs.values()) == 0


def test_in_production_no_plan_is_shown_even_with_graphiql(start: Any, subgraphs: Any) -> None:
    gateway = start("mode: production\ngraphiql: true\n")
    assert ask(gateway, query="{ a }").status_code == 404
    assert subgraphs["a"].requests == 0


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(not are_present(), reason="GraphiQL's bundles are not there: run `make graphiql`")
def test_graphiql_has_a_tab_with_the_plan_of_what_is_written(start: Any, subgraphs: Any) -> None:
    gateway = start(DEVELOPMENT)
    problems: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{gateway.url}/graphql")
        page.get_by_role("button", name="Show Query plan").click()
        plan = page.get_by_role("region", name="Query plan")
        page.locator(".graphiql-query-editor .CodeMirror").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("{ a b }")
        expect(plan).to_contain_text("2 fetches of 2 subgraphs, estimated cost 0", timeout=60_000)
        expect(plan).to_contain_text("Fetch #1 b")
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/plan.png")
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("{ nope }")
        expect(plan.get_by_role("alert")).to_contain_text("nope")
        browser.close()
    assert problems == []
    # What GraphiQL itself asks is the schema, which no subgraph is needed for.
    assert sum(subgraph.requests for subgraph in subgraphs.values()) == 0
