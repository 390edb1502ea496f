// Fails when a package-lock.json lacks an optional dependency that a locked package names (`npm ci`
// then refuses, and other platforms get no binary), or keeps the address of a registry.
import { readFileSync } from 'node:fs'

interface LockedPackage {
  optionalDependencies?: Record<string, string>
  resolved?: string
}

const LOCKS = [
  'package-lock.json',
  'test/consumers/react18/package-lock.json',
  'test/consumers/runtimes/package-lock.json',
]

/** Whether Node would find `name` from the package that lies at `at`: beside it or above. */
function isLocked(packages: Record<string, LockedPackage>, name: string, at: string): boolean {
  const path = (at && `/${at}`).split('/node_modules/')
  return path.some((_, depth) => {
    const folder = path.slice(0, depth + 1).join('/node_modules/')
    return `${folder}/node_modules/${name}`.slice(1) in packages
  })
}

const faults = LOCKS.flatMap((lock) => {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages: Record<string, LockedPackage>
  }
  return Object.entries(packages).flatMap(([at, { optionalDependencies = {}, resolved }]) => [
    ...Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, name, at))
      .map((name) => `${lock}: ${at} may use ${name}, which is not locked`),
    ...(resolved === undefined ? [] : [`${lock}: ${at} is locked to ${resolved}`]),
  ])
})

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`)
  process.exitCode = 1
}
