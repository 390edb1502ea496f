import type { LivePlayerLabels } from '../../src/player'

/** What the player says where there is no picture, by the name that a control shows. */
export const PLAYER_LABELS = {
  English: {},
  German: {
    notStarted: 'Der Stream hat noch nicht begonnen. Er startet hier von selbst.',
    reconnecting: 'Die Übertragung ist unterbrochen. Sie geht von selbst weiter.',
    ended: 'Der Stream ist zu Ende.',
    failed: 'Der Player konnte nicht geladen werden. Bitte laden Sie die Seite neu.',
  },
  Arabic: {
    notStarted: 'لم يبدأ البث بعد. سيبدأ هنا من تلقاء نفسه.',
    reconnecting: 'انقطع البث مؤقتًا، وسيستأنف من تلقاء نفسه.',
    ended: 'انتهى البث.',
    failed: 'تعذّر تحميل المشغّل. أعد تحميل الصفحة.',
  },
  'only one changed': { notStarted: 'Doors open at eight.' },
} satisfies Record<string, Partial<LivePlayerLabels>>

/** The words of that name, as an arg: it stays a name until the story is drawn, so that its control can show it. */
export function playerWords(name: keyof typeof PLAYER_LABELS): Partial<LivePlayerLabels> {
  return name as Partial<LivePlayerLabels>
}
