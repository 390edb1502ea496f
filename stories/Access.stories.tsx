import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { ViewerCount } from '../src/index'
import { Audience } from './scenery/Audience'
import { BADGE, controls } from './scenery/badge'
import { inWords } from './scenery/Said'

/** Keyboard, pointer and screen reader: where the number comes from, and when it is said aloud. */
const meta = {
  ...BADGE,
  title: 'ViewerCount/Access',
  component: ViewerCount,
  parameters: {
    ...controls('tooltip', 'announce', 'fetcher', 'locale', 'labels', 'variant', 'size'),
  },
  decorators: [inWords, ...BADGE.decorators],
} satisfies Meta<typeof ViewerCount>

export default meta

type Story = StoryObj<typeof meta>

/** The default: hover or focus says where the number comes from and how old it is. Escape closes it. */
export const TooltipAuto: Story = {
  name: 'Tooltip: auto',
  args: { tooltip: 'auto' },
  async play({ canvasElement }) {
    const badge = await within(canvasElement).findByRole('img', { name: /real-time/ })
    badge.focus()
    await expect(await within(canvasElement).findByRole('tooltip')).toBeVisible()
  },
}

/** Always a stop for the Tab key. Not inside a link or a button, where it would be a second one. */
export const TooltipAlways: Story = { name: 'Tooltip: always', args: { tooltip: true } }

/** No tooltip, and no stop for the Tab key: where the page explains the number itself. */
export const TooltipOff: Story = { name: 'Tooltip: off', args: { tooltip: false } }

/** In a link: one stop for the Tab key, and its name has the number in it. Hover still explains. */
export const InALink: Story = {
  name: 'In a link',
  render: (args) => (
    <a href="#stream">
      Harbour camera <ViewerCount {...args} />
    </a>
  ),
}

/** In a button: one stop for the Tab key, and the badge does nothing on its own. */
export const InAButton: Story = {
  name: 'In a button',
  render: (args) => (
    <button type="button">
      Watch <ViewerCount {...args} />
    </button>
  ),
}

/** In a card that hides what leaves it and lifts when it is pointed at: the tooltip is over everything. */
export const InACard: Story = {
  name: 'In a card that lifts',
  parameters: { said: false },
  render: (args) => (
    <div className="lifting-cards">
      {['Harbour camera', 'Summer concert'].map((name) => (
        <article key={name}>
          {name} <ViewerCount {...args} />
        </article>
      ))}
    </div>
  ),
  async play({ canvasElement }) {
    const canvas = within(canvasElement)
    const [badge] = await canvas.findAllByRole('img', { name: /real-time/ })
    await userEvent.hover(badge!)
    const tooltip = await canvas.findByRole('tooltip')
    const { left, top, width, height } = tooltip.getBoundingClientRect()
    await expect(document.elementFromPoint(left + width / 2, top + height / 2)).toBe(tooltip)
  },
}

/** In a label: a click on the badge ticks the box, as a click on the words does. */
export const InALabel: Story = {
  name: 'In a label',
  render: (args) => (
    <label>
      <input type="checkbox" /> Harbour camera <ViewerCount {...args} />
    </label>
  ),
}

/** In a cell of a table: a stop for the Tab key, because nothing else in the cell is one. */
export const InATableCell: Story = {
  name: 'In a table cell',
  render: (args) => (
    <table className="dashboard">
      <tbody>
        <tr>
          <th scope="row">Harbour camera</th>
          <td>
            <ViewerCount {...args} />
          </td>
        </tr>
      </tbody>
    </table>
  ),
}

/** Milestones are said aloud: 250, 500, 1,000. The first at once, the next a minute later at the earliest. */
export const AnnounceMilestones: Story = {
  name: 'Announce: milestones',
  args: { announce: 'milestones' },
  parameters: { ...controls('announce', 'locale', 'labels', 'variant', 'size'), said: false },
  render: (args) => (
    <div className="aloud">
      <Audience start={247} steps={[1, 10, 300]}>
        {(fetcher) => <ViewerCount {...args} fetcher={fetcher} />}
      </Audience>
    </div>
  ),
}

/** Changes of a tenth are said aloud, up and down, at most once a minute: for who runs the stream. */
export const AnnounceChanges: Story = {
  ...AnnounceMilestones,
  name: 'Announce: changes',
  args: { announce: 'changes' },
}
