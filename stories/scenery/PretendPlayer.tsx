import type { MuxPlayerProps, MuxPlayerRefAttributes } from '@mux/mux-player-react'
import {
  useCallback,
  useContext,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ForwardedRef,
  type ReactNode,
} from 'react'
import { PretendControls } from './PretendControls'
import { NO_SOURCE, type PlayerFacts, type Plot } from './plots'
import { still } from './still'
import { ToldContext } from './Told'
import './player.css'

interface PretendPlayerProps {
  plot: Plot
  /** What `LivePlayer` hands on. */
  given: MuxPlayerProps
  forwarded: ForwardedRef<MuxPlayerRefAttributes>
}

/** What is drawn of the picture, by the last event that changed it. */
const PICTURES: Record<string, string> = {
  emptied: 'none',
  loadedmetadata: 'still',
  playing: 'moving',
  pause: 'still',
  waiting: 'waiting',
  error: 'failed',
}

/**
 * Looks and speaks like Mux's player, but plays nothing and needs no network.
 */
export function PretendPlayer({ plot, given, forwarded }: PretendPlayerProps): ReactNode {
  const { playbackId, src, poster, className, style, preload, metadata } = given
  const source = playbackId ?? src ?? undefined
  const element = useRef<HTMLElement | null>(null)
  const [facts, setFacts] = useState<PlayerFacts>(NO_SOURCE)
  const [picture, setPicture] = useState('none')
  const [isAsked, setAsked] = useState(false)

  const attach = useCallback((next: HTMLDivElement | null) => {
    element.current = next
    if (next !== null) Object.assign(next, NO_SOURCE, { play: async () => undefined })
  }, [])
  useImperativeHandle(forwarded, () => element.current as unknown as MuxPlayerRefAttributes, [])
  const say = useCallback((type: string, changed: Partial<PlayerFacts> = {}, detail?: unknown) => {
    const player = element.current
    if (player === null) return
    Object.assign(player, changed)
    setFacts((before) => ({ ...before, ...changed }))
    setPicture((before) => PICTURES[type] ?? before)
    player.dispatchEvent(new CustomEvent(type, { detail }))
  }, [])

  const turn = useRef(0)
  const isLater = preload === 'none' && !isAsked
  useEffect(() => {
    if (source === undefined || isLater) return
    turn.current += 1
    plot(say, turn.current)
    return () => say('emptied', NO_SOURCE)
  }, [source, isLater, plot, say])

  const told = useContext(ToldContext)
  const tells = JSON.stringify(metadata)
  useEffect(() => told(tells), [told, tells])

  const shown = picture === 'none' ? poster : still('pretend-stream')
  return (
    <div
      ref={attach}
      className={`pretend-player ${className ?? ''}`}
      style={style}
      onPointerEnter={() => say('userinactivechange', {}, false)}
      onPointerLeave={() => say('userinactivechange', {}, true)}
    >
      {shown && <img src={shown} alt="" />}
      <PretendControls
        facts={facts}
        picture={picture}
        isLoading={source !== undefined && picture === 'none' && !isLater}
        title={given.videoTitle ?? given.title}
        say={(...said) => (isLater ? setAsked(true) : say(...said))}
      />
    </div>
  )
}
