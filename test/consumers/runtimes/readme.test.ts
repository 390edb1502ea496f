import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const APPS = fileURLToPath(new URL('apps', import.meta.url))
const README = fileURLToPath(new URL('../../../README.md', import.meta.url))

test('each line of code under "Where it runs" is a line of an app that was run', () => {
  const [, section = ''] = /^## Where it runs\n(.*?)^## /ms.exec(readFileSync(README, 'utf8')) ?? []
  const blocks = [...section.matchAll(/^```\w+\n(.*?)^```/gms)].map(([, code = '']) => code)
  const told = blocks.flatMap(linesOf).filter((line) => !line.startsWith('//'))
  expect(told.length).toBeGreaterThan(10)

  const files = readdirSync(APPS, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.includes('.next') && /\.(js|tsx?)$/.test(path))
    .map((path) => join(APPS, path))
    .filter((path) => statSync(path).isFile())
  const run = new Set(files.flatMap((path) => linesOf(readFileSync(path, 'utf8'))))
  expect(told.filter((line) => !run.has(line))).toEqual([])
})

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
