"""The join and link specifications' own definitions, as they stand in every supergraph.

https://specs.apollo.dev/join and https://specs.apollo.dev/link
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jetbridge.federation.version import Version

_LINK = '''\
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

scalar link__Import

enum link__Purpose {
  """
  `SECURITY` features provide metadata necessary to securely resolve fields.
  """
  SECURITY

  """
  `EXECUTION` features provide metadata necessary for operation execution.
  """
  EXECUTION
}
'''

_JOIN = """\
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE

directive @join__field({field_arguments}) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION

directive @join__graph(name: String!, url: String!) on ENUM_VALUE

directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE

directive @join__type(
  graph: join__Graph!
  key: join__FieldSet
  extension: Boolean! = false
  resolvable: Boolean! = true
  isInterfaceObject: Boolean! = false
) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR

directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION

scalar join__FieldSet
"""

_FIELD_ARGUMENTS = (
    "graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean,"
    " override: String, usedOverridden: Boolean"
)

_SINCE_0_4 = """\
directive @join__directive(
  graphs: [join__Graph!]
  name: String!
  args: join__DirectiveArguments
) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION

scalar join__DirectiveArguments
"""

_SINCE_0_5 = """\
input join__ContextArgument {
  name: String!
  type: String!
  context: String!
  selection: join__FieldValue!
}

scalar join__FieldValue
"""


def specification_definitions(join_version: Version) -> list[str]:
    """Give the definitions for a version of the join specification."""
    arguments = _FIELD_ARGUMENTS
    texts = [_LINK]
    if join_version >= (0, 4):
        arguments += ", overrideLabel: String"
        texts.append(_SINCE_0_4)
    if join_version >= (0, 5):
        arguments += ", contextArguments: [join__ContextArgument!]"
        texts.append(_SINCE_0_5)
    texts.append(_JOIN.replace("{field_arguments}", arguments))
    return texts
