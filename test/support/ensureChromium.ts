// Prints the path of a Chromium that starts, getting one when there is none.
import { ensureChromium } from './chromium'

process.stdout.write(`${await ensureChromium()}\n`)
