import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { Finding, Report, Severity } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { untrusted } from '../model/untrusted.ts'
import { inkOf } from './ink.ts'
import { reportJson } from './json.ts'
import { exitOf, type Examined } from './outcome.ts'
import { rulesDoc } from './rules-doc.ts'
import { reportSarif } from './sarif.ts'
import { reportText } from './text.ts'

const CARD: RuleCard = {
  id: 'a-rule',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'It sees something',
  fix: 'Do something.',
  references: ['MCP03'],
}
const finding = (severity: Severity, at = 'argv[1]'): Finding => ({
  rule: 'a-rule',
  severity,
  confidence: 'medium',
  tier: severity === 'critical' ? 'block' : 'review',
  evidence: { at, excerpt: untrusted('hidden\u001B[8m\u202E\u{E0041}'), span: [1, 2], note: 'a note' },
})
const target = (report: Partial<Report>, place = '/home/me/my config.json:12'): Examined => ({
  name: 'mail\u001B[2J',
  place,
  reports: [
    {
      subject: 'launch',
      findings: [],
      unanswered: [],
      checks: 7,
      looked: ['its words'],
      notLooked: ['its deeds'],
      ...report,
    },
  ],
})
const CLEAN = target({})
const FOUND = target({ findings: [finding('low'), finding('critical')] })
const OPEN = target({ unanswered: [{ rule: 'describe', why: 'it did not answer' }] })
const ALL = [CLEAN, FOUND, OPEN]

describe('the exit code', () => {
  test.each([
    { name: 'nothing found', examined: [CLEAN], failOn: 'info', exit: 0 },
    { name: 'found at the floor', examined: [CLEAN, FOUND], failOn: 'critical', exit: 1 },
    { name: 'found below the floor', examined: [target({ findings: [finding('medium')] })], failOn: 'high', exit: 0 },
    { name: 'found, and one question open', examined: [FOUND, OPEN], failOn: 'high', exit: 2 },
    { name: 'a question open', examined: [CLEAN, OPEN], failOn: 'high', exit: 2 },
  ] as const)('$name: $exit', ({ examined, failOn, exit }) => {
    expect(exitOf(examined, failOn)).toBe(exit)
  })
})

describe('text', () => {
  test('says what was and was not looked at, and never that something is safe', () => {
    const text = reportText(ALL, [CARD], inkOf(false))
    expect(text).toContain('no finding in 7 checks')
    expect(text).toContain('not looked at: its deeds')
    expect(text).toContain('UNANSWERED describe: it did not answer')
    expect(text).toContain('2 findings, 1 of them blocking, in 21 checks of 3 servers; 1 question unanswered')
    expect(text).not.toMatch(/\bsafe\b/i)
  })

  test('an unanswered target without checks is not called free of findings', () => {
    const only = {
      name: 'x',
      place: 'y',
      reports: [{ subject: 't', findings: [], unanswered: [{ rule: 't', why: 'w' }], looked: [], notLooked: [] }],
    }
    const text = reportText([only], [], inkOf(false))
    expect(text).not.toContain('no finding')
    expect(text).toContain('nothing could be checked; 1 question unanswered')
  })

  test('prints nothing invisible, and colours only when asked', () => {
    expect(reportText(ALL, [CARD], inkOf(false)).replaceAll('\n', '')).toMatch(/^[^\p{C}]*$/u)
    expect(reportText(ALL, [CARD], inkOf(true))).toContain('\u001B[31m')
  })

  test('the gravest stands first', () => {
    const grave = { ...finding('critical'), rule: 'grave' }
    const text = reportText([target({ findings: [finding('low'), grave] })], [CARD], inkOf(false))
    expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('LOW'))
  })
})

test('what is said of a file is said of no server', () => {
  const [first] = ALL
  const text = reportText([first!, { ...first!, name: 'the file', isServer: false }], [CARD], inkOf(false))
  expect(text).toMatch(/ checks of 1 server\n$/)
})

