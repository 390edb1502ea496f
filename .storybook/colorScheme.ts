import { useEffect } from 'react'

export type Theme = 'light' | 'dark'

/** Gives the page the `color-scheme` of the toolbar, as an app would: the badge follows it. */
export function useColorScheme(theme: Theme): void {
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
}
