import { Component, type ReactNode } from 'react'

interface PlayerBoundaryProps {
  /** What stands in for a player that could not be loaded. */
  fallback: ReactNode
  onBreak: () => void
  children: ReactNode
}

/**
 * Keeps a player that breaks from breaking the page: with `/lazy` its code comes over the network,
 * and may not come. React itself says in the console what was thrown.
 */
export class PlayerBoundary extends Component<PlayerBoundaryProps, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true }
  }

  override componentDidCatch(): void {
    this.props.onBreak()
  }

  override render(): ReactNode {
    const { fallback, children } = this.props
    return this.state.isBroken ? fallback : children
  }
}
