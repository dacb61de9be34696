/**
 * Typed operations: the published API schema and every `src/**\/*.graphql` -> `src/graphql/generated.ts` with the
 * types, and `src/graphql/documents/`, a module for each `.graphql` file, so that a page brings along its own operations.
 *
 * The result is not committed: it is made anew before each build, type check and test, so it cannot disagree with
 * `schema/api.graphql`. An operation that the schema does not know fails here, by name, before anything is compiled.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as operationTypes from "@graphql-codegen/typescript-operations";
import { buildASTSchema, Kind, parse, print, Source, stripIgnoredCharacters, visit } from "graphql";

const schemaPath = process.env.API_SCHEMA ?? "../schema/api.graphql";
const outputPath = "src/graphql/generated.ts";
const documentsFolder = "src/graphql/documents";

const schema = parse(new Source(readFileSync(schemaPath, "utf8"), schemaPath));
const documents = findOperationFiles("src").map((location) => ({
  location,
  document: parse(new Source(readFileSync(location, "utf8"), location)),
}));
const definitions = documents.flatMap(({ document }) => document.definitions);
const fragments = new Map(
  definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]),
);

const config = {
  scalars: { ID: "string", DateTime: "string", Date: "string" },
  enumsAsTypes: true,
  useTypeImports: true,
  strictScalars: true,
  defaultScalarType: "unknown",
};

const types = await codegen({
  filename: outputPath,
  schema,
  schemaAst: buildASTSchema(schema),
  documents,
  config,
  plugins: [{ operations: {} }],
  pluginMap: { operations: operationTypes },
});

rmSync(documentsFolder, { recursive: true, force: true });
mkdirSync(documentsFolder, { recursive: true });
const modules = documents.flatMap(({ location, document }) => {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 0) return [];
  const name = location
    .replace(/^src\//, "")
    .replace(/\.graphql$/, "")
    .replaceAll("/", "-");
  writeFileSync(join(documentsFolder, `${name}.ts`), toModule(operations));
  return [name];
});
writeFileSync(outputPath, [types, ...modules.map((name) => `export * from "./documents/${name}";`), ""].join("\n"));

/** Texts, not syntax trees: a tenth of the size, and the client parses each the first time it is used. */
function toModule(operations) {
  const names = operations.map(({ name, operation }) => ({
    name: name.value,
    result: `${name.value}${operation[0].toUpperCase()}${operation.slice(1)}`,
  }));
  const imports = names.flatMap(({ result }) => [result, `${result}Variables`]).join(", ");
  return [
    'import type { TypedDocumentNode } from "@graphql-typed-document-node/core";',
    `import type { ${imports} } from "../generated";`,
    "// The client takes texts as well; only its types ask for a tree.",
    "type Typed<Result, Variables> = TypedDocumentNode<Result, Variables>;",
    ...operations.map((operation, index) => {
      const { name, result } = names[index];
      const text = JSON.stringify(toText(operation));
      return `export const ${name}Document = ${text} as unknown as Typed<${result}, ${result}Variables>;`;
    }),
    "",
  ].join("\n");
}

function toText(operation) {
  const used = new Set();
  collectFragments(operation, used);
  const parts = [operation, ...[...used].map((name) => fragments.get(name))];
  return stripIgnoredCharacters(parts.map((part) => print(part)).join("\n"));
}

function collectFragments(definition, used) {
  visit(definition, {
    FragmentSpread({ name }) {
      if (used.has(name.value)) return;
      used.add(name.value);
      collectFragments(fragments.get(name.value), used);
    },
  });
}

function findOperationFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => join(folder, name));
}
