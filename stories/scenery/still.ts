interface Scene {
  /** Of the sky, in degrees around the colour wheel. */
  hue: number
  /** Where the sun stands, from left to right in a width of 160. */
  sun: number
  /** What is in front of it, as an SVG path in a picture of 160 by 90. */
  ground: string
}

const HILLS = 'M0 62Q30 40 62 58T118 52T160 60V90H0Z'
const WAVES = 'M0 60Q10 55 20 60T40 60T60 60T80 60T100 60T120 60T140 60T160 60V90H0Z'
const TOWN =
  'M0 66H14V48H30V58H40V36H56V54H70V44H82V60H100V40H110V30H116V40H128V56H144V50H160V90H0Z'
const STAGE = 'M0 72H160V90H0ZM34 72V54A8 8 0 1 1 50 54V72ZM108 72V50A9 9 0 1 1 126 50V72Z'

const GROUNDS = [WAVES, HILLS, STAGE, TOWN]

/**
 * A still picture for a stream, the same one for the same name: a poster without a file and without
 * a network.
 */
export function still(name: string): string {
  const { hue, sun, ground } = sceneOf(name)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">
<linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 60% 22%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 65% 55%)"/></linearGradient>
<rect width="160" height="90" fill="url(#s)"/>
<circle cx="${sun}" cy="42" r="13" fill="hsl(${(hue + 60) % 360} 90% 80%)"/>
<path d="${ground}" fill="hsl(${hue} 45% 15%)"/>
<path d="${ground}" fill="hsl(${hue} 40% 22%)" transform="translate(0 11)"/>
</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

function sceneOf(name: string): Scene {
  const sum = Array.from(name).reduce(
    (before, letter) => (before * 31 + letter.charCodeAt(0)) % 9_973,
    7,
  )
  return { hue: (sum * 137) % 360, sun: 24 + (sum % 112), ground: GROUNDS[sum % GROUNDS.length]! }
}
