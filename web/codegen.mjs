/**
 * Typed operations: the published API schema and every `src/**\/*.graphql` -> `src/graphql/generated.ts`.
 *
 * The result is not committed: it is made anew before each build, type check and test, so it cannot disagree with
 * `schema/api.graphql`. An operation that the schema does not know fails here, by name, before anything is compiled.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import * as operationTypes from "@graphql-codegen/typescript-operations";
import { buildASTSchema, parse, Source } from "graphql";

const schemaPath = process.env.API_SCHEMA ?? "../schema/api.graphql";
const outputPath = "src/graphql/generated.ts";

const schema = parse(new Source(readFileSync(schemaPath, "utf8"), schemaPath));
const documents = findOperationFiles("src").map((location) => ({
  location,
  document: parse(new Source(readFileSync(location, "utf8"), location)),
}));

const config = {
  scalars: { ID: "string", DateTime: "string", Date: "string" },
  enumsAsTypes: true,
  useTypeImports: true,
  strictScalars: true,
  defaultScalarType: "unknown",
};

mkdirSync("src/graphql", { recursive: true });
const output = await codegen({
  filename: outputPath,
  schema,
  schemaAst: buildASTSchema(schema),
  documents,
  config,
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations: operationTypes, documents: typedDocuments },
});
writeFileSync(outputPath, output);

function findOperationFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => join(folder, name));
}
