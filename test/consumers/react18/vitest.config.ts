import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const MODULES = fileURLToPath(new URL('node_modules', import.meta.url))

// Whatever touches React comes from this folder.
const FROM_HERE = [
  'react',
  'react-dom',
  '@tanstack/react-query',
  '@testing-library/react',
  '@testing-library/dom',
  '@testing-library/user-event',
]

/** The tests of hooks and components once more, on the oldest React and TanStack Query we promise. */
export default defineConfig({
  root: ROOT,
  plugins: [react()],
  resolve: {
    alias: FROM_HERE.map((name) => ({
      find: new RegExp(`^${name}(?=/|$)`),
      replacement: `${MODULES}/${name}`,
    })),
  },
  test: {
    // A core is left free by default; most of this waits for jsdom.
    maxWorkers: 2,
    testTimeout: 60_000,
    name: 'react18',
    environment: 'jsdom',
    // One jsdom for all files of a worker, a third of the work: each test leaves its page as it was.
    isolate: false,
    // Else Node would give it the other React.
    server: { deps: { inline: [/@mux\/mux-player-react/] } },
    include: ['test/{query,react,player}/**/*.test.{ts,tsx}', 'test/consumers/react18/*.test.ts'],
    setupFiles: ['test/support/dom.ts'],
  },
})
