// Every attack of the lab, played by the built program: with all layers, and with each of four layers off in turn.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ATTACKS } from '../../src/core/lab/table.ts'
import { unplayed } from '../../src/core/model/lab.ts'
import { BIN, NODE } from '../real/home.ts'

type Cell = { readonly state: string; readonly word: string; readonly why: string }
type Answer = {
  readonly exit: number
  readonly sums: readonly Cell[]
  readonly attacks: readonly {
    readonly id: string
    readonly trouble: string | null
    readonly variants: readonly { readonly id: string; readonly control: Cell; readonly runs: Record<string, Cell> }[]
    readonly twin: Record<string, Cell>
  }[]
}

const COLUMNS = ['all', 'L6', 'L7', 'L8', 'L9'] as const
const PATIENCE_MS = 40 * 60_000
let scratch: string
let status: number | null
let answer: Answer
let page: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sallyport-played-'))
  const html = join(scratch, 'matrix.html')
  const off = COLUMNS.slice(1).flatMap((layer) => ['--without', layer])
  const played = await sallyport('lab', 'run', '--json', '--html', html, ...off)
  status = played.status
  expect(played.stdout, played.stderr).not.toBe('')
  answer = JSON.parse(played.stdout) as Answer
  page = readFileSync(html, 'utf8')
}, PATIENCE_MS)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function sallyport(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { ...process.env, SALLYPORT_HOME: join(scratch, 'state'), TMPDIR: scratch, NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(NODE, [BIN, ...words], { env, maxBuffer: 64 * 1024 ** 2 }, (cause, stdout, stderr) => {
      resolve({ status: cause === null ? 0 : Number(cause.code), stdout, stderr })
    })
  })
}

const played = ATTACKS.flatMap(({ id, variants }) =>
  variants.flatMap((variant) =>
    unplayed(variant) === undefined ? [[`${id} ${variant.id}`.trim(), id, variant] as const] : [],
  ),
)
const found = (id: string) => answer.attacks.find((attack) => attack.id === id)!

describe.each(played)('%s', (_, id, variant) => {
  const row = () => found(id).variants.find((one) => one.id === variant.id)!

  test('succeeds where nothing is in its way', () => {
    expect(found(id).trouble).toBe(null)
    expect(row().control).toMatchObject({ state: 'good', word: 'succeeds' })
  })

  test('is stopped, and a declared layer reports it', () => {
    expect(row().runs['all']).toMatchObject({ state: 'good', word: expect.stringMatching(/^stopped L\d/) as string })
  })

  if (variant.twoStep) {
    test.each(COLUMNS.slice(1))('is stopped without %s, and nothing is at the sink', (column) => {
      expect(row().runs[column]).toMatchObject({ state: 'good', word: expect.stringMatching(/^stopped L\d/) as string })
    })
  } else {
    test.each(COLUMNS.slice(1))('comes through without %s only where that was declared', (column) => {
      expect(row().runs[column]!.state).not.toBe('bad')
    })
  }
})

test.each(ATTACKS.map(({ id }) => id))('the honest twin of %s gives the same answers in every run', (id) => {
  expect(Object.values(found(id).twin).map(({ word }) => word)).toEqual(COLUMNS.map(() => 'passes'))
})

test.each([
  ['AT-07', 'renamed'],
  ['AT-08', ''],
  ['AT-33', 'idle'],
  ['AT-48', 'date'],
])('a person is told where %s %s wanted to go', (id, name) => {
  const { why } = found(id).variants.find((variant) => variant.id === name)!.runs['all']!
  expect(why).toMatch(/; alert: first-seen "[\w.-]+\.test"/)
})

test('a person is told with figures of data that is looked up as names, and whose domain it is', () => {
  const { why } = found('AT-08').variants.find(({ id }) => id === 'granted')!.runs['all']!
  expect(why).toContain('data-in-names "drop.test"')
})

test('files come through without the sandbox, so it is the sandbox that stops them', () => {
  const through = (id: string) => found(id).variants.map(({ runs }) => runs['L7']!.word)
  expect([through('AT-20'), through('AT-21'), through('AT-37')]).toEqual([
    ['through', 'stopped L6'],
    ['through', 'through'],
    ['through', 'stopped L5', 'stopped L9'],
  ])
})

test('only what has no second step comes through without the rules', () => {
  const through = answer.attacks.flatMap(({ id, variants }) =>
    variants.filter(({ runs }) => runs['L6']!.word === 'through').map((variant) => `${id} ${variant.id}`),
  )
  expect(through).toEqual(['AT-16 secret'])
})

