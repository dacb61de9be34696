"""Hooks around the endpoint: a handler of HTTP requests in, the same with hooks out. Without them nothing is there.

What a hook said of the caller and for subgraphs travels with the request; the endpoint and the headers it sends ask.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.hooks import Answer, Hooks, IncomingRequest, SeenOperation, check_header, overrides
from jetbridge.telemetry.logs import Log
from jetbridge.transport.message import HookedRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from jetbridge.config.model import Hook
    from jetbridge.operation.document import PreparedOperation
    from jetbridge.pipeline import GraphQLRequest
    from jetbridge.transport.message import Handler, Request, Response

log = Log("jetbridge.hooks")


class HookChain:
    """Several hooks as one: in their order on the way in, the other way round on the way out."""

    def __init__(self, hooks: Sequence[Hooks]) -> None:
        self._hooks = hooks
        self._on_request = [each for each in hooks if overrides(each, Hooks.on_request)]
        self._on_operation = [each for each in hooks if overrides(each, Hooks.on_operation)]
        self._on_answer = [each for each in reversed(hooks) if overrides(each, Hooks.on_answer)]
        self._started: list[Hooks] = []

    async def start(self) -> None:
        """Those that were started are stopped if another one cannot be."""
        for hook in self._hooks:
            try:
                await hook.start()
            except Exception as error:
                await self.stop()
                raise ValueError(f"The hook {type(hook).__name__} cannot start: {error!r}.") from error
            self._started.append(hook)

    async def stop(self) -> None:
        while self._started:
            hook = self._started.pop()
            try:
                await hook.stop()
            except Exception as error:
                log.error("a hook failed to stop", hook=type(hook).__name__, error=error)

    async def see_request(self, request: IncomingRequest) -> None:
        for hook in self._on_request:
            await hook.on_request(request)

    async def see_operation(
        self,
        seen: IncomingRequest,
        claims: Mapping[str, Any] | None,
        request: GraphQLRequest,
        operation: PreparedOperation,
        variables: dict[str, Any],
    ) -> None:
        found = SeenOperation(operation.name, operation.kind.value, request.query, variables, claims)
        for hook in self._on_operation:
            await hook.on_operation(seen, found)

    @property
    def sees_operations(self) -> bool:
        return bool(self._on_operation)

    async def see_answer(self, seen: IncomingRequest, response: Response) -> Response:
        if not self._on_answer:
            return response
        answer = Answer(response.status, response.body if response.chunks is None else None)
        for hook in self._on_answer:
            try:
                await hook.on_answer(seen, answer)
            except Exception as error:
                log.error("a hook failed, the answer is sent all the same", hook=type(hook).__name__, error=error)
        # A page is one object for everybody: what is added for one of them must not stay on it.
        return replace(response, headers=(*response.headers, *_read_headers(answer)))


def run_hooks(
    handler: Handler,
    chain: HookChain,
    *,
    find_address: Callable[[Request], str],
    refuse: Callable[[Request, Exception], Response],
) -> Handler:
    """`refuse` answers a request that a hook did not let through."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return await handler(request)  # a browser's question, which carries nothing of the user's
        path = request.path.decode("ascii", "replace")
        seen = IncomingRequest(request.method, path, _Headers(request.headers), find_address(request))
        try:
            await chain.see_request(seen)
        except Exception as error:
            response = refuse(request, error)
        else:
            see_operation = chain.see_operation if chain.sees_operations else None
            response = await handler(replace(request, hooked=HookedRequest(seen, see_operation)))
        return await chain.see_answer(seen, response)

    return answer


def _read_headers(answer: Answer) -> Iterator[tuple[bytes, bytes]]:
    for name, value in answer.headers:
        try:
            check_header(name, value)
        except ValueError as error:  # it was put into the list by hand
            log.error("a hook set a header that cannot be sent", reason=str(error))
        else:
            yield name.lower().encode("ascii"), value.encode("latin-1")


class _Headers(Mapping[str, str]):
    """A request's headers as text, read when asked for. Names in any case."""

    def __init__(self, headers: Mapping[bytes, bytes]) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower().encode("latin-1", "replace")].decode("latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._headers)

    def __len__(self) -> int:
        return len(self._headers)


def load_hooks(settings: Sequence[Hook], folder: Path) -> list[Hooks]:
    """Modules are found where Python finds them, and in `folder`. Raises ValueError with what is wrong."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return [_load(each) for each in settings]


def _load(settings: Hook) -> Hooks:
    module, _, name = settings.use.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except AttributeError:
        raise ValueError(f"The hook {settings.use}: {module} has no {name}.") from None
    except Exception as error:
        raise ValueError(f"The hook {settings.use}: {module} cannot be imported: {error!r}.") from error
    if not isinstance(found, type) or not issubclass(found, Hooks):
        raise ValueError(f"The hook {settings.use} is no class derived from jetbridge.hooks.Hooks.")
    if mistakes := "; ".join(_find_mistakes(found)):
        raise ValueError(f"The hook {settings.use}: {mistakes}.")
    try:
        return found(settings.settings)
    except Exception as error:
        raise ValueError(f"The hook {settings.use} does not take its settings: {error!r}.") from error


# on_requests and on_response are meant to be called; on_price_change of a hook's own is not.
_SIMILAR = 0.6


def _find_mistakes(hook: type[Hooks]) -> Iterator[str]:
    """What would never be called, or could not be waited for."""
    points = [name for name, each in vars(Hooks).items() if inspect.iscoroutinefunction(each)]
    for name, method in inspect.getmembers(hook, callable):
        if name in points:
            if not inspect.iscoroutinefunction(inspect.unwrap(method)):
                yield f"{name} must be `async def`"
        elif name.startswith("on_") and difflib.get_close_matches(name, points, cutoff=_SIMILAR):
            yield f"nothing calls {name}; what is called is {', '.join(points)}"
