import { expect, waitFor, type within } from 'storybook/test'

/** What the pages with a real player have in common. It has to be spread: Storybook reads a file's own object. */
export const PAGE = {
  args: { interval: 5_000 },
  parameters: {
    layout: 'fullscreen',
    // What is inside Mux's player is Mux's to mend; everything around it is ours.
    a11y: { context: { exclude: ['mux-player'] } },
    controls: { expanded: true },
  },
}

/** Waits until the page has settled, with a server behind it or without. */
export async function settle({ canvas }: { canvas: ReturnType<typeof within> }): Promise<void> {
  await waitFor(() => expect(canvas.queryByText(/^Looking for/)).toBeNull(), { timeout: 20_000 })
}
