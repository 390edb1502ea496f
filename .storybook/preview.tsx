import type { Decorator, Preview } from '@storybook/react-vite'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import '../src/styles.css'
import './preview.css'

/** Each story is an app of its own: nothing in one is kept for the next. */
function App({ children }: { children: ReactNode }): ReactNode {
  const [client] = useState(() => new QueryClient())
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}

interface Surroundings {
  theme: 'light' | 'dark'
  direction: 'ltr' | 'rtl'
  children: ReactNode
}

/** What the page around a badge decides: the badge follows its `color-scheme` and its direction. */
function Page({ theme, direction, children }: Surroundings): ReactNode {
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    document.documentElement.dir = direction
  }, [theme, direction])
  return children
}

const inAPage: Decorator = (Story, { globals }) => (
  <Page theme={globals.theme as 'light' | 'dark'} direction={globals.direction as 'ltr' | 'rtl'}>
    <App>
      <Story />
    </App>
  </Page>
)

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    a11y: { test: 'error' },
    controls: { expanded: true },
    options: { storySort: { order: ['Live', 'What the number means', 'ViewerCount'] } },
  },
  initialGlobals: { theme: 'light', direction: 'ltr' },
  globalTypes: {
    theme: {
      description: 'The color-scheme of the page',
      toolbar: { title: 'Theme', icon: 'mirror', items: ['light', 'dark'], dynamicTitle: true },
    },
    direction: {
      description: 'The writing direction of the page',
      toolbar: { title: 'Direction', icon: 'transfer', items: ['ltr', 'rtl'], dynamicTitle: true },
    },
  },
  decorators: [inAPage],
}

export default preview
