import type { Decorator } from '@storybook/react-vite'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import './scenery.css'

interface SaidProps {
  /** Badges. */
  children: ReactNode
  /** What the caption begins with. */
  title?: ReactNode
  /** One sentence more. */
  when?: ReactNode
}

/** Badges with the words that a screen reader says for them, for those who look. */
export function Said({ children, title, when }: SaidProps): ReactNode {
  const figure = useRef<HTMLElement>(null)
  const [words, setWords] = useState<string[]>([])

  useEffect(() => {
    if (!figure.current) return
    const read = (): void =>
      setWords(
        [...(figure.current?.querySelectorAll('[data-mux-viewers][aria-label]') ?? [])].map(
          (badge) => badge.getAttribute('aria-label') ?? '',
        ),
      )
    const observer = new MutationObserver(read)
    observer.observe(figure.current, {
      subtree: true,
      childList: true,
      attributeFilter: ['aria-label'],
    })
    read()
    return () => observer.disconnect()
  }, [])

  return (
    <figure ref={figure} className="said">
      <div className="said-badges">{children}</div>
      <figcaption>
        {title !== undefined && <strong>{title}</strong>}
        <bdi className="said-words">{words.length > 0 ? words.join(' · ') : '(nothing)'}</bdi>
        {when !== undefined && <small>{when}</small>}
      </figcaption>
    </figure>
  )
}

/** The words below every story of a file; a story without them says `parameters: { said: false }`. */
export const inWords: Decorator = (Story, { parameters }) =>
  parameters.said === false ? (
    <Story />
  ) : (
    <Said>
      <Story />
    </Said>
  )
