import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The gateway serves the built client on its own origin; in development Vite serves it and passes the API on.
const gateway = process.env.GATEWAY_URL ?? "http://127.0.0.1:4000";

export default defineConfig({
  plugins: [
    react(),
    // The calendar and the list box know 34 languages; these pages are in one.
    { ...optimizeLocales.vite({ locales: ["en-US", "en-GB"] }), enforce: "pre" },
  ],
  server: { host: "127.0.0.1", proxy: { "/graphql": { target: gateway, changeOrigin: true } } },
  preview: { host: "127.0.0.1", proxy: { "/graphql": { target: gateway, changeOrigin: true } } },
  // Logic only; what people see is tested in a browser against the whole system.
  test: { include: ["src/**/*.test.ts"], environment: "node" },
  build: {
    target: "es2023",
    // The content security policy allows this origin only; an asset inlined as `data:` would need an exception.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
