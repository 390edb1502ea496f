import type { ReactNode } from 'react'

const MESSAGES: readonly [who: string, what: string][] = [
  ['ada', 'Is this the camera by the old crane?'],
  ['jun', 'Yes, it was moved there in spring.'],
  ['mira', 'Good evening from Porto.'],
  ['theo', 'The clock in the picture is three seconds behind mine.'],
  ['jun', 'That is how live video is.'],
  ['ada', 'Quiet today, and still so many of us.'],
]

/** What stands beside a stream on most watch pages: scenery, nobody writes here. */
export function Chat(): ReactNode {
  return (
    <aside className="chat" aria-label="Chat">
      <h2>Chat</h2>
      <ol>
        {MESSAGES.map(([who, what]) => (
          <li key={what}>
            <strong>{who}</strong> {what}
          </li>
        ))}
      </ol>
      <p className="chat-field" aria-hidden="true">
        Say something …
      </p>
    </aside>
  )
}
