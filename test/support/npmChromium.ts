import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const PACKED = join(MODULES, '@sparticuz/chromium/bin')
const UNPACKED = join(MODULES, '.cache/sparticuz-chromium')

/** Where {@link unpackNpmChromium} leaves the browser's start script. */
export const NPM_CHROMIUM: string = join(UNPACKED, 'chromium.sh')

// The package's libraries are used only where the system misses one, its fonts only where there are
// none: without fonts a page's text is invisible.
const START_SCRIPT = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
if ldd "$here/chromium" 2>/dev/null | grep -q 'not found'; then
  export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
[ -f /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`

const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(UNPACKED, 'fonts')}</dir>
  <cachedir>${join(UNPACKED, 'fontcache')}</cachedir>
</fontconfig>
`

/**
 * Unpacks the Chromium inside the npm package `@sparticuz/chromium` (Linux x64, about 3 s) and
 * gives the path of its start script; `undefined` on other machines. The package's own
 * `executablePath()` is not used: it unpacks to fixed names in the temporary folder, and leaves
 * its libraries packed outside AWS.
 */
export async function unpackNpmChromium(): Promise<string | undefined> {
  const isLinux64 = process.platform === 'linux' && process.arch === 'x64'
  if (!isLinux64 || !existsSync(PACKED)) return undefined
  if (existsSync(NPM_CHROMIUM)) return NPM_CHROMIUM

  // Made beside its place and moved there whole, so that two test runs at once do no harm.
  const growing = `${UNPACKED}.${process.pid}`
  await mkdir(growing, { recursive: true })
  try {
    await Promise.all([
      decompress('chromium.br', join(growing, 'chromium')),
      ...['al2023', 'swiftshader', 'fonts'].map((name) => unpackTar(name, growing)),
    ])
    // Last: the package's own fonts.conf names folders outside this one.
    await writeFile(join(growing, 'fonts.conf'), FONTS_CONF)
    await writeFile(join(growing, 'chromium.sh'), START_SCRIPT)
    await chmod(join(growing, 'chromium'), 0o755)
    await chmod(join(growing, 'chromium.sh'), 0o755)
    await rename(growing, UNPACKED)
  } catch (error) {
    await rm(growing, { recursive: true, force: true })
    if (!existsSync(NPM_CHROMIUM)) throw error
  }
  return NPM_CHROMIUM
}

async function decompress(packed: string, path: string): Promise<void> {
  await pipeline(
    createReadStream(join(PACKED, packed)),
    createBrotliDecompress(),
    createWriteStream(path),
  )
}

async function unpackTar(name: string, folder: string): Promise<void> {
  const tar = join(folder, `${name}.tar`)
  await decompress(`${name}.tar.br`, tar)
  const { status, stderr } = spawnSync('tar', ['-xf', tar, '-C', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar could not unpack ${name}: ${stderr}`)
  await rm(tar)
}
