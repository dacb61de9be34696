"""What subgraphs merge to, as the supergraph prints it."""

from jetbridge.composition import compose

from .subgraphs import compose_fed2, fed2, supergraph_types


def test_outputs_become_general_and_inputs_specific() -> None:
    result = compose_fed2(
        a="type Query { f(x: [Int], i: In): [Int!]! @shareable } input In { a: Int }",
        b="type Query { f(x: [Int!]!, i: In): [Int] @shareable } input In { a: Int! }",
    )
    assert supergraph_types(result, "Query", "In") == (
        'input In\n  @join__type(graph: A)\n  @join__type(graph: B)\n{\n  a: Int! @join__field(graph: A, type: "Int") @join__field(graph: B, type: "Int!")\n}\n\n'
        "type Query\n  @join__type(graph: A)\n  @join__type(graph: B)\n{\n"
        '  f(x: [Int!]!, i: In): [Int] @join__field(graph: A, type: "[Int!]!") @join__field(graph: B, type: "[Int]")\n}'
    )


def test_a_field_may_be_an_object_here_and_its_union_there() -> None:
    result = compose_fed2(
        a="type Query { f: U @shareable } union U = A | B type A @shareable { x: Int } type B @shareable { y: Int }",
        b="type Query { f: A! @shareable } type A @shareable { x: Int }",
    )
    assert "  f: U @join__field" in supergraph_types(result, "Query")


def test_defaults_are_compared_as_values() -> None:
    result = compose_fed2(
        a="type Query { f(x: In = {a: 1, b: [2]}, y: Float = 1): Int @shareable } input In { a: Int b: [Int] }",
        b="type Query { f(x: In = {b: [2], a: 1}, y: Float = 1.0): Int @shareable } input In { a: Int b: [Int] }",
    )
    assert "f(x: In = {a: 1, b: [2]}, y: Float = 1): Int" in supergraph_types(result, "Query")


def test_enums_merge_by_their_use() -> None:
    out, into = "type Query { %s: E } enum E { A %s }", "type Query { %s(e: E): Int } enum E { A %s }"
    assert "  B @join__enumValue(graph: B)" in supergraph_types(
        compose_fed2(a=out % ("f", ""), b=out % ("g", "B")), "E"
    )
    assert "  B" not in supergraph_types(compose_fed2(a=into % ("f", ""), b=into % ("g", "B")), "E")
    assert "B @join__enumValue(graph: B) @inaccessible" in supergraph_types(
        compose_fed2(a="type Query { f(e: E): E } enum E { A }", b="enum E { A B @inaccessible }"), "E"
    )


def test_what_clients_cannot_give_is_kept_wherever_it_is_known() -> None:
    result = compose_fed2(
        a="type Query { f(e: E, i: In): Int } enum E { A B @inaccessible } input In { x: Int y: Int @inaccessible }",
        b="type Query { g(e: E, i: In): Int } enum E { A } input In { x: Int }",
    )
    assert "  B @join__enumValue(graph: A) @inaccessible" in supergraph_types(result, "E")
    assert "  y: Int @inaccessible @join__field(graph: A)" in supergraph_types(result, "In")
    assert "y: Int" not in str(result.api_sdl)


def test_defaults_are_written_as_values_of_their_types() -> None:
    # Some libraries print a default of an enum type as a string.
    result = compose_fed2(a='type Query { f(e: [E] = ["A"], i: In = {e: "A"}): Int } enum E { A } input In { e: E }')
    assert "f(e: [E] = [A], i: In = {e: A}): Int" in supergraph_types(result, "Query")


def test_inputs_of_which_one_field_is_given_stay_so() -> None:
    result = compose_fed2(
        a="type Query { f(i: In): Int } input In @oneOf { x: Int y: Int }",
        b="type Query { g(i: In): Int } input In { x: Int y: Int }",
    )
    assert supergraph_types(result, "In").endswith("  @oneOf\n{\n  x: Int\n  y: Int\n}")
    assert "input In @oneOf {" in str(result.api_sdl)


def test_a_deprecation_without_reason_has_the_default_one() -> None:
    result = compose_fed2(a="type Query { x: Int y: Int @deprecated(reason: null) }")
    assert "  y: Int @deprecated\n" in supergraph_types(result, "Query")


def test_the_most_frequent_description_wins_and_the_first_on_a_tie() -> None:
    def described(*texts: str) -> str:
        result = compose(
            [fed2(f"s{index}", f'type Query {{ f{index}: S }} "{text}" scalar S') for index, text in enumerate(texts)]
        )
        return supergraph_types_with_description(str(result.supergraph_sdl))

    assert described("one", "two", "two") == "two"
    assert described("one", "two") == "one"
    assert described("", "two") == "two"


def supergraph_types_with_description(sdl: str) -> str:
    return sdl.partition("\nscalar S\n")[0].rpartition('"""')[0].rpartition('"""')[2]


def test_repeatable_directives_are_united_and_scopes_combined() -> None:
    result = compose_fed2(
        a='type Query { v: Int @shareable @tag(name: "x") @tag(name: "y") @requiresScopes(scopes: [["a"], ["b"]]) }',
        b='type Query { v: Int @shareable @tag(name: "y") @tag(name: "z") @requiresScopes(scopes: [["b"], ["c"]]) }',
    )
    line = next(line for line in supergraph_types(result, "Query").splitlines() if line.startswith("  v"))
    assert (
        line == '  v: Int @tag(name: "x") @tag(name: "y") @tag(name: "z") @requiresScopes(scopes: [["b"], ["a", "c"]])'
    )


