// Small scripts that share nothing, a map that is fetched when it is seen and a proof of work when one is asked for: `early` runs before
// the first paint, `offline` beside the pages, `widget` in those of others. Names hold a hash of the content, the manifest tells them to web/assets.py.
import { defineConfig } from "vite";

import { outlines } from "./outlines.js";

export default defineConfig({
  plugins: [outlines()],
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "../src/groundswell/web/static/built",
    emptyOutDir: true,
    assetsDir: "",
    manifest: "manifest.json",
    modulePreload: false,
    rollupOptions: {
      input: ["src/live.ts", "src/early.ts", "src/offline.ts", "src/passkey.ts", "src/desk.ts", "src/widget.ts"],
      output: { entryFileNames: "[name].[hash].js", chunkFileNames: "[name].[hash].js" },
    },
  },
});
