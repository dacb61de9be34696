"""Complete values: result tree -> answer in the shape of the operation, with its field errors.

GraphQL specification, "Value Completion" and "Handling Execution Errors". Completers are made once per operation; each
place of the answer has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from jetbridge.executor.failure import Failure
from jetbridge.executor.leaf import WrongLeafError, get_leaf_check
from jetbridge.executor.reader import get_typename
from jetbridge.executor.shape import AbstractShape, Leaf, ListOf, NonNull, ObjectShape, Ready, Typename

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jetbridge.errors import Json
    from jetbridge.executor.failure import Cause, PathItem
    from jetbridge.executor.reader import Tree
    from jetbridge.executor.shape import Shape

# A path that grows while the answer is walked: (path so far, last item); None is the root.
Trail: TypeAlias = "tuple[Trail, PathItem] | None"
Completer: TypeAlias = "Callable[[Any, Trail, Errors], Any]"

# A subgraph that is down under a list of a thousand items is one thing to tell, not thousands.
MAX_ERRORS_OF_ONE_CAUSE = 100


class FieldError(Exception):
    """The value at `trail` cannot be given; the nearest nullable place around it becomes null."""

    def __init__(self, trail: Trail, cause: Cause | str, rest: tuple[PathItem, ...] = ()) -> None:
        super().__init__()
        self.trail = trail
        self.cause = cause
        self.rest = rest


class Errors:
    """Gathers the field errors of one answer."""

    def __init__(self) -> None:
        self.found: list[dict[str, Json]] = []

    def add(self, error: FieldError) -> None:
        path: list[Json] = [*_to_path(error.trail), *error.rest]
        cause = error.cause
        if isinstance(cause, str):
            self.found.append({"message": cause, "path": path, "extensions": _INVALID})
        elif cause.reported < MAX_ERRORS_OF_ONE_CAUSE:
            cause.reported += 1
            self.found.append({"message": cause.message, "path": path, "extensions": cause.extensions})

    def add_unreported(self, failures: Iterable[Failure]) -> None:
        """Failures that cost nothing the client asked for, or only what another error had taken already."""
        for failure in failures:
            cause = failure.cause
            if not cause.reported:
                cause.reported = 1
                self.found.append({"message": cause.message, "extensions": cause.extensions})


_INVALID: Json = {"code": "SUBGRAPH_INVALID_RESPONSE", "http": {"status": 502}}


def build_completer(shape: ObjectShape) -> Callable[[Tree, Errors], dict[str, Any] | None]:
    """A function that completes the root of the tree; it returns None when a null has propagated to the root."""
    complete_root = _build_object(shape)

    def complete(tree: Tree, errors: Errors) -> dict[str, Any] | None:
        try:
            completed: dict[str, Any] = complete_root(tree, None, errors)
        except FieldError as error:
            errors.add(error)
            return None
        return completed

    return complete


def _build(shape: Shape) -> Completer:
    """The completer of a place: errors end here if it is nullable, and pass on if it is not."""
    if isinstance(shape, NonNull):
        return _build_non_null(shape)
    inner = _build_inner(shape)

    def complete_nullable(value: Any, trail: Trail, errors: Errors) -> Any:
        if value is None:
            return None
        try:
            return inner(value, trail, errors)
        except FieldError as error:
            errors.add(error)
            return None

    return complete_nullable


def _build_non_null(shape: NonNull) -> Completer:
    inner = _build_inner(shape.of)

    def complete_non_null(value: Any, trail: Trail, errors: Errors) -> Any:
        completed = None if value is None else inner(value, trail, errors)
        if completed is None:
            raise FieldError(trail, f"Cannot return null for non-nullable field {shape.coordinate}.")
        return completed

    return complete_non_null


def _build_inner(shape: Shape) -> Completer:
    match shape:
        case Leaf():
            return _build_leaf(shape)
        case ListOf():
            return _build_list(shape)
        case ObjectShape():
            return _build_object(shape)
        case AbstractShape():
            return _build_abstract(shape)
        case Typename():
            return _pass
        case Ready():
            return _pass
        case NonNull():
            raise AssertionError("A non-null type is never directly inside another.")


def _pass(value: Any, trail: Trail, errors: Errors) -> Any:
    return value


def _build_leaf(shape: Leaf) -> Completer:
    check, hidden, name = get_leaf_check(shape.type), shape.hidden, shape.type.name

    def complete_leaf(value: Any, trail: Trail, errors: Errors) -> Any:
        if isinstance(value, Failure):
            raise FieldError(trail, value.cause, value.rest)
        try:
            return check(value)
        except WrongLeafError:
            if isinstance(value, str) and value in hidden:
                return None
            raise FieldError(trail, f"A subgraph answered a value that is no {name}.") from None

    return complete_leaf


def _build_list(shape: ListOf) -> Completer:
    complete_item = _build(shape.of)

    def complete_list(value: Any, trail: Trail, errors: Errors) -> Any:
        if isinstance(value, list):
            return [complete_item(item, (trail, index), errors) for index, item in enumerate(value)]
        if isinstance(value, Failure):
            raise FieldError(trail, value.cause, value.rest)
        raise FieldError(trail, "A subgraph answered a value that is no list.")

    return complete_list


def _build_object(shape: ObjectShape) -> Completer:
    fields = [
        (key, inner.name if isinstance(inner, Typename) else None, _build(inner)) for key, inner in shape.fields.items()
    ]

    def complete_object(value: Any, trail: Trail, errors: Errors) -> Any:
        if isinstance(value, dict):
            return {
                key: complete(value.get(key), (trail, key), errors) if typename is None else typename
                for key, typename, complete in fields
            }
        if isinstance(value, Failure):
            raise FieldError(trail, value.cause, value.rest)
        raise FieldError(trail, "A subgraph answered a value that is no object.")

    return complete_object


def _build_abstract(shape: AbstractShape) -> Completer:
    completers: dict[str, Completer] = {}

    def complete_abstract(value: Any, trail: Trail, errors: Errors) -> Any:
        if isinstance(value, Failure):
            raise FieldError(trail, value.cause, value.rest)
        typename = get_typename(value) if isinstance(value, dict) else None
        if isinstance(value, dict) and "__typename" not in value:
            # Only interface objects were asked, as nothing depends on the runtime type, or nobody knows the entity.
            typename = shape.name
            if shape.names_type:
                raise _tell_type_problem(value, trail, shape)
        elif typename not in shape.possible:
            if typename in shape.hidden:
                return None
            raise _tell_type_problem(value, trail, shape)
        complete = completers.get(typename)
        if complete is None:
            complete = completers[typename] = _build_object(shape.get_shape(typename))
        return complete(value, trail, errors)

    return complete_abstract


def _tell_type_problem(value: Any, trail: Trail, shape: AbstractShape) -> FieldError:
    if not isinstance(value, dict):
        return FieldError(trail, "A subgraph answered a value that is no object.")
    typename = value.get("__typename")
    if isinstance(typename, Failure):
        return FieldError(trail, typename.cause, typename.rest)
    return FieldError(trail, f"A subgraph answered an object whose type is not one of {shape.name}.")


def _to_path(trail: Trail) -> list[PathItem]:
    path: list[PathItem] = []
    while trail is not None:
        trail, item = trail
        path.append(item)
    path.reverse()
    return path
