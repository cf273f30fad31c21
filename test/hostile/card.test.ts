// What a person reads before they agree, on a terminal that is narrower than the words of a server.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { makePlace, NODE, type Place } from '../protect/place.ts'
import { onTerminal } from '../protect/terminal.ts'

const TOLD = fileURLToPath(new URL('../servers/told', import.meta.url))
const COLUMNS = 80
const AGREE = 'anything else to leave all as it is:'

const places: Place[] = []
afterEach(() => {
  for (const place of places.splice(0)) place.remove()
})

function withWords(instructions: string): Place {
  const place = makePlace({}, 'yes: ask\n')
  places.push(place)
  cpSync(TOLD, place.path('told'), { recursive: true })
  const file = place.path('told/tools.json')
  const told = JSON.parse(readFileSync(file, 'utf8')) as object
  writeFileSync(file, JSON.stringify({ ...told, hello: { instructions } }))
  return place
}

/** As a terminal draws it: whatever is too long goes on at the left edge. */
const drawn = (shown: string): readonly string[] =>
  shown
    .split('\n')
    .flatMap((line) => line.replaceAll(/\u001B\[\d+m/g, '').match(new RegExp(`.{1,${COLUMNS}}`, 'gu')) ?? [''])

const approve = (place: Place) =>
  onTerminal(place, ['approve', 'notes', '--', NODE, place.path('told/server.mjs')], [[AGREE, 'no']], COLUMNS)

/** Behind four blanks and a quote mark. */
const FIRST = COLUMNS - 5
const row = (text: string): string => text.padEnd(COLUMNS)

test.each([
  ['a line of the card', row('Findings: none in all that was looked at')],
  ['the question', row('Approve exactly this as notes: nothing at all?')],
])('no words of a server draw %s', async (_, forged) => {
  const place = withWords(`${'Keeps notes. '.repeat(9).slice(0, FIRST)}${forged}${row('')}and so on`)
  const { shown, code, left } = await approve(place)
  expect([code, left]).toEqual([1, 0])
  const lines = drawn(shown)
  const said = lines.filter((line) => line.includes(forged.trim()))
  expect(said.length).toBeGreaterThan(0)
  for (const line of said) expect(line).toMatch(/^ {4}\| /)
})

test('an ordinary line of a server stands there as it is', async () => {
  const { shown } = await approve(withWords('Keeps notes.'))
  expect(drawn(shown)).toContain('    "Keeps notes."')
})
