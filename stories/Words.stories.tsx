import type { Meta, StoryObj } from '@storybook/react-vite'
import { ViewerCount } from '../src/index'
import { BADGE, controls } from './scenery/badge'
import { countByName } from './scenery/channels'
import { LOCALES, words } from './scenery/labels'
import { reading } from './scenery/readings'
import { inWords, Said } from './scenery/Said'

/** Digits and words: how the number is written, in which language, and what it counts. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Words',
  component: ViewerCount,
  args: { ...BADGE.args, fetcher: reading('counted 12345') },
  parameters: { ...controls('notation', 'locale', 'labels', 'metric', 'age', 'fetcher') },
  decorators: [inWords, ...BADGE.decorators],
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

/** Every digit: where there is room, and people compare. */
export const Full: Story = { args: { notation: 'full' } }

/** Short on the face, exact in what is said: on cards and over video. */
export const Compact: Story = { args: { notation: 'compact' } }

/** The same number in the digits of several locales. The words stay English until you pass labels. */
export const Locales: Story = {
  parameters: { ...controls('notation', 'labels'), said: false },
  render: (args) => (
    <div className="said-grid">
      {LOCALES.map((locale) => (
        <Said key={locale} title={locale}>
          <ViewerCount {...args} streamId="1234567" fetcher={countByName} locale={locale} />
        </Said>
      ))}
    </div>
  ),
}

/** For readers of German. */
export const German: Story = { args: { locale: 'de', labels: words('German'), age: true } }

/** For readers of Arabic, right to left, with Arabic digits. */
export const Arabic: Story = {
  args: { locale: 'ar-EG', labels: words('Arabic'), age: true },
  parameters: { said: false },
  render: (args) => (
    <div lang="ar" dir="rtl">
      <Said>
        <ViewerCount {...args} />
      </Said>
    </div>
  ),
}

/** For readers of Hindi. */
export const Hindi: Story = { args: { locale: 'hi', labels: words('Hindi'), age: true } }

/** For readers of Japanese. */
export const Japanese: Story = { args: { locale: 'ja', labels: words('Japanese'), age: true } }

/** When one sentence does not fit your page: the others stay as they are. */
export const OneLabel: Story = {
  name: 'One label changed',
  args: { labels: words('only one changed') },
}

/** Each language has its own plural forms: choose locale and labels, and read them all. */
export const PluralForms: Story = {
  name: 'Plural forms',
  args: { locale: 'ar-EG', labels: words('Arabic') },
  parameters: { ...controls('locale', 'labels', 'metric'), said: false },
  render: (args) => (
    <div className="said-grid" dir={args.locale?.startsWith('ar') ? 'rtl' : 'ltr'}>
      {['0', '1', '2', '3', '11', '100', '12345'].map((count) => (
        <Said key={count} title={count}>
          <ViewerCount {...args} streamId={count} fetcher={countByName} />
        </Said>
      ))}
    </div>
  ),
}

/** People or playbacks: whoever has two tabs open is one viewer and two views. */
export const ViewersAndViews: Story = {
  name: 'Viewers and views',
  parameters: { ...controls('notation', 'locale', 'labels', 'fetcher'), said: false },
  render: (args) => (
    <div className="said-grid">
      <Said title="metric: viewers" when="People. Two tabs of one person are one.">
        <ViewerCount {...args} metric="viewers" />
      </Said>
      <Said title="metric: views" when="Playbacks. Each tab that plays is one.">
        <ViewerCount {...args} metric="views" />
      </Said>
    </div>
  ),
}

/** Playbacks are asked for and nobody counts them: never the other number in their place. */
export const ViewsNotCounted: Story = {
  name: 'Views not counted',
  args: { metric: 'views', fetcher: reading('people only') },
}
