import type { Preview } from '@storybook/react-vite'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import '../src/styles.css'
import './preview.css'

function App({ children }: { children: ReactNode }): ReactNode {
  const [client] = useState(() => new QueryClient())
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    a11y: { test: 'error' },
    options: { storySort: { order: ['Live', 'ViewerCount'] } },
  },
  decorators: [
    (Story) => (
      <App>
        <Story />
      </App>
    ),
  ],
}

export default preview
