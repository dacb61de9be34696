import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// The gateway serves the built client on its own origin; in development Vite serves it and passes the API on.
const gateway = process.env.GATEWAY_URL ?? "http://127.0.0.1:4000";

export default defineConfig({
  plugins: [react(), bootFirst()],
  server: { host: "127.0.0.1", proxy: { "/graphql": { target: gateway, changeOrigin: true } } },
  preview: { host: "127.0.0.1", proxy: { "/graphql": { target: gateway, changeOrigin: true } } },
  // Logic only; what people see is tested in a browser against the whole system.
  // A busy machine may take seconds over what is a matter of milliseconds.
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
  build: {
    target: "es2023",
    // The content security policy allows this origin only; an asset inlined as `data:` would need an exception.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs comes in one file: on a slow line each further one costs a round trip. The few bytes
            // that fetch a page stand alone, for src/boot.ts to run without waiting for that file.
            { name: "preload", test: "preload-helper", priority: 2 },
            { name: "client", tags: ["$initial"], test: (id) => !id.endsWith("/src/boot.ts"), priority: 1 },
          ],
        },
      },
    },
  },
});

/** Makes src/boot.ts an entry of its own, in front of the client's: it runs as soon as it is there. */
function bootFirst(): Plugin {
  return {
    name: "boot-first",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: "src/boot.ts", name: "boot" });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const boot = Object.values(bundle ?? {}).find((file) => file.type === "chunk" && file.name === "boot");
        if (boot?.type !== "chunk") throw new Error("src/boot.ts has not been built");
        const preloads = boot.imports.map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
          injectTo: "head-prepend" as const,
        }));
        const script = { type: "module", crossorigin: true, async: true, src: `/${boot.fileName}` };
        return [...preloads, { tag: "script", attrs: script, injectTo: "head-prepend" }];
      },
    },
  };
}
