import type { StorybookConfig } from '@storybook/react-vite'
import remarkGfm from 'remark-gfm'
import { liveDemo } from './liveDemo.ts'

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.tsx'],
  addons: [
    {
      name: '@storybook/addon-docs',
      options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } },
    },
    '@storybook/addon-a11y',
  ],
  // No tour of Storybook for who comes to see a badge.
  features: { sidebarOnboardingChecklist: false, menuOnboardingChecklist: false },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: {
    reactDocgen: 'react-docgen',
  },
  viteFinal: (vite) => ({
    ...vite,
    plugins: [...(vite.plugins ?? []), liveDemo()],
    optimizeDeps: {
      ...vite.optimizeDeps,
      // Found only when a story loads, they would reload the page under the hands of its first visitor,
      // or of a test.
      include: [
        ...(vite.optimizeDeps?.include ?? []),
        '@mux/mux-player-react/lazy',
        '@number-flow/react',
        '@storybook/addon-docs/blocks',
        '@tanstack/react-query',
        'storybook/internal/core-events',
        'storybook/theming',
      ],
    },
  }),
}

export default config
