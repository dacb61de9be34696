"""Make a world from a seed: entities with one or several keys, value types, interfaces and unions, spread at random.

By construction every field can be reached from everywhere, so whatever cannot be planned is the planner's fault.
"""

from __future__ import annotations

import random

from .contexts import add_contexts
from .interface_objects import add_interface_object
from .sdl import fields_in
from .troubles import hide_fields, let_fields_fail
from .world import ENTITIES_PER_TYPE, LEAVES, Field, Object, Type, World

ARGUMENTS = (
    {"n": "Int"},
    {"n": "Int = 1", "c": "Color"},
    {"n": "Int! = 2", "l": "[Int!]"},
    {"i": "In"},
    {"i": "[In!]", "c": "[[Color]!]"},
)


class Generator:
    """Makes one world. What is not allowed in some worlds is a method of its own."""

    # Whether a field may have several owners.
    shares_fields = True

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.world = World(seed, [f"s{number}" for number in range(self.rng.randint(2, 4))])
        self.entities: list[Type] = []
        self.values: list[Type] = []
        self.interfaces: list[Type] = []
        self.unions: list[Type] = []
        self.linked: set[str] = set()
        self.counter = 0

    def generate(self) -> World:
        self.add_types()
        self.add_fields()
        if self.chance(0.5):
            self.add_mutations()
        self.lose_entities()
        self.settle()
        self.disagree_about_null()
        self.override()
        self.add_ways_to_the_root()
        hide_fields(self)
        let_fields_fail(self)
        # A mutation has nothing above it that could set a context.
        if "Mutation" not in self.world.types and self.chance(0.8):
            add_contexts(self)
        return self.world

    def add_types(self) -> None:
        rng, world = self.rng, self.world
        world.types["Query"] = Type("Query", "type", where=set(world.subgraphs))
        for number in range(rng.randint(2, 4)):
            self.add_entity(f"E{number}")
        for number in range(rng.randint(0, 2)):
            self.add_value(f"V{number}")
        if self.chance(0.7):
            self.add_interface("I0")
        if self.interfaces and self.chance(0.4):
            self.add_interface("I1")
        if self.chance(0.5):
            self.add_union("U0")

    def add_fields(self) -> None:
        rng = self.rng
        for entity in list(self.entities):
            for _ in range(rng.randint(1, 3)):
                self.add_reference(entity, rng.choice(self.resolving(entity)))
        self.add_roots()
        for abstract in (*self.interfaces, *self.unions):
            if self.chance(0.4):
                self.add_shared_abstract(abstract)
        for entity in self.entities:
            if self.chance(0.4):
                self.add_split_value(entity)
        for entity in self.entities:
            for _ in range(rng.randint(0, 2)):
                self.add_computed(entity)
        for entity in self.entities:
            self.add_provides(entity)

    def resolving(self, entity: Type) -> list[str]:
        """The subgraphs that can be asked for the entity: only they may add fields to it."""
        return [name for name in sorted(entity.where - {"guest"}) if all(key[1] for key in entity.keys[name])]

    def settle(self) -> None:
        """The whole schema has of abstract types what some subgraph has of them."""
        for type_ in list(self.world.types.values()):
            if type_.kind == "type":
                continue
            if not type_.where:
                del self.world.types[type_.name]
                continue
            known = {name for names in type_.members_in.values() for name in names}
            type_.members = [name for name in type_.members if name in known]
            if type_.kind == "interface":
                fields = {item.name for subgraph in type_.where for item in fields_in(self.world, type_, subgraph)}
                type_.fields = {name: item for name, item in type_.fields.items() if name in fields}

    def disagree_about_null(self) -> None:
        """What several subgraphs resolve may be non-null in some of them only."""
        for type_ in self.world.types.values():
            is_member = any(type_.name in other.members for other in self.interfaces)
            if type_.kind == "type" and not is_member and not type_.name.endswith("Ref"):
                for item in type_.fields.values():
                    resolving = [name for name in item.owners if name in type_.where]
                    if len(resolving) > 1 and item.named not in self.world.types and self.chance(0.4):
                        strict = self.some(resolving)
                        bare = item.type.removesuffix("!")
                        item.types_in = {name: f"{bare}!" if name in strict else bare for name in resolving}
                        item.type = f"{bare}!" if strict == sorted(resolving) else bare
                        item.types_in |= dict.fromkeys(item.external, item.type)

    def override(self) -> None:
        for entity in self.entities:
            if any(entity.name in other.members for other in self.interfaces):
                continue
            for item in entity.fields.values():
                others = sorted(entity.where - set(item.owners) - {"guest"})
                plain = len(item.owners) == 1 and not item.external and not item.types_in
                plain = plain and item.kind in ("data", "computed") and not item.provides
                if (
                    plain
                    and others
                    and item.named not in self.world.types
                    and item.named != "Color"
                    and self.chance(0.2)
                ):
                    item.overridden_in = self.rng.choice(others)
                    if item.overridden_in in self.resolving(entity) and self.chance(0.5):
                        item.label = self.rng.choice(["a", "b", "percent(50)"])
                        self.world.labels.add(item.label)

    def add_ways_to_the_root(self) -> None:
        for entity in self.entities:
            if self.chance(0.15) and (places := self.resolving(entity)):
                name = self.name("root")
                entity.fields[name] = Field(name, "Query!", [self.rng.choice(places)])

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def name(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}{self.counter}"

    def some(self, names: set[str] | list[str], least: int = 1) -> list[str]:
        ordered = sorted(names)
        return sorted(self.rng.sample(ordered, self.rng.randint(min(least, len(ordered)), len(ordered))))

    # -- types

    def add_entity(self, name: str) -> None:
        entity = self.world.types[name] = Type(name, "type")
        self.entities.append(entity)
        entity.where = set(self.some(self.world.subgraphs))
        entity.fields["id"] = Field("id", "ID!", [], is_key=True, kind="key")
        variant = self.rng.choice(["id", "id", "id", "two", "nested"])
        if variant == "two" and len(entity.where) > 1:
            entity.fields["code"] = Field("code", "String!", [], is_key=True, kind="key")
            self.linked.add(name)
        elif variant == "nested":
            reference = self.world.types[f"{name}Ref"] = Type(f"{name}Ref", "type", where=set())
            reference.fields["n"] = Field("n", "Int!", [])
            reference.fields["m"] = Field("m", "String", [])
            entity.fields["ref"] = Field("ref", f"{name}Ref!", [], is_key=True)
        both = self.rng.choice(sorted(entity.where))
        for subgraph in sorted(entity.where):
            self.give_keys(entity, subgraph, both=subgraph == both)
        for _ in range(self.rng.randint(2, 4)):
            self.add_leaf(entity)

    def give_keys(self, entity: Type, subgraph: str, *, both: bool = False, resolvable: bool = True) -> None:
        names = ["id"]
        if "code" in entity.fields:
            names = ["id", "code"] if both else self.rng.choice([["id"], ["code"], ["id", "code"]])
        for name in names:
            self.own(entity.fields[name], subgraph)
        if "ref" in entity.fields:
            self.own(entity.fields["ref"], subgraph)
            reference = self.world.types[f"{entity.name}Ref"]
            reference.where.add(subgraph)
            self.own(reference.fields["n"], subgraph)
            self.own(reference.fields["m"], subgraph)
            names = ["id ref { n }"]
        entity.keys[subgraph] = [(name, resolvable) for name in names]

    def own(self, item: Field, subgraph: str) -> None:
        if subgraph not in item.owners:
            item.owners.append(subgraph)
        item.external.discard(subgraph)

    def add_leaf(self, type_: Type, owners: list[str] | None = None) -> Field:
        if owners is None:
            where = sorted(type_.where)
            owners = [self.rng.choice(where)] if not self.shares_fields or self.chance(0.75) else self.some(where)
        item = Field(self.name("f"), self.rng.choice(LEAVES), owners)
        if self.chance(0.25):
            item.arguments = self.rng.choice(ARGUMENTS)
        type_.fields[item.name] = item
        return item

    def add_value(self, name: str) -> None:
        value = self.world.types[name] = Type(name, "type")
        for _ in range(self.rng.randint(2, 3)):
            item = Field(self.name("g"), self.rng.choice(LEAVES), [])
            value.fields[item.name] = item
        self.values.append(value)

    def add_interface(self, name: str) -> None:
        members = [entity.name for entity in self.entities if set(entity.fields) & {"code", "ref"} == set()]
        if len(members) < 2:
            return
        members = self.some(members, 2)
        interface = self.world.types[name] = Type(name, "interface", members=members)
        interface.fields["id"] = Field("id", "ID!", [])
        for _ in range(self.rng.randint(1, 2)):
            self.add_common(interface, self.rng.choice(LEAVES))
        if self.chance(0.5):
            self.add_common(interface, self.wrap(self.rng.choice([*self.entities, *self.values]).name))
        self.interfaces.append(interface)
        if "guest" not in self.world.subgraphs and self.chance(0.5):
            self.add_interface_object(interface)

    def add_common(self, interface: Type, type_text: str) -> None:
        """A field that every member has, each in a subgraph of its own."""
        common = Field(self.name("h"), type_text, [])
        if self.chance(0.25):
            common.arguments = self.rng.choice(ARGUMENTS)
        interface.fields[common.name] = common
        target = self.world.types.get(common.named)
        for member in map(self.world.types.__getitem__, interface.members):
            owner = self.rng.choice(self.resolving(member))
            if target is not None:
                self.ensure(target, owner)
            member.fields[common.name] = Field(common.name, type_text, [owner], common.arguments)

    def add_interface_object(self, interface: Type) -> None:
        add_interface_object(self, interface)

    def add_union(self, name: str) -> None:
        members = self.some([type_.name for type_ in (*self.entities, *self.values)], 2)[:3]
        if len(members) > 1:
            self.unions.append(Type(name, "union", members=members))
            self.world.types[name] = self.unions[-1]

    # -- having a type in a subgraph

    def ensure(self, type_: Type, subgraph: str) -> None:
        if type_.kind == "interface" or type_.kind == "union":
            self.ensure_abstract(type_, subgraph)
        elif type_ in self.entities:
            self.ensure_entity(type_, subgraph)
        else:
            type_.where.add(subgraph)
            for item in type_.fields.values():
                self.own(item, subgraph)

    def ensure_entity(self, entity: Type, subgraph: str, *, may_be_unresolvable: bool = True) -> None:
        if subgraph not in entity.where:
            entity.where.add(subgraph)
            self.give_keys(entity, subgraph, resolvable=not (may_be_unresolvable and self.chance(0.3)))

    def ensure_abstract(self, type_: Type, subgraph: str) -> None:
        if subgraph in type_.where:
            return
        type_.where.add(subgraph)
        type_.members_in[subgraph] = self.some(type_.members)
        for name in type_.members_in[subgraph]:
            self.ensure(self.world.types[name], subgraph)

    # -- fields

    def wrap(self, name: str) -> str:
        return self.rng.choice([name, name, f"{name}!", f"[{name}]", f"[{name}!]!", f"[[{name}]]", f"[{name}!]"])

    def can_refer(self, target: Type, subgraph: str) -> bool:
        return subgraph != "guest" or target in self.values

    def add_reference(self, type_: Type, subgraph: str) -> None:
        candidates = [
            other
            for other in (*self.entities, *self.values, *self.interfaces, *self.unions)
            if self.can_refer(other, subgraph)
        ]
        if candidates:
            target = self.rng.choice(candidates)
            self.ensure(target, subgraph)
            possible = target.members_in.get(subgraph, [])
            item = Field(self.name("r"), self.wrap(target.name), [subgraph], possible=list(possible))
            if self.chance(0.15):
                item.arguments = {"n": "Int"}
            type_.fields[item.name] = item

    def add_root(self, item: Field) -> None:
        self.world.types["Query"].fields[item.name] = item

    def add_roots(self) -> None:
        query = self.world.types["Query"]
        for subgraph in self.world.subgraphs:
            self.add_leaf(query, [subgraph])
            for _ in range(self.rng.randint(1, 2)):
                self.add_reference(query, subgraph)
        for entity in self.entities:
            owners = [self.rng.choice(sorted(entity.where - {"guest"}))]
            if self.shares_fields and self.chance(0.3):
                owners = self.some(entity.where - {"guest"})
            self.add_root(Field(self.name("q"), self.wrap(entity.name), owners))

    def add_shared_abstract(self, target: Type) -> None:
        """A field of abstract type that two subgraphs resolve which know different types of it: values are of both."""
        parent = self.rng.choice([self.world.types["Query"], *self.entities])
        places = self.resolving(parent) if parent.keys else sorted(parent.where - {"guest"})
        if len(places) < 2:
            return
        owners = sorted(self.rng.sample(places, 2))
        for subgraph in owners:
            self.ensure(target, subgraph)
        common = set.intersection(*(set(target.members_in.get(subgraph, ())) for subgraph in owners))
        if common:
            item = Field(self.name("y"), self.wrap(target.name), owners, possible=sorted(common))
            parent.fields[item.name] = item
            self.linked.add(parent.name)

    def add_split_value(self, parent: Type) -> None:
        """A value type whose fields are in different subgraphs: reachable only by fetching its parent from both."""
        resolvable = self.resolving(parent)
        if len(resolvable) < 2:
            return
        first, second = self.rng.sample(resolvable, 2)
        split = self.world.types[f"{parent.name}Split"] = Type(f"{parent.name}Split", "type", where={first, second})
        for owners in ([first, second], [first], [second]):
            self.add_leaf(split, owners)
        item = Field(self.name("v"), self.wrap(split.name), [first, second])
        parent.fields[item.name] = item
        self.linked.add(parent.name)

    def add_computed(self, entity: Type) -> None:
        """A field that requires others of the same entity, at any depth."""
        places = self.resolving(entity)
        if not places:
            return
        subgraph = self.rng.choice(places)
        inputs = [
            item
            for item in entity.fields.values()
            if subgraph not in item.owners and "guest" not in item.owners and item.kind in ("data", "computed")
        ]
        if not inputs:
            return
        chosen = self.rng.sample(inputs, min(len(inputs), self.rng.randint(1, 3)))
        parts = [text for item in chosen if (text := self.require(item, subgraph))]
        if parts:
            name = self.name("c")
            entity.fields[name] = Field(
                name, self.rng.choice(["String", "String!"]), [subgraph], requires=" ".join(parts), kind="computed"
            )

    def require(self, item: Field, subgraph: str, depth: int = 0) -> str | None:
        """The text that requires `item` in `subgraph`, which is made to know it."""
        world = self.world
        target = world.types.get(item.named)
        arguments = f"(n: {self.rng.randint(1, 3)})" if "n" in item.arguments else ""
        below = ""
        if target is not None:
            if depth > 1 or target.name.endswith("Split"):
                return None
            if target.kind in ("interface", "union"):
                below = self.require_abstract(target, item, subgraph, depth)
            else:
                below = self.require_fields(target, subgraph, depth)
            if not below:
                return None
            below = f" {{ {below} }}"
        if subgraph not in item.owners:
            item.external.add(subgraph)
        return f"{item.name}{arguments}{below}"

    def require_fields(self, target: Type, subgraph: str, depth: int) -> str:
        self.ensure(target, subgraph)
        inputs = [
            item
            for item in target.fields.values()
            if item.kind in ("data", "computed", "key")
            and "guest" not in item.owners
            and (item.kind != "key" or subgraph in item.owners)
            and item.name != "ref"
        ]
        if not inputs:
            return ""
        chosen = self.rng.sample(inputs, min(len(inputs), self.rng.randint(1, 2)))
        return " ".join(text for item in chosen if (text := self.require(item, subgraph, depth + 1)))

    def require_abstract(self, target: Type, item: Field, subgraph: str, depth: int) -> str:
        if subgraph in target.where or not item.possible:
            return ""
        target.where.add(subgraph)
        target.members_in[subgraph] = list(item.possible)
        for name in item.possible:
            self.ensure(self.world.types[name], subgraph)
        parts = []
        for name in self.some(item.possible):
            below = self.require_fields(self.world.types[name], subgraph, depth + 1)
            if below:
                parts.append(f"... on {name} {{ {below} }}")
        return " ".join(parts)

    def add_provides(self, type_: Type) -> None:
        for item in list(type_.fields.values()):
            target = self.world.types.get(item.named)
            plain = item.kind == "data" and len(item.owners) == 1 and not item.external
            if not plain or target is None or not self.chance(0.4):
                continue
            subgraph = item.owners[0]
            if target in self.entities:
                text = self.provide(target, subgraph)
            else:
                members = [self.world.types[name] for name in item.possible]
                entities = [member for member in members if member in self.entities]
                inner = [(member.name, self.provide(member, subgraph)) for member in entities]
                text = " ".join(f"... on {name} {{ {below} }}" for name, below in inner if below)
            if text:
                item.provides[subgraph] = text

    def provide(self, target: Type, subgraph: str) -> str:
        offered = [
            other
            for other in target.fields.values()
            if other.kind == "data"
            and not other.requires
            and subgraph not in other.owners
            and "guest" not in other.owners
            and other.named not in self.world.types
            and not other.arguments
        ]
        if not offered:
            return ""
        chosen = self.rng.choice(offered)
        chosen.external.add(subgraph)
        chosen.is_provided = True
        return chosen.name

    def add_mutations(self) -> None:
        mutation = self.world.types["Mutation"] = Type("Mutation", "type")
        for subgraph in self.some(self.world.subgraphs):
            if subgraph == "guest":
                continue
            mutation.where.add(subgraph)
            entity = self.rng.choice(self.entities)
            self.ensure_entity(entity, subgraph)
            for _ in range(self.rng.randint(1, 2)):
                item = Field(self.name("bump"), self.rng.choice([entity.name, f"[{entity.name}]", "Int"]), [subgraph])
                item.arguments = {"by": "Int"}
                mutation.fields[item.name] = item
        if not mutation.fields:
            del self.world.types["Mutation"]
            return
        for entity in self.entities:
            if self.chance(0.7):
                where = self.resolving(entity)
                if where:
                    entity.fields["seen"] = Field("seen", "Int!", [self.rng.choice(where)], kind="seen")

    def lose_entities(self) -> None:
        """Some subgraphs do not find some entities: what only they have is null then."""
        for entity in self.entities:
            if entity.name in self.linked or any(entity.name in other.members for other in self.interfaces):
                continue
            if (
                any((len(item.owners) > 1 and not item.is_key) or item.is_provided for item in entity.fields.values())
                or "ref" in entity.fields
            ):
                continue
            for subgraph in sorted(entity.where):
                for number in range(ENTITIES_PER_TYPE - 1):
                    if self.chance(0.08):
                        self.world.missing.add((subgraph, Object(entity.name, number)))
