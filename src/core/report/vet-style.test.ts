import { expect, test } from 'vitest'
import { VET_STYLE } from './vet-style.ts'

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const whole = hex.length === 4 ? hex.replaceAll(/[0-9a-f]/g, '$&$&') : hex
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(whole.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const schemes: readonly Readonly<Record<string, string | undefined>>[] = [
  ...VET_STYLE.matchAll(/:root\{([^}]+)\}/g),
].map(([, rules]) =>
  Object.fromEntries([...rules!.matchAll(/--([a-z]+):(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value])),
)

test('there is one in light and one in dark', () => {
  expect(schemes.map(({ back }) => back)).toEqual(['#fff', '#0d1117'])
})

test.each(['ink', 'soft', 'good', 'warn', 'bad'])('%s can be read on the page and in its boxes', (name) => {
  for (const scheme of schemes) {
    for (const behind of ['back', 'card']) {
      expect(contrast(scheme[name] ?? '', scheme[behind] ?? '')).toBeGreaterThanOrEqual(4.5)
    }
  }
})