test('JSON is versioned, complete and visible', () => {
  const json = reportJson(ALL, [CARD])
  expect(json).toMatchObject({
    schema: 'sallyport/scan@1',
    summary: { targets: 3, servers: 3, checks: 21, findings: 2, block: 1, unanswered: 1 },
    targets: [
      { findings: [], notLooked: ['its deeds'] },
      { findings: [{ severity: 'critical', references: ['MCP03'] }, {}] },
      { unanswered: [{ rule: 'describe' }] },
    ],
  })
  expect(JSON.stringify(json)).toMatch(/^[^\p{C}]*$/u)
})

/** The parts of SARIF 2.1.0 that we use; anything else in the output fails. */
const message = z.strictObject({ text: z.string().min(1) })
const level = z.enum(['none', 'note', 'warning', 'error'])
const SARIF = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal('Sallyport'),
          semanticVersion: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: message,
              help: message,
              defaultConfiguration: z.strictObject({ level }),
              properties: z.looseObject({ tags: z.array(z.string()).min(2), 'security-severity': z.string() }),
            }),
          ),
        }),
      }),
      columnKind: z.literal('utf16CodeUnits'),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(z.strictObject({ level, message })),
        }),
      ]),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().nonnegative(),
          level,
          message,
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^(?:[\w%.~!*'()-]|[/:])+$/) }),
                region: z.strictObject({ startLine: z.int().positive() }),
              }),
              logicalLocations: z.tuple([
                z.strictObject({ fullyQualifiedName: z.string(), kind: z.literal('member') }),
              ]),
            }),
          ]),
          partialFingerprints: z.record(z.string(), z.string()),
          properties: z.looseObject({ tier: z.enum(['block', 'review']) }),
        }),
      ),
    }),
  ]),
})

describe('SARIF', () => {
  const sarif = SARIF.parse(JSON.parse(JSON.stringify(reportSarif(ALL, [CARD], '1.2.3'))))

  test('names the file and line of a config entry', () => {
    const [result] = sarif.runs[0].results
    expect(result?.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'file:///home/me/my%20config.json' },
      region: { startLine: 12 },
    })
  })

  test('an unanswered question is an error of the run', () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = sarif.runs[0].invocations
    expect(executionSuccessful).toBe(false)
    expect(toolExecutionNotifications).toContainEqual({
      level: 'error',
      message: { text: expect.stringContaining('it did not answer') },
    })
  })

  test('a place that is no file gets a name', () => {
    const { runs } = SARIF.parse(
      reportSarif([target({ findings: [finding('high')] }, 'command line')], [CARD], '1.2.3'),
    )
    expect(runs[0].results[0]?.locations[0].physicalLocation.artifactLocation.uri).toMatch(/^mcp:mail/)
  })

  test.each([
    ['the words that were found', { excerpt: untrusted('[All is well](https://x.example)') }],
    ['a link that is escaped for another reader', { excerpt: untrusted('\\\\[All is well\\\\](https://x.example)') }],
    ['what a rule says of it', { excerpt: untrusted(''), note: 'named [here](https://x.example)' }],
  ])('no link of a stranger stands in %s', (_, evidence) => {
    const linking = { ...finding('high'), evidence: { at: 'argv[1]', ...evidence } }
    const unread = { rule: 'describe', why: 'it said [this](https://x.example)' }
    const said = JSON.stringify(
      reportSarif([target({ findings: [linking], unanswered: [unread] })], [CARD], '1.2.3').runs,
    )
    expect(said).toContain('x.example')
    expect(said).not.toContain('](')
  })

  test('nothing in it is invisible', () => {
    expect(JSON.stringify(sarif)).toMatch(/^[^\p{C}]*$/u)
  })
})

test('the page of rules names each rule with its ids', () => {
  const page = rulesDoc([{ title: 'Launch', about: 'How it starts.', cards: [CARD] }], { MCP03: 'Tool Poisoning' })
  expect(page).toContain('### a-rule')
  expect(page).toContain('- MCP03: Tool Poisoning')
})
