import type { ReactNode } from 'react'
import './scenery.css'

interface PictureProps {
  /** How bright it is under the badge. */
  look: 'light' | 'dark' | 'busy'
  children: ReactNode
}

/** Something like a frame of video, with a badge in its corner. */
export function Picture({ look, children }: PictureProps): ReactNode {
  return (
    <div className="picture" data-look={look}>
      {children}
    </div>
  )
}

interface CardProps {
  title: string
  children: ReactNode
}

/** A stream in a list of streams; all of it is one link. */
export function Card({ title, children }: CardProps): ReactNode {
  return (
    <a className="card" href="#stream">
      <span>{title}</span>
      {children}
    </a>
  )
}
