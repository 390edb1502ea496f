import { parseArgs } from 'node:util'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** What `--project` names on the command line. */
const { project: asked = [] } = parseArgs({
  options: { project: { type: 'string', multiple: true } },
  strict: false,
}).values as { project?: string[] }

// Storybook takes seconds to load, for which a run of other rooms alone need not wait.
const isForOthers = asked.length > 0 && asked.every((name) => /^(node|dom|browser)$/.test(name))

// By default a core is left free; but most of these wait for timers, sockets and databases.
const AT_ONCE = {
  maxWorkers: 2,
  sequence: { groupOrder: 0 },
  // Some simulate days, which a busy machine does not do in the five seconds of the default.
  testTimeout: 60_000,
} as const

/** Tests live in `test/`, mirroring `src/`; the folder says where they run. */
export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...AT_ONCE,
          name: 'node',
          environment: 'node',
          include: ['test/{core,mux,server,emulator}/**/*.test.ts', 'test/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...AT_ONCE,
          name: 'dom',
          environment: 'jsdom',
          // One jsdom for all files of a worker, a third of the work: each test leaves its page as it was.
          isolate: false,
          include: ['test/{query,react,player}/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/dom.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/browser/**/*.test.ts'],
          // Each file starts a Storybook and a browser of its own: more than two cores bear at once.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      ...(isForOthers ? [] : ['.storybook/vitest.config.ts']),
    ],
  },
})
