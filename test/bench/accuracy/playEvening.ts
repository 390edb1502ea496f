import { Cast } from '../../proof/Cast'
import { Evening } from '../../proof/Evening'
import { fullScript } from '../../proof/fullScript'
import { judge, type Verdict } from '../../proof/judge'
import { SETTLE } from '../../proof/rules'
import { Stage } from '../../proof/Stage'

/** Real players do all that is in the script; each step lasts until nothing more can come. */
export async function playEvening(): Promise<Verdict[]> {
  const stage = await Stage.open()
  const cast = await Cast.gather(stage)
  try {
    const evening = new Evening(cast, { sinceDone: SETTLE + 1, sinceRight: 1 })
    await evening.play(fullScript)
    return judge(evening)
  } finally {
    await cast.leave()
    await stage.close()
  }
}
