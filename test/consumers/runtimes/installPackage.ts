import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const TARGET = fileURLToPath(new URL('node_modules/mux-viewers', import.meta.url))

/**
 * Puts the package where the apps find it, packed and unpacked, so that nothing of this repository
 * is left but its `exports`. Not by the lock file, which would hold the hash of what changes each time;
 * what the package itself needs is in package.json.
 */
export default function installPackage(): void {
  rmSync(TARGET, { recursive: true, force: true })
  mkdirSync(TARGET, { recursive: true })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', TARGET]
  execFileSync(npm, packing, { cwd: ROOT, stdio: 'ignore' })
  const [tarball] = readdirSync(TARGET)
  if (tarball === undefined) throw new Error('npm pack made nothing')
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: TARGET })
  rmSync(join(TARGET, tarball))
}
