import type { Meta, StoryObj } from '@storybook/react-vite'
import { QueryClientContext } from '@tanstack/react-query'
import { MuxViewersProvider, ViewerCount } from '../src/index'
import { PROVIDER_ARG_TYPES } from './scenery/argTypes'
import { onANewPage } from './scenery/badge'
import { Headless } from './scenery/Headless'
import { words } from './scenery/labels'
import { reading } from './scenery/readings'
import { Said } from './scenery/Said'

/** Says once, for every badge and hook below it, what each would have to be told. */
const meta = {
  title: 'MuxViewersProvider',
  component: MuxViewersProvider,
  args: { fetcher: reading('counted just now') },
  argTypes: PROVIDER_ARG_TYPES,
  decorators: [onANewPage],
  render: (args) => (
    <MuxViewersProvider {...args}>
      <Said>
        <ViewerCount streamId="one" />
        <ViewerCount streamId="two" variant="solid" />
      </Said>
      <Headless streamId="one" />
    </MuxViewersProvider>
  ),
} satisfies Meta<typeof MuxViewersProvider>

export default meta

type Story = StoryObj<typeof meta>

/** Who brings the numbers, for all: two badges and a banner, without a fetcher of their own. */
export const Fetcher: Story = {}

/** Digits and words of one language for the whole app. */
export const Language: Story = {
  name: 'Locale and labels',
  args: { locale: 'de', labels: words('German'), fetcher: reading('counted 12345') },
}

/** What a badge says itself wins over what is said for all. */
export const OwnOptionWins: Story = {
  name: 'Own option wins',
  args: { locale: 'de', labels: words('German') },
  render: (args) => (
    <MuxViewersProvider {...args}>
      <Said title="as all">
        <ViewerCount streamId="one" />
      </Said>
      <Said title="labels of its own">
        <ViewerCount streamId="one" labels={{ fresh: '{viewers}, live gezählt' }} />
      </Said>
    </MuxViewersProvider>
  ),
}

/** Where the app has no QueryClient, the provider makes one. */
export const MakesAQueryClient: Story = {
  name: 'Without a QueryClient',
  decorators: [
    (Story) => (
      <QueryClientContext.Provider value={undefined}>
        <Story />
      </QueryClientContext.Provider>
    ),
  ],
}

/** With neither, nothing is asked and the page is not broken: the fallback is shown, or nothing known. */
export const NeitherOfThem: Story = {
  name: 'Without provider and QueryClient',
  render: () => (
    <QueryClientContext.Provider value={undefined}>
      <Said>
        <ViewerCount streamId="one" />
        <ViewerCount streamId="one" fallback={231} />
      </Said>
    </QueryClientContext.Provider>
  ),
}
