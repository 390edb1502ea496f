/** What a runtime is started with: the emulator's variables. */
export type Env = Readonly<Record<string, string>>

/** A server that listens. */
export interface Running {
  /** Where our route answers. */
  readonly url: string
  /** What the platform was given to stay awake for: nothing where a process stays by itself. */
  readonly keptAwakeFor: () => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}