/** What only follows words across servers, each with the chain that is told: who said it, what that made of it, where it goes. */
const FLOWS: readonly (readonly [string, string, RegExp])[] = [
  [
    'AT-04',
    'in-spite-balanced',
    /by new-destination: untrusted from guest\/\w+ \(line \d+ of \w+\) -> post\/send_email/,
  ],
  ['AT-12', 'granted', /by untrusted-acts: guest\/fetch_page \(untrusted; line \d+ of \w+\) -> \/text; untrusted from/],
  [
    'AT-12',
    'same-server-balanced',
    /of guest by untrusted-acts: guest\/fetch_page \(untrusted; line \d+ of \w+\) -> \/text/,
  ],
  ['AT-14', 'one-server', /of host by private-sent: host\/read_file \(private, files; line \d+ of \w+\) -> \/body/],
  [
    'AT-14',
    'github',
    /private-sent: code\/read_file \(private, files; line \d+ of \w+\) -> \/body; private from code\/read_file/,
  ],
  ['AT-14', 'github', /untrusted from tracker\/get_issue \(line \d+ of \w+\) -> forge\/create_pull_request/],
  [
    'AT-14',
    'github-reworded',
    /private from code\/read_file .*; untrusted from tracker\/get_issue .* -> forge\/create_pull_request/,
  ],
  [
    'AT-14',
    'ticket',
    /private-sent: db\/query \(private, db; line \d+ of \w+\) -> \/body; .* -> desk\/reply_to_ticket/,
  ],
  [
    'AT-14',
    'mail',
    /private-sent: files\/read_file \(private, files; line \d+ of \w+\) -> \/body; .* -> mail\/send_message/,
  ],
  [
    'AT-14',
    'mail-reworded',
    /private from files\/read_file .*; untrusted from mail\/read_message .* -> mail\/send_message/,
  ],
  ['AT-15', 'plain', /private-sent: notes\/read_note \(private, db; .*\) -> \/body/],
  ['AT-15', 'encoded', /private-sent: notes\/read_note \(private, db; .*\) -> \/body by base64/],
  ['AT-15', 'split', /private-sent: notes\/read_note \(private, db; .*\) -> \/body/],
  ['AT-15', 'split-encoded', /private-sent: notes\/read_note \(private, db; .*\) -> \/body by .*base64/],
  ['AT-16', 'declared', /private-sent: files\/read_file \(private, files; .*\) -> \/note/],
]

test.each(FLOWS)(
  '%s %s is stopped without the rules and without the sandbox, with its chain told, and passes without L9',
  (id, name, chain) => {
    const { runs } = found(id).variants.find((variant) => variant.id === name)!
    for (const column of ['all', 'L6', 'L7', 'L8']) {
      expect(runs[column]!.word).toContain('stopped L9')
      expect(runs[column]!.why).toMatch(chain)
    }
    expect(runs['L9']!.word).toBe('through')
  },
)

test.each(['AT-04', 'AT-12', 'AT-13', 'AT-14', 'AT-15', 'AT-16'])(
  'about the honest twins of %s nobody is asked',
  (id) => {
    expect(Object.values(found(id).twin).map(({ why }) => why)).toEqual(COLUMNS.map(() => 'nobody is asked'))
  },
)

test.each([
  ['AT-36', 'values', 21, 20],
  ['AT-36', 'tool', 21, 20],
  ['AT-49', 'recipient', 2, 1],
  ['AT-49', 'amount', 2, 1],
  ['AT-49', 'spelling', 2, 1],
])('of %s %s a person is asked %i times, and about its twin %i', (id, name, times, ofTwin) => {
  const { why } = found(id).variants.find((variant) => variant.id === name)!.runs['all']!
  expect(why).toContain(`denied by a person; a person is asked ${times} times`)
  expect(found(id).twin['all']!.why).toBe(`a person is asked ${ofTwin === 1 ? 'once' : `${ofTwin} times`}`)
})

