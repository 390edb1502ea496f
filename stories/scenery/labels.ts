import type { ViewerLabels } from '../../src/index'

const GERMAN: ViewerLabels = {
  watching: {
    one: '{count} Person sieht gerade zu',
    other: '{count} Personen sehen gerade zu',
  },
  playing: { one: '{count} Wiedergabe läuft gerade', other: '{count} Wiedergaben laufen gerade' },
  viewers: { one: '{count} Person', other: '{count} Personen' },
  views: { one: '{count} Wiedergabe', other: '{count} Wiedergaben' },
  fresh: '{viewers}, in Echtzeit von Mux',
  stale: '{viewers}, letzter Stand von Mux',
  fallback: '{viewers}, aus Ihrer Datenbank',
  idle: '{viewers}, nicht live',
  ended: '{viewers}, beendet',
  final: '{viewers} zum Schluss',
  loading: 'Zuschauerzahl wird geladen',
  unknown: 'Zuschauerzahl nicht verfügbar',
  uncounted: 'Wiedergaben nicht gezählt',
  unconfirmed: '{text}, nicht bestätigt',
  reconnecting: '{text}, Verbindung wird wiederhergestellt',
  dated: '{text}, {when}',
}

/** All six plural categories: the word itself says one and two, and changes with 3, 11 and 100. */
const ARABIC: ViewerLabels = {
  watching: {
    zero: 'لا أحد يشاهد الآن',
    one: 'شخص واحد يشاهد الآن',
    two: 'شخصان يشاهدان الآن',
    few: '{count} أشخاص يشاهدون الآن',
    many: '{count} شخصًا يشاهدون الآن',
    other: '{count} شخص يشاهدون الآن',
  },
  playing: {
    zero: 'لا توجد عمليات تشغيل جارية الآن',
    one: 'عملية تشغيل واحدة جارية الآن',
    two: 'عمليتا تشغيل جاريتان الآن',
    few: '{count} عمليات تشغيل جارية الآن',
    many: '{count} عملية تشغيل جارية الآن',
    other: '{count} عملية تشغيل جارية الآن',
  },
  viewers: {
    zero: 'لا مشاهدين',
    one: 'مشاهد واحد',
    two: 'مشاهدان',
    few: '{count} مشاهدين',
    many: '{count} مشاهدًا',
    other: '{count} مشاهد',
  },
  views: {
    zero: 'لا عمليات تشغيل',
    one: 'عملية تشغيل واحدة',
    two: 'عمليتا تشغيل',
    few: '{count} عمليات تشغيل',
    many: '{count} عملية تشغيل',
    other: '{count} عملية تشغيل',
  },
  fresh: '{viewers}، لحظيًا من Mux',
  stale: '{viewers}، آخر عدد معروف من Mux',
  fallback: '{viewers}، من قاعدة بياناتك',
  idle: '{viewers}، لا بث مباشر الآن',
  ended: '{viewers}، انتهى البث',
  final: '{viewers} عند نهاية البث',
  loading: 'جارٍ تحميل عدد المشاهدين',
  unknown: 'عدد المشاهدين غير متاح',
  uncounted: 'عدد عمليات التشغيل غير متاح',
  unconfirmed: '{text}، غير مؤكد',
  reconnecting: '{text}، جارٍ إعادة الاتصال',
  dated: '{text}، {when}',
}

/** In Hindi 0 and 1 are both `one`. */
const HINDI: ViewerLabels = {
  watching: {
    one: '{count} दर्शक अभी देख रहा है',
    other: '{count} दर्शक अभी देख रहे हैं',
  },
  playing: { one: '{count} प्लेबैक अभी चल रहा है', other: '{count} प्लेबैक अभी चल रहे हैं' },
  viewers: '{count} दर्शक',
  views: '{count} प्लेबैक',
  fresh: '{viewers}, Mux से रीयल-टाइम',
  stale: '{viewers}, Mux से मिली पिछली संख्या',
  fallback: '{viewers}, आपके डेटाबेस से',
  idle: '{viewers}, लाइव नहीं',
  ended: '{viewers}, प्रसारण समाप्त',
  final: 'अंत में {viewers}',
  loading: 'दर्शकों की संख्या लोड हो रही है',
  unknown: 'दर्शकों की संख्या उपलब्ध नहीं है',
  uncounted: 'प्लेबैक गिने नहीं गए',
  unconfirmed: '{text}, पुष्टि नहीं हुई',
  reconnecting: '{text}, फिर से कनेक्ट हो रहा है',
  dated: '{text}, {when}',
}

/** Japanese has one form for every number. */
const JAPANESE: ViewerLabels = {
  watching: '現在{count}人が視聴中',
  playing: '現在{count}件を再生中',
  viewers: '視聴者{count}人',
  views: '再生{count}件',
  fresh: '{viewers}、Muxのリアルタイム値',
  stale: '{viewers}、Muxの最後の値',
  fallback: '{viewers}、自社データベースの値',
  idle: '{viewers}、現在は配信していません',
  ended: '{viewers}、配信は終了しました',
  final: '終了時は{viewers}',
  loading: '視聴者数を読み込み中',
  unknown: '視聴者数を取得できません',
  uncounted: '再生数は集計していません',
  unconfirmed: '{text}（未確認）',
  reconnecting: '{text}（再接続中）',
  dated: '{text}、{when}',
}

/** Words of the badge, by the name that a control shows. */
export const LABELS = {
  English: {},
  German: GERMAN,
  Arabic: ARABIC,
  Hindi: HINDI,
  Japanese: JAPANESE,
  'only one changed': { fresh: '{viewers}, live' },
} satisfies Record<string, Partial<ViewerLabels>>

/** The words of that name, as an arg: it stays a name until the story is drawn, so that its control can show it. */
export function words(name: keyof typeof LABELS): Partial<ViewerLabels> {
  return name as Partial<ViewerLabels>
}

/** The locales that a control offers. */
export const LOCALES = ['en', 'en-IN', 'de', 'fr', 'ar-EG', 'hi', 'ja'] as const
