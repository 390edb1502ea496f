/** Whether a stream's state, or the status shown of it, says that nobody can be watching. */
export function isNotLive(state: string | undefined): state is 'idle' | 'ended' {
  return state === 'idle' || state === 'ended'
}
