import { expect, test } from 'vitest'
import { playCrowd } from '../proof/crowd/playCrowd'

/** All 10,000, and 1,000 of them over HTTP, take half a minute. */
const [people, ofThemOverHttp] = process.env.SOAK ? [10_000, 1_000] : [2_000, 100]

test(
  `${people} people, each with a habit, are counted right in every second, by Mux, our route and the badge`,
  { timeout: 180_000 },
  async () => {
    const { moments, compared, differences } = await playCrowd(people, ofThemOverHttp)
    expect(differences).toEqual([])
    expect(compared).toBeGreaterThan(1_000)
    expect(moments.map(({ badge }) => badge)).toEqual(moments.map(({ truth }) => truth))
    // What it is compared with must not be right by chance.
    expect(Math.max(...moments.map(({ truth }) => truth))).toBeGreaterThan(people * 0.8)
    expect(moments.at(-1)?.visits).toBeGreaterThan(1.2 * moments.at(-1)!.truth)
  },
)
