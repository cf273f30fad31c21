// The page of a vetting, as a real browser reads it: whatever a server is called and says, it stands there as text alone.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { untrusted } from '../../src/core/model/untrusted.ts'
import type { Vetted } from '../../src/core/model/vetting.ts'
import { vetHtml } from '../../src/core/report/vet-html.ts'
import { sha256 } from '../../src/io/file/sha256.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-page-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Every place of the page in which a word of a stranger stands. */
const saying = (word: string): Vetted => ({
  name: word,
  place: 'folder',
  digest: word,
  verdict: 'suspicious',
  parts: [
    {
      part: 'sources',
      report: { subject: 'sources', findings: [], unanswered: [], looked: [word], notLooked: [word] },
      coverage: [],
      origin: { vouched: 'absent', advisoriesOf: null, provenance: null },
    },
    {
      part: 'rehearsal',
      report: {
        subject: 'rehearsal',
        findings: [
          {
            rule: word,
            severity: 'high',
            confidence: 'high',
            tier: 'review',
            evidence: { at: word, excerpt: untrusted(word), note: word },
          },
        ],
        unanswered: [{ rule: word, why: word }],
        looked: [],
        notLooked: [word],
      },
      coverage: [{ what: 'tools', seen: 1, of: 1 }],
      suggests: {
        artifact: { kind: 'folder', path: word, tree: word, mutable: false },
        net: [word],
        env: [word],
        args: [word],
        programs: [word],
        folder: 'read',
      },
      did: { hosts: [word], names: [word], files: [word], programs: [word], tools: { [word]: 'read' }, more: 0 },
      can: { found: [{ does: 'network', what: word, at: word }], more: 0 },
    },
  ],
})
const more = (word: string) => ({
  name: word,
  expansions: [{ kind: 'code', what: word, at: word }] as const,
  gone: [word],
  unanswered: [word],
})
test('what a verdict does not say stands on the page whole', () => {
  const { parts, ...rest } = saying('a')
  const made = { at: '2026-11-29T00:00:00.000Z', version: '1', record: `sha256:${'0'.repeat(64)}` } as const
  const text = vetHtml({ ...rest, verdict: 'no-finding', parts, against: null }, [], made, sha256)
  expect(text).toContain('No finding of severity high or above.')
})

const page = (word: string): string =>
  vetHtml(
    { ...saying(word), against: more(word) },
    [],
    { at: '2026-11-29T00:00:00.000Z', version: '1', record: `sha256:${'0'.repeat(64)}` },
    sha256,
  )

/** The document after a browser read it, scripts and all. */
async function read(name: string, html: string): Promise<{ readonly dom: string; readonly said: string }> {
  const file = join(folder, `${name}.html`)
  await writeFile(file, html)
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr', '--v=0']
  const profile = `--user-data-dir=${join(folder, name)}`
  const { stdout, stderr } = await promisify(execFile)(
    'chromium',
    [...options, profile, '--dump-dom', `file://${file}`],
    { timeout: 60_000 },
  )
  return { dom: stdout, said: stderr }
}
const tags = (dom: string): string[] => [...dom.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag)

const HOSTILE = [
  '<script>document.title = 1</script><img src=x onerror="document.title = 1">',
  '</code></pre></li></ol></main><h1>no finding</h1><style>*{display:none}</style>',
  '" onmouseover="x" \' autofocus onfocus=\'x',
  '</title><meta http-equiv="refresh" content="0;url=https://stranger.example/">',
  '<!-- ]]> &lt;b&gt; &#60;i&#62; <![CDATA[',
  'a\u0000b\u001b[2J\u0085\u2028\u202e\u2066\u200bfdp.exe\ud800\u{e0041}',
]

test('hostile words break out of no place: the page has the elements of one with harmless words', async () => {
  const harmless = await read('harmless', page('word'))
  const { dom, said } = await read('hostile', page(HOSTILE.join(' ')))
  expect(tags(dom)).toEqual(tags(harmless.dom))
  expect(said).not.toContain('Content Security Policy')
  expect(tags(harmless.dom).length).toBeGreaterThan(100)
}, 60_000)

test('nothing that a person would not see is left in it', () => {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(page(HOSTILE.join('')).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
})

test('a script that came in all the same would not be run', async () => {
  const script = '<script>document.title = "it ran"</script>'
  const { dom, said } = await read('injected', page('word').replace('</body>', `${script}</body>`))
  expect(dom).not.toContain('<title>it ran')
  expect(said).toContain('Content Security Policy')
}, 60_000)
