// `npm run bench -- NAME`: a table, and as last line one JSON object.
import { accuracy } from './accuracy'
import type { Bench } from './Bench'
import { badges } from './badges'
import { budget } from './budget'
import { freshness } from './freshness'
import { store } from './store'
import { throughput } from './throughput'
import { weight } from './weight'

const BENCHES: Record<string, Bench> = {
  weight,
  badges,
  freshness,
  budget,
  throughput,
  store,
  accuracy,
}

const [name = ''] = process.argv.slice(2)
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
if (bench === undefined) {
  const asked = name === '' ? 'Which bench?' : `There is no bench ${name}.`
  process.stderr.write(`${asked} There are: ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 1
} else {
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  print(JSON.stringify(await bench(print)))
}
