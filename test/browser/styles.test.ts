import { gzipSync } from 'node:zlib'
import { transformSync } from 'esbuild'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { styleSheet } from './styleSheet'

const STYLES = styleSheet()
/** As a browser reads it that cannot anchor a tooltip. */
const STYLES_WITHOUT_ANCHOR = STYLES.replace('(anchor-scope: all)', '(anchor-scope: unheard-of)')

const EYE = '<svg width="1.5em" height="1.5em"></svg>'

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...CHROMIUM_FLAGS],
  })
})
beforeEach(async () => {
  page = await browser.newPage()
})
afterEach(async () => page.close())
afterAll(async () => browser?.close())

/** The markup of `ViewerCount`; of two attributes with one name the first counts. */
function badge(attributes = '', dot = 'solid', icon = '👁'): string {
  return `<span data-mux-viewers ${attributes} data-variant="subtle" data-size="medium" data-status="fresh">
    <span data-slot="icon">${icon}</span> <span data-slot="count">1,247</span>
    <span data-slot="dot" data-dot="${dot}">●</span><span data-slot="age"> 12 seconds ago</span>
    <span role="tooltip" data-slot="tooltip">1,247 viewers watching now, real-time from Mux</span>
  </span>`
}

async function show(body: string, styles = STYLES, html = ''): Promise<void> {
  await page.setContent(
    `<!doctype html><html ${html}><style>:root { color-scheme: light dark } body { margin: 0 }
    ${styles}</style>${body}`,
  )
}

test('a long badge in a narrow place breaks its line, and scrolls nothing', async () => {
  await page.setViewportSize({ width: 320, height: 480 })
  await show(`<h1 style="margin: 0; font-size: 32px">
    <span data-mux-viewers data-variant="subtle" data-size="large" data-status="fresh"><span
      data-slot="icon">👁</span> <span data-slot="count">1,234,567</span> <span data-slot="dot"
      data-dot="solid">●</span><span data-slot="age"> 12 seconds ago</span></span></h1>`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})

test('weighs little', () => {
  const { code } = transformSync(STYLES, { loader: 'css', minify: true })
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(1_900)
})

describe.each(['light', 'dark'] as const)('in a %s page', (colorScheme) => {
  test.each(['subtle', 'solid', 'outline', 'overlay'])('%s can be read', async (variant) => {
    await page.emulateMedia({ colorScheme })
    const fresh = badge(`data-variant="${variant}"`)
    const old = badge(`data-variant="${variant}" data-status="stale"`, 'hollow')
    await show(`<style>html { background: Canvas }</style>${fresh}${old}`)
    const canvas = await colourOf('html', 'backgroundColor')
    const grounds = variant === 'overlay' ? [WHITE, BLACK] : [canvas]
    for (const status of ['fresh', 'stale']) {
      const root = `[data-status=${status}]`
      const own = await colourOf(root, 'backgroundColor')
      for (const ground of grounds.map((behind) => over(own, behind))) {
        expect(contrast(await colourOf(root, 'color'), ground)).toBeGreaterThan(4.5)
        for (const slot of ['count', 'age']) {
          const text = await colourOf(`${root} [data-slot=${slot}]`, 'color')
          expect(contrast(text, ground), `${slot} ${status}`).toBeGreaterThan(4.5)
        }
        const dot = await colourOf(`${root} [data-slot=dot]`, 'color')
        expect(contrast(dot, ground), `dot ${status}`).toBeGreaterThan(3)
      }
      const [text, ground] = [
        await colourOf(`${root} [role=tooltip]`, 'color'),
        await colourOf(`${root} [role=tooltip]`, 'backgroundColor'),
      ]
      expect(contrast(text, ground)).toBeGreaterThan(4.5)
    }
  })
})

describe.each([
  ['with anchors', STYLES],
  ['without anchors', STYLES_WITHOUT_ANCHOR],
])('on a narrow page, %s', (_, styles) => {
  test.each([
    ['ltr', 'top: 0; left: 0'],
    ['ltr', 'top: 0; right: 0'],
    ['ltr', 'bottom: 0; right: 0'],
    ['rtl', 'top: 0; left: 0'],
    ['rtl', 'bottom: 0; right: 0'],
  ])('in %s at %s, the tooltip is on the screen', async (direction, corner) => {
    await page.setViewportSize({ width: 320, height: 500 })
    const announcement = '<span role="status" data-mux-viewers-announcement>1,247 viewers</span>'
    await show(
      `<div style="position: absolute; ${corner}">${badge('data-size="large"')}${announcement}</div>`,
      styles,
      `dir="${direction}"`,
    )
    const tooltip = await page.getByRole('tooltip').boundingBox()
    expect(tooltip).not.toBeNull()
    const { x, y, width, height } = tooltip!
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(320)
    expect(y + height).toBeLessThanOrEqual(500)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })
})

test.each([
  ['top: 100px', ''],
  ['bottom: 0', ''],
  ['top: 100px', 'style="backdrop-filter: blur(4px)"'],
])(
  'at %s %s the tooltip covers no number and the pointer reaches it',
  async (place, attributes) => {
    await show(`<div style="position: absolute; left: 300px; ${place}">${badge(attributes)}</div>`)
    const lost = await page.evaluate(() => {
      const root = document.querySelector('[data-mux-viewers]')!
      const [a, b] = [root, root.querySelector('[role=tooltip]')!].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return { x: x + width / 2, y: y + height / 2 }
      }) as [DOMPoint, DOMPoint]
      const steps = Array.from({ length: 101 }, (_, step) => step / 100)
      return steps.filter((step) => {
        const hit = document.elementFromPoint(a.x + (b.x - a.x) * step, a.y + (b.y - a.y) * step)
        return !root.contains(hit)
      })
    })
    expect(lost).toEqual([])
    const [number, tooltip] = [page.locator('[data-slot=count]'), page.getByRole('tooltip')]
    const [above, below] = [(await number.boundingBox())!, (await tooltip.boundingBox())!].toSorted(
      (a, b) => a.y - b.y,
    )
    expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y)
  },
)

