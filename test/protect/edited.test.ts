// What its user, a client or another tool makes of a protected file before it is unprotected: the words that stood there first come
// back wherever the entry is by then, and nothing else is lost.
import { renameSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { BIN, makePlace, NODE, type Place } from './place.ts'

const [CURSOR, WINDSURF, GOOSE] = ['.cursor/mcp.json', '.codeium/windsurf/mcp_config.json', '.config/goose/config.yaml']
const FILES = '{ "command": "npx", "args": ["-y", "some-files@1.2.3"], "env": {"A": "b"} }'
const NOTES = '{ "command": "notes-server" }'
const file = (...members: readonly string[]): string => `{\n  "mcpServers": {\n    ${members.join(',\n    ')}\n  }\n}\n`
const BEFORE = file(`"files": ${FILES}`, `"notes": ${NOTES}`)

const places: Place[] = []
afterEach(() => places.splice(0).forEach((place) => place.remove()))
function protectedPlace(text = BEFORE): Place {
  const place = makePlace({ [CURSOR]: text })
  places.push(place)
  expect(place.run('protect', '--yes').stdout).toContain('2 entries protected in 1 file')
  return place
}
const edit = (place: Place, from: string | RegExp, to: string): void => {
  const text = place.read(CURSOR)
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  place.write(CURSOR, changed)
}
const unprotected = (place: Place, status = 0): string => {
  const { status: code, stdout } = place.run('unprotect', '--yes')
  expect(`${code} ${stdout}`).toMatch(new RegExp(`^${status} `))
  return stdout
}

test.each([
  {
    what: 'renamed',
    change: (place: Place) => edit(place, '"files"', '"mine"'),
    after: file(`"mine": ${FILES}`, `"notes": ${NOTES}`),
  },
  {
    what: 'copied',
    change: (place: Place) => edit(place, /"files": (.*),/, '"files": $1,\n    "copy": $1,'),
    after: file(`"files": ${FILES}`, `"copy": ${FILES}`, `"notes": ${NOTES}`),
  },
  {
    what: 'given the name of another one, which has its name',
    change: (place: Place) => {
      edit(place, '"files"', '"other"')
      edit(place, '"notes":', '"files":')
      edit(place, '"other"', '"notes"')
    },
    after: file(`"notes": ${FILES}`, `"files": ${NOTES}`),
  },
  {
    what: 'given more words behind ours',
    change: (place: Place) => edit(place, '"run", "files"]', '"run", "files", "--read", "/srv"]'),
    after: BEFORE,
  },
  {
    what: 'renamed, and protected again beside a new one',
    change: (place: Place) => {
      edit(place, '"files": ', '"files": { "command": "new-server" },\n    "mine": ')
      expect(place.run('protect', '--yes').stdout).toContain('1 entry protected in 1 file')
    },
    after: file('"files": { "command": "new-server" }', `"mine": ${FILES}`, `"notes": ${NOTES}`),
  },
  {
    what: 'taken away with its file, and put back after an unprotect',
    change: (place: Place) => {
      renameSync(place.path(CURSOR), place.path('away'))
      expect(unprotected(place)).toContain('"files" gone: the file is not there any more')
      expect(unprotected(place)).toContain('nothing was changed')
      renameSync(place.path('away'), place.path(CURSOR))
    },
    after: BEFORE,
  },
])('$what: its own words come back', ({ change, after }) => {
  const place = protectedPlace()
  change(place)
  unprotected(place)
  expect(place.read(CURSOR)).toBe(after)
})

test('an entry that moved to the file of another client has its own words there', () => {
  const place = protectedPlace()
  place.write(WINDSURF, place.read(CURSOR))
  renameSync(place.path(CURSOR), place.path('away'))
  unprotected(place)
  expect(place.read(WINDSURF)).toBe(BEFORE)
})

test('an entry that was copied into a file of another kind starts there what it started here', () => {
  const place = protectedPlace()
  place.write(
    GOOSE,
    `extensions:\n  files:\n    type: stdio\n    cmd: "${NODE}"\n    args: ["${BIN}", "run", "files"]\n`,
  )
  expect(unprotected(place)).toContain('"files" will be rebuilt: it came from elsewhere')
  expect(place.read(GOOSE)).toBe(
    'extensions:\n  files:\n    type: stdio\n    cmd: "npx"\n    args: ["-y", "some-files@1.2.3"]\n',
  )
})

test('an entry with an address that was renamed names it again', () => {
  const remote = '{ "url": "https://mcp.example.test/mcp", "headers": {"X-A": "b"} }'
  const place = protectedPlace(file(`"far": ${remote}`, `"notes": ${NOTES}`))
  edit(place, '"far"', '"farther"')
  unprotected(place)
  expect(place.read(CURSOR)).toBe(file(`"farther": ${remote}`, `"notes": ${NOTES}`))
})

test('more words behind ours are not put behind us again: it is said what to do instead', () => {
  const place = protectedPlace()
  edit(place, '"run", "files"]', '"run", "files", "--read", "/srv"]')
  const text = place.read(CURSOR)
  const { status, stdout } = place.run('protect', '--yes')
  expect(stdout).toContain('"files" left as it is (line 3): more words stand behind `run files`, which then refuses')
  expect({ status, text: place.read(CURSOR) }).toEqual({ status: 1, text })
})

test('a command of its user stays, whatever it begins with', () => {
  const place = protectedPlace()
  edit(place, `"args": ["${BIN}", "run", "files"]`, `"args": ["${BIN}", "runs", "files"]`)
  expect(unprotected(place)).toContain('"files" edited: somebody gave it another command since; that stays')
  expect(place.read(CURSOR)).toContain('"runs", "files"]')
})

test('what cannot be given back says what to do and where the copy is, and is given back once that is done', () => {
  const place = protectedPlace()
  const text = place.read(CURSOR)
  place.write(CURSOR, text.slice(0, 60))
  const said = unprotected(place, 2)
  expect(said).toMatch(/^next: put right in the file .* Copies of the files as they were: ".*\/protect\/backups"$/m)
  place.write(CURSOR, text)
  unprotected(place)
  expect(place.read(CURSOR)).toBe(BEFORE)
})

test('an entry that nobody knows is left, and named with what to do', () => {
  const place = protectedPlace()
  edit(
    place,
    /"files": (.*),/,
    `"files": $1,\n    "strange": { "command": "${NODE}", "args": ["${BIN}", "run", "strange"] },`,
  )
  expect(unprotected(place, 2)).toContain('"strange" cannot: no journal knows what it was')
  expect(place.read(CURSOR)).toContain('"run", "strange"]')
})
