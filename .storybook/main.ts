import type { StorybookConfig } from '@storybook/react-vite'
import { liveDemo } from './liveDemo.ts'

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../stories/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: { reactDocgen: 'react-docgen-typescript' },
  viteFinal: (vite) => ({
    ...vite,
    plugins: [...(vite.plugins ?? []), liveDemo()],
    optimizeDeps: {
      ...vite.optimizeDeps,
      // Found only when a story loads, they would reload the page under the hands of its first visitor.
      include: [
        ...(vite.optimizeDeps?.include ?? []),
        '@mux/mux-player-react',
        '@tanstack/react-query',
      ],
    },
  }),
}

export default config