test('a class, a variable of an ancestor and `hidden` win; a reset does not', async () => {
  const own = '.own { background: rgb(1, 2, 3) } * { margin: 0; padding: 0; border: 0 }'
  await show(
    `<style>${own}</style><div style="--mux-viewers-color: rgb(4, 5, 6)">
      ${badge('class="own"')}</div>${badge('id="gone" hidden')}`,
  )
  const look = await page.locator('.own').evaluate((element) => {
    const { backgroundColor, color, paddingLeft } = getComputedStyle(element)
    return { backgroundColor, color, padding: parseFloat(paddingLeft) }
  })
  expect(look).toMatchObject({ backgroundColor: 'rgb(1, 2, 3)', color: 'rgb(4, 5, 6)' })
  expect(look.padding).toBeGreaterThan(0)
  expect(await page.locator('#gone').isVisible()).toBe(false)
})

test('the number stands on the line of the text around, whatever the icon', async () => {
  const mark = '<i style="display: inline-block"></i>'
  await show(`Now ${mark}${badge('', 'solid', EYE).replace('1,247', mark)}`)
  const [around, number] = await page
    .locator('i')
    .evaluateAll((marks) => marks.map((each) => each.getBoundingClientRect().bottom))
  expect(Math.abs(number! - around!)).toBeLessThan(0.5)
})

test.each(['age', 'tooltip'])(
  'English words of the %s stay in order on a page in Arabic',
  async (slot) => {
    await show(badge(), STYLES, 'dir="rtl"')
    const [first, word] = await page.locator(`[data-slot=${slot}]`).evaluate((element) => {
      const text = element.firstChild!
      const at = (found: number): number => {
        const range = document.createRange()
        range.setStart(text, found)
        range.setEnd(text, found + 1)
        return range.getBoundingClientRect().left
      }
      return [at(text.textContent!.search(/\d/)), at(text.textContent!.search(/[a-z]/))]
    })
    expect(first).toBeLessThan(word)
  },
)

test('an announcement is for ears only', async () => {
  await show('<span role="status" data-mux-viewers-announcement>1,247 viewers</span>')
  const status = page.getByRole('status')
  expect(await status.ariaSnapshot()).toContain('1,247 viewers')
  const { width, height } = (await status.boundingBox())!
  expect(Math.max(width, height)).toBeLessThanOrEqual(1)
})

test('in forced colours the badge has a border and the tooltip a ground', async () => {
  await page.emulateMedia({ forcedColors: 'active' })
  await show(badge())
  expect(await colourOf('[data-mux-viewers]', 'borderTopColor')).toEqual(
    await colourOf('[data-mux-viewers]', 'color'),
  )
  const ground = await colourOf('[role=tooltip]', 'backgroundColor')
  expect(contrast(await colourOf('[role=tooltip]', 'color'), ground)).toBeGreaterThan(4.5)
  expect((await colourOf('[role=tooltip]', 'borderTopColor'))[3]).toBe(0)
})

/** Red, green and blue of 0 to 255, and alpha of 0 to 1. */
type Colour = readonly [number, number, number, number]

const WHITE: Colour = [255, 255, 255, 1]
const BLACK: Colour = [0, 0, 0, 1]

async function colourOf(
  selector: string,
  property: 'color' | 'backgroundColor' | 'borderTopColor',
): Promise<Colour> {
  const text = await page
    .locator(selector)
    .evaluate((element, name) => getComputedStyle(element)[name], property)
  const [red = NaN, green = NaN, blue = NaN, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number)
  return [red, green, blue, alpha]
}

function over([red, green, blue, alpha]: Colour, behind: Colour): Colour {
  const mix = (front: number, back: number): number => front * alpha + back * (1 - alpha)
  return [mix(red, behind[0]), mix(green, behind[1]), mix(blue, behind[2]), 1]
}

/** As WCAG 2 counts it, 1 to 21. */
function contrast(one: Colour, other: Colour): number {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (more + 0.05) / (less + 0.05)
}

function luminance([red, green, blue]: Colour): number {
  const linear = (value: number): number =>
    value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
