import type { Decorator, Preview } from '@storybook/react-vite'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useState, type ComponentProps, type ReactNode } from 'react'
import { configure, waitFor } from 'storybook/test'
import '../src/styles.css'
import { useColorScheme, type Theme } from './colorScheme'
import './preview.css'

// A machine that is busy is slower than the second that `findBy…` waits by itself.
configure({ asyncUtilTimeout: 10_000 })

// A story by itself, and its test, need nothing of what makes a page of documentation.
const ThemedDocs = lazy(() => import('./ThemedDocs'))

function Docs(props: ComponentProps<typeof ThemedDocs>): ReactNode {
  return (
    <Suspense>
      <ThemedDocs {...props} />
    </Suspense>
  )
}

/** Each story is an app of its own: nothing in one is kept for the next. */
function App({ children }: { children: ReactNode }): ReactNode {
  const [client] = useState(() => new QueryClient())
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}

interface Surroundings {
  theme: Theme
  direction: 'ltr' | 'rtl'
  children: ReactNode
}

/** What the page around a badge decides: the badge follows its `color-scheme` and its direction. */
function Page({ theme, direction, children }: Surroundings): ReactNode {
  useColorScheme(theme)
  // Not on the whole document: in the docs, what is around the stories is English.
  return <div dir={direction}>{children}</div>
}

const inAPage: Decorator = (Story, { globals }) => (
  <Page theme={globals.theme as Theme} direction={globals.direction as 'ltr' | 'rtl'}>
    <App>
      <Story />
    </App>
  </Page>
)

const LOADING = '[data-mux-viewers][data-status="loading"]'

/** What is judged is the answered page: most stories have no play function that waits for it. */
const untilAnswered: Preview['afterEach'] = async ({ canvasElement, parameters }) => {
  if (parameters.staysLoading === true) return
  await waitFor(() => {
    if (canvasElement.querySelector(LOADING)) throw new Error('A badge still waits for its number')
  })
}

const preview: Preview = {
  tags: ['autodocs'],
  afterEach: untilAnswered,
  parameters: {
    a11y: { test: 'error' },
    controls: { expanded: true },
    docs: { container: Docs },
    options: {
      storySort: {
        order: [
          'Live',
          'Pages',
          ['Watch page', 'Broadcaster’s dashboard', 'Stream grid'],
          'What the number means',
          'ViewerCount',
          ['States', 'Every option'],
          'LivePlayer',
          ['States', 'Options', 'Every option'],
          'useMuxViewers',
        ],
      },
    },
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
