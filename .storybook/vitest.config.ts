import { STORYBOOK_TEST_INITIAL_GLOBALS_PROVIDE_KEY as INITIAL_GLOBALS } from '@storybook/addon-vitest/constants'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { CHROMIUM_FLAGS, ensureChromium } from '../test/support/chromium.ts'

const executablePath = await ensureChromium()

/** Every story is a test: it renders, its `play` passes, axe finds nothing; in either page below. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [storybookTest()],
  test: {
    name: 'stories',
    testTimeout: 60_000,
    sequence: { groupOrder: 2 },
    browser: {
      enabled: true,
      headless: true,
      // Story after story in one page, as Storybook itself shows them: half the work.
      isolate: false,
      provider: playwright({ launchOptions: { executablePath, args: [...CHROMIUM_FLAGS] } }),
      // Two instances of one project share a server: two servers would bundle the same dependencies
      // into the same cache at once.
      instances: [
        { browser: 'chromium', name: 'stories: light' },
        {
          browser: 'chromium',
          name: 'stories: dark, rtl',
          provide: { [INITIAL_GLOBALS]: { theme: 'dark', direction: 'rtl' } },
        },
      ],
    },
  },
})
