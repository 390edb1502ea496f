/** The address of the watch page in this Storybook, for a stream. A link to it needs `target="_top"`. */
export function watchPageOf(streamId: string): string {
  return `./?path=/story/pages-watch-page--page&args=streamId:${streamId}`
}
