/** The kinds of id counts can be asked for. https://www.mux.com/docs/guides/signing-jwts */
export const subjectKinds = ['live_stream_id', 'playback_id', 'asset_id', 'video_id'] as const

/** One kind of id; they are not interchangeable. */
type SubjectKind = (typeof subjectKinds)[number]

/** What is counted. */
export interface Subject {
  kind: SubjectKind
  id: string
}

/** A text that stands for a subject. */
export function subjectKey(subject: Subject): string {
  return `${subject.kind}:${subject.id}`
}