test.each([
  ['AT-01', 'entry', 'look-alike-entry at mcp.json:1 name (looks the same as "filesystem")'],
  ['AT-01', 'package', 'one slip away from "mcp-server-fetch"'],
  ['AT-01', 'tool', 'the tool "read_file" of the server "files"'],
  ['AT-04', 'approved', 'cross-server-order at /tools/daily_fact/description'],
  ['AT-05', 'second-connection', 'not as approved: changed tools/count'],
  ['AT-10', 'descriptions', '(10 of 10 places)'],
  ['AT-10', 'results', '(10 of 10 places)'],
  ['AT-47', 'report', 'a link was written in letters that are no link'],
  ['AT-47', 'pattern', 'schema-evil-pattern at /tools/weather/inputSchema/properties/city/pattern'],
  ['AT-25', '', 'L1 protect: found in cursor: entry "page-reader"'],
  ['AT-25', '', 'L3 run: not-approved'],
  ['AT-43', 'unneeded', 'secret-in-launch at mcp.json:1 env.DEPLOY_TOKEN'],
  ['AT-43', 'production', 'L5 run: profile-mismatch: The approval of deploys is for prod, and this profile is dev'],
  ['AT-43', 'production-secret', 'The secret "lab.DEPLOY_TOKEN" is for prod, and this profile is dev'],
  ['AT-17', 'elsewhere', 'L5 serve: token-audience'],
  ['AT-17', 'passed-on', 'L5 serve: the server is reached with credentials of the gateway alone'],
  ['AT-18', 'server', 'L4 gateway: way-elsewhere'],
  ['AT-17', 'foreign', 'L5 serve: key-unknown'],
  ['AT-17', 'over', 'L5 serve: token-expired'],
  ['AT-17', 'other-key', 'L5 serve: signature-wrong'],
  ['AT-18', 'keys-inside', 'L5 serve: issuer-away'],
  ['AT-19', 'unsigned', 'L5 serve: token-algorithm'],
  ['AT-28', 'rebinding', 'L4 serve: host-foreign'],
  ['AT-28', 'origin', 'L4 serve: origin-foreign'],
  ['AT-35', 'request-bytes', 'L4 serve: body-too-large'],
  ['AT-35', 'request-heads', 'L4 serve: head-too-large'],
  ['AT-39', 'tool', 'L4 serve: header-mismatch'],
  ['AT-42', 'memory', 'L5 serve: a process of the server for each of 2 people'],
  ['AT-42', 'session', 'L5 serve: session-unknown'],
  ['AT-44', '', 'L1 discover: open-listener at 127.0.0.1:8090/mcp'],
])('of %s %s a person is told where and what it is', (id, name, told) => {
  const { why } = found(id).variants.find((variant) => variant.id === name)!.runs['all']!
  expect(why).toContain(told)
})

test('a command that is smuggled in an argument is stopped by the rules, and without them by the sandbox', () => {
  const { runs } = found('AT-20').variants.find(({ id }) => id === 'decoded')!
  expect(Object.entries(runs).map(([column, { word }]) => [column, word])).toEqual([
    ['all', 'stopped L6'],
    ['L6', 'stopped L7'],
    ['L7', 'stopped L6'],
    ['L8', 'stopped L6'],
    ['L9', 'stopped L6'],
  ])
})

test('the first words of the sums are the verdict, and the exit code says it again', () => {
  expect(answer.sums.filter(({ state }) => state === 'bad')).toEqual([])
  expect([status, answer.exit]).toEqual([0, 0])
})

test('nothing is left behind: no scratch place and no process', () => {
  expect(readdirSync(scratch).filter((name) => name.startsWith('sallyport-lab-'))).toEqual([])
  const ours = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandOf(pid).includes(scratch))
  expect(ours).toEqual([])
})

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return '' // It ended while we looked.
  }
}

test('the page holds the matrix, and loads nothing', () => {
  expect(page).toContain('AT-07')
  expect(page).toContain("default-src 'none'")
  expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/)
})

describe('refused', () => {
  test.each([
    ['another verb', ['play'], 'lab knows no "play"'],
    ['an attack nobody knows', ['run', 'AT-99'], 'no attack is called "AT-99"'],
    ['a layer that cannot be switched off', ['run', '--without', 'L4'], 'Allowed are L6, L7, L8, L9'],
    ['a page of a list', ['list', '--html', 'a.html'], '--html and --without belong to `lab run`'],
    ['an act outside its network', ['act'], 'Attacks are played only in a network of their own'],
  ])('%s', async (_, words, why) => {
    const { status: code, stderr } = await sallyport('lab', ...words)
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)])
  })

  const FIXTURES = join(import.meta.dirname, '../../lab/fixtures')
  const servers = readdirSync(FIXTURES).filter((name) => name.startsWith('at-'))

  test.each(servers)('%s without a marker', async (name) => {
    expect(await started(join(FIXTURES, name))).toMatch(
      /^2 This is a fixture of the Sallyport lab, and there is no marker/,
    )
  })

  test('a marker that names another home', async () => {
    const folder = mkdtempSync(join(scratch, 'forged-'))
    for (const name of ['marker.mjs', 'speak.mjs', 'at-09-twin.mjs']) {
      writeFileSync(join(folder, name), readFileSync(join(FIXTURES, name)))
    }
    writeFileSync(join(folder, 'marker.json'), JSON.stringify({ lab: 'sallyport-lab', home: '/home/someone' }))
    expect(await started(join(folder, 'at-09-twin.mjs'))).toContain('its marker names no bait home')
  })

  test('a sink in the network of the machine', async () => {
    expect(await started(join(FIXTURES, 'sink.mjs'))).toContain('starts only in a network of its own')
  })
})

const started = (script: string): Promise<string> =>
  new Promise((resolve) => {
    const child = execFile(NODE, [script], (cause, _, stderr) => resolve(`${cause?.code ?? 0} ${stderr}`))
    child.stdin!.end()
  })
