import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const API = process.env.BOXLOOP_API ?? "http://127.0.0.1:8000";
/** What Django answers itself: the API, the administration with its files, and one-time links. */
const PROXIED = ["/api", "/admin", "/static", "/sign-in/link"];

/** Django serves index.html at the page addresses and the built files under /static/. */
export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  build: {
    target: "es2023",
    // Browsers that know light-dark(): written out as variables, it could not differ within a page.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file for what every page loads, and one for what pages with boxes share: many small
          // files compress worse, and each is a request.
          groups: [
            { name: "page", tags: ["$initial"] },
            { name: "boxes", test: /src\/core\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    // Django refuses a change whose Origin is not the Host it sees, so the Host stays as it is.
    proxy: Object.fromEntries(PROXIED.map((path) => [path, { target: API, changeOrigin: false }])),
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    // A machine that does more than this is slow at times, and not wrong.
    testTimeout: 60_000,
    // Of the core, which all of the editor stands on; `npm test` measures it.
    coverage: {
      thresholds: { lines: 95 },
      include: ["src/core/**"],
      exclude: ["**/*.test.ts", "src/core/testing/**"],
      reporter: ["text-summary"],
    },
  },
}));