def test_no_scope_is_lost_for_lack_of_quotes() -> None:
    result = compose_fed2(
        a='type Query { x: Int @shareable @requiresScopes(scopes: [[admin, "read"]]) }',
        b='type Query { x: Int @shareable @requiresScopes(scopes: [["write"]]) }',
    )
    assert '@requiresScopes(scopes: [["admin", "read", "write"]])' in supergraph_types(result, "Query")


def test_interfaces_require_what_their_implementations_require() -> None:
    result = compose_fed2(
        a="type Query { i: I } interface I { x: Int } type A implements I @authenticated { x: Int } type B implements I { x: Int @authenticated }"
    )
    assert (
        supergraph_types(result, "I")
        == "interface I\n  @join__type(graph: A)\n  @authenticated\n{\n  x: Int @authenticated\n}"
    )


def test_fields_of_interface_objects_go_to_the_implementations() -> None:
    result = compose_fed2(
        a='type Query { m: M } interface M @key(fields: "id") { id: ID! } type B implements M @key(fields: "id") { id: ID! }',
        b='type M @interfaceObject @key(fields: "id") { id: ID! f(x: Int = 1): Int @tag(name: "t") }',
    )
    assert '  f(x: Int = 1): Int @join__field @tag(name: "t")' in supergraph_types(result, "B")
    assert '@join__type(graph: B, key: "id", isInterfaceObject: true)' in supergraph_types(result, "M")
    assert '  f(x: Int = 1): Int @join__field(graph: B) @tag(name: "t")' in supergraph_types(result, "M")


def test_overridden_fields_are_left_out_unless_used_or_labelled() -> None:
    def field(overriding: str, overridden: str) -> str:
        result = compose_fed2(
            a=f'type Query {{ t: T }} type T @key(fields: "id") {{ id: ID! x: Int @override({overriding}) }}',
            b=f'type T @key(fields: "id") {overridden} {{ id: ID! x: Int }}',
        )
        return next(line for line in supergraph_types(result, "T").splitlines() if line.startswith("  x"))

    assert field('from: "b"', "") == '  x: Int @join__field(graph: A, override: "b")'
    assert (
        field('from: "b"', '@key(fields: "x")')
        == '  x: Int @join__field(graph: A, override: "b") @join__field(graph: B, usedOverridden: true)'
    )
    assert (
        field('from: "b", label: "percent(5)"', "")
        == '  x: Int @join__field(graph: A, override: "b", overrideLabel: "percent(5)") @join__field(graph: B, overrideLabel: "percent(5)")'
    )


def test_contextual_arguments_leave_the_schema() -> None:
    result = compose_fed2(
        a='type Query { t: T } type T @key(fields: "id") @context(name: "ctx") { id: ID! p: String! u: U! } type U @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$ctx { p }"), b: Int): Int! }'
    )
    assert (
        '  f(b: Int): Int! @join__field(graph: A, contextArguments: [{context: "a__ctx", name: "a", type: "String", selection: " { p }"}])'
        in supergraph_types(result, "U")
    )
    assert '@context(name: "a__ctx")' in supergraph_types(result, "T")


def test_directives_for_operations_keep_what_all_subgraphs_have() -> None:
    result = compose_fed2(
        a='"live" directive @live(x: Int, y: Int) repeatable on FIELD | QUERY type Query { x: Int }',
        b='"live" directive @live(x: Int) repeatable on FIELD | FIELD_DEFINITION',
    )
    assert '"""live"""\ndirective @live(x: Int) repeatable on FIELD\n' in str(result.api_sdl)


def test_the_join_version_follows_the_latest_federation_version() -> None:
    for version, join in (("2.0", "v0.3"), ("2.6", "v0.3"), ("2.7", "v0.4"), ("2.8", "v0.5"), ("2.12", "v0.5")):
        result = compose(
            [fed2("a", "type Query { x: Int }", version=version), fed2("b", "type Query { y: Int }", version="2.0")]
        )
        assert f'url: "https://specs.apollo.dev/join/{join}"' in str(result.supergraph_sdl)


def test_the_join_version_follows_features_linked_beside_federation() -> None:
    cost = 'extend schema @link(url: "https://specs.apollo.dev/cost/v0.1") type Query { x: [Int] @cost__listSize(assumedSize: 2) }'
    result = compose([fed2("a", cost, version="2.3")])
    assert "join/v0.5" in str(result.supergraph_sdl)


def test_cache_tags_and_connectors_travel_along() -> None:
    result = compose(
        [
            fed2(
                "a",
                'extend schema @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@source"]) @source(name: "s") type Query { t(id: ID): Int @cacheTag(format: "t-{$args.id}") }',
                version="2.12",
            )
        ]
    )
    assert (
        '@join__directive(graphs: [A], name: "federation__cacheTag", args: {format: "t-{$args.id}"})'
        in supergraph_types(result, "Query")
    )
    assert '@join__directive(graphs: [A], name: "source", args: {name: "s"})' in str(result.supergraph_sdl)
    assert (
        '@join__directive(graphs: [A], name: "link", args: {url: "https://specs.apollo.dev/connect/v0.2", import: ["@source"]})'
        in str(result.supergraph_sdl)
    )
