/** How long there is until a moment by how long this process runs, in milliseconds. */
export const leftMs = (until: number): number => Math.max(0, until - performance.now())
