import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The route in real servers, with the package as it is published. */
export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  test: {
    name: 'runtimes',
    environment: 'node',
    include: ['test/consumers/runtimes/*.test.ts'],
    globalSetup: ['test/consumers/runtimes/installPackage.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
})
