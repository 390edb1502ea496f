import { DocsContainer, type DocsContainerProps } from '@storybook/addon-docs/blocks'
import { useEffect, useState, type PropsWithChildren, type ReactNode } from 'react'
import { GLOBALS_UPDATED, SET_GLOBALS } from 'storybook/internal/core-events'
import { themes } from 'storybook/theming'
import { useColorScheme, type Theme } from './colorScheme'

type Channel = DocsContainerProps['context']['channel']

/** A documentation page that follows the theme of the toolbar; Storybook's own is always light. */
export default function ThemedDocs(props: PropsWithChildren<DocsContainerProps>): ReactNode {
  const theme = useTheme(props.context.channel)
  useColorScheme(theme)
  return <DocsContainer {...props} theme={themes[theme]} />
}

/** What the toolbar says, also to a page without a story: there no decorator is told. */
function useTheme(channel: Channel): Theme {
  const [theme, setTheme] = useState(
    () => themeIn(channel.last(GLOBALS_UPDATED)) ?? themeIn(channel.last(SET_GLOBALS)) ?? 'light',
  )
  useEffect(() => {
    const hear = (...told: unknown[]): void => setTheme((before) => themeIn(told) ?? before)
    channel.on(GLOBALS_UPDATED, hear)
    return () => channel.off(GLOBALS_UPDATED, hear)
  }, [channel])
  return theme
}

/** The theme in what an event told. */
function themeIn(told: unknown): Theme | undefined {
  const [event] = (told ?? []) as { globals?: { theme?: Theme } }[]
  return event?.globals?.theme
}
