import type { NextConfig } from 'next'
import { join } from 'node:path'

// Else Next takes the lock file of the repository around it for its own.
const root = join(import.meta.dirname, '../..')

export default { turbopack: { root }, outputFileTracingRoot: root } satisfies NextConfig
