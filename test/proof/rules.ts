/*
 * The times by which the truth of the audience's script is written, in seconds. The player's timers
 * run ten times as fast here, so what Mux and the player wait for is a tenth of what it is; a refresh
 * takes as long as ever, so the linger stays.
 */

/** The player tells what happened, but a start and an end, with its next batch: every 10 s. */
export const BATCH = 1
/** A view is lost 30 s after its last batch, so 20 to 30 s after its page was killed. */
export const LOST = 3
/** Who asked to play and saw nothing is counted for 60 s. */
export const START = 6
/** Who rebuffers is counted for 300 s, and 10 s until that is told. */
export const STALL = 31
/** Who has left is counted for 5 s, so that a refresh makes no dip. */
export const LINGER = 5

/** How long a reading holds on the server. */
export const TTL = 0.5
/** How often the badge asks. */
export const INTERVAL = 1

/** When nothing has been done for so long, the number must be right. */
export const SETTLE = Math.max(LOST, LINGER) + BATCH + INTERVAL + TTL

/** So much a machine with other work may be late with everything together. */
export const SLACK = 2
