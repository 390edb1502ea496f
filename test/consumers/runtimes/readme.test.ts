import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const APPS = fileURLToPath(new URL('apps', import.meta.url))
const README = fileURLToPath(new URL('../../../README.md', import.meta.url))

test.each([
  ['Where it runs', /^## Where it runs\n(.*?)^## /ms, 10],
  ['Several processes', /^\*\*Several processes\.\*\*(.*?)^\*\*/ms, 7],
  ['The record', /^## The record\n(.*?)^\*\*When no source/ms, 8],
])('each line of code under "%s" is a line of an app that was run', (_, section, atLeast) => {
  const [, text = ''] = section.exec(readFileSync(README, 'utf8')) ?? []
  const blocks = [...text.matchAll(/^```\w+\n(.*?)^```/gms)].map(([, code = '']) => code)
  const told = blocks.flatMap(linesOf).filter((line) => !line.startsWith('//'))
  expect(told.length).toBeGreaterThanOrEqual(atLeast)

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
