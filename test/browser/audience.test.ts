import { expect, test } from 'vitest'
import { Cast } from '../proof/Cast'
import { eveningScript } from '../proof/eveningScript'
import { Evening } from '../proof/Evening'
import { fullScript } from '../proof/fullScript'
import { judge } from '../proof/judge'
import { Stage } from '../proof/Stage'

// `npm run soak` plays everything, ten times in a row.
const isSoak = Boolean(process.env.SOAK)
const rounds = Array.from({ length: isSoak ? 10 : 1 }, (_, index) => index + 1)
test.each(rounds)(
  'a badge shows how many of an audience really watch, whatever they do (round %i)',
  { timeout: 600_000 },
  async () => {
    const stage = await Stage.open()
    const cast = await Cast.gather(stage)
    try {
      const evening = new Evening(cast, { sinceDone: 0, sinceRight: 0.3 })
      await evening.play(isSoak ? fullScript : eveningScript)
      const verdicts = judge(evening)
      expect(verdicts.flatMap(({ faults }) => faults)).toEqual([])
      expect(verdicts.map(({ does, ours }) => [does, ours])).toEqual(
        verdicts.map(({ does, truth }) => [does, truth]),
      )
      // What it replaces is wrong at last by those who paused, vanished or never pressed play.
      expect(verdicts.at(-1)?.visits).toBeGreaterThan(0)
    } finally {
      await cast.leave()
      await stage.close()
    }
  },
)
