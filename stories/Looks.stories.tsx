import type { Meta, StoryObj } from '@storybook/react-vite'
import { ViewerCount } from '../src/index'
import { BADGE, controls } from './scenery/badge'
import { CHANNELS, channelsFetcher } from './scenery/channels'
import { Card, Picture } from './scenery/places'
import { READINGS } from './scenery/readings'

/** How the badge looks, and how it sits in a page. Its size follows the text around it. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Looks',
  component: ViewerCount,
  parameters: { ...controls('variant', 'size', 'age', 'icon', 'dot', 'fetcher') },
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

const VARIANTS = ['subtle', 'solid', 'outline', 'overlay'] as const
const SIZES = ['small', 'medium', 'large'] as const

/** All four variants, with a number that is fresh, old, yours and not known: choose the one for your page. */
export const Variants: Story = {
  parameters: controls('size', 'age', 'icon', 'dot'),
  render: (args) => (
    <div className="said-grid">
      {VARIANTS.map((variant) => (
        <figure key={variant} className="said">
          <figcaption>
            <code>{variant}</code>
          </figcaption>
          <div className="said-badges">
            <ViewerCount {...args} variant={variant} fetcher={READINGS['counted just now']} />
            <ViewerCount
              {...args}
              variant={variant}
              scope="old"
              fetcher={READINGS['counted 3 minutes ago']}
            />
            <ViewerCount
              {...args}
              variant={variant}
              scope="yours"
              fallback={231}
              fetcher={READINGS['not reached']}
            />
            <ViewerCount
              {...args}
              variant={variant}
              scope="unknown"
              fetcher={READINGS['not reached']}
            />
          </div>
        </figure>
      ))}
    </div>
  ),
}

/** Three sizes, each relative to the text around. */
export const Sizes: Story = {
  parameters: controls('variant', 'age', 'icon', 'dot', 'fetcher'),
  render: (args) => (
    <div className="said-badges">
      {SIZES.map((size) => (
        <ViewerCount key={size} {...args} size={size} />
      ))}
    </div>
  ),
}

/** Over a video, bright, dark or busy: `overlay` can be read on every frame. */
export const OverVideo: Story = {
  name: 'Over video',
  args: { variant: 'overlay' },
  render: (args) => (
    <div className="said-grid">
      {(['light', 'dark', 'busy'] as const).map((look) => (
        <Picture key={look} look={look}>
          <ViewerCount {...args} />
        </Picture>
      ))}
    </div>
  ),
}

/** A class and a style of your own win over ours, without `!important`. */
export const OwnClassAndStyle: Story = {
  name: 'Own class and style',
  args: { className: 'square', style: { borderRadius: 2 } },
}

/** Without our stylesheet it is text: it can be read, and said, as it is. */
export const WithoutTheStylesheet: Story = {
  name: 'Without the stylesheet',
  render: (args) => (
    <p className="unstyled">
      On air <ViewerCount {...args} />
    </p>
  ),
}

/** In a sentence, on its baseline, without making the lines uneven. */
export const InText: Story = {
  name: 'In running text',
  render: (args) => (
    <p className="prose">
      The harbour camera has been on since this morning, and <ViewerCount {...args} /> are looking
      at it while you read this. The number stands on the line of the words around it, and the lines
      above and below keep their distance.
    </p>
  ),
}

/** In a heading, as large as the heading. */
export const InAHeading: Story = {
  name: 'In a heading',
  render: (args) => (
    <h2>
      Harbour camera <ViewerCount {...args} />
    </h2>
  ),
}

/** In a card that is one link: the badge is no second stop for the Tab key. */
export const InACard: Story = {
  name: 'In a card',
  render: (args) => (
    <div className="narrow">
      <Card title="Harbour camera">
        <ViewerCount {...args} />
      </Card>
    </div>
  ),
}

/** In a dashboard’s table, one badge a row, all asked for in one request. */
export const InATable: Story = {
  name: 'In a table',
  parameters: controls('variant', 'size', 'age', 'icon', 'dot', 'notation', 'metric'),
  render: (args) => (
    <table className="dashboard">
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">Watching</th>
        </tr>
      </thead>
      <tbody>
        {CHANNELS.map(({ id, title }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td>
              <ViewerCount {...args} streamId={id} fetcher={channelsFetcher} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  ),
}

/** Twelve cards on a phone, 320 pixels wide, asked for in one request. */
export const TwelveCards: Story = {
  name: 'Twelve cards, 320 px',
  parameters: controls('variant', 'size', 'age', 'icon', 'dot', 'notation', 'metric'),
  render: (args) => (
    <ul className="cards narrow">
      {CHANNELS.map(({ id, title }) => (
        <li key={id}>
          <Card title={title}>
            <ViewerCount {...args} streamId={id} fetcher={channelsFetcher} />
          </Card>
        </li>
      ))}
    </ul>
  ),
}
