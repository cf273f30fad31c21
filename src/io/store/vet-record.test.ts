import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pathsIn } from '../../../test/samples/approval.ts'
import { bound } from '../../core/model/bounds.ts'
import { untrusted } from '../../core/model/untrusted.ts'
import type { Vetted } from '../../core/model/vetting.ts'
import { recordJson } from '../../core/vet/record.ts'
import { keepVetRecord, keptVetRecord, keptVetRecordPath, readVetRecord, writeVetRecord } from './vet-record.ts'

const AT = '2026-11-29T06:00:00.000Z'
const VETTED: Vetted = {
  name: 'npm:notes@1.0.0',
  place: 'npm registry',
  digest: 'sha256:00',
  verdict: 'suspicious',
  parts: [
    {
      part: 'rehearsal',
      report: {
        subject: 'rehearsal',
        findings: [
          {
            rule: 'key-opened',
            severity: 'high',
            confidence: 'high',
            tier: 'review',
            evidence: { at: 'the first client', excerpt: untrusted('~/.ssh/id_rsa\u001b[8m'), note: 'SSH keys' },
          },
        ],
        unanswered: [{ rule: 'rehearsal', why: 'what it touched' }],
        looked: [],
        notLooked: ['time bombs'],
      },
      coverage: [{ what: 'tools', seen: 1, of: 1 }],
    },
  ],
}

let folder: string
let keys: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-record-'))
  keys = join(folder, 'keys')
  file = join(folder, 'notes.vet.json')
  await writeVetRecord(keys, file, recordJson(VETTED), AT)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('one that is too long to be read back is refused, and the one before is kept', async () => {
  const long = { ...VETTED, name: 'n'.repeat(bound('vet-record-bytes')) }
  const before = await readFile(file)
  await expect(writeVetRecord(keys, file, recordJson(long), AT)).rejects.toThrow('is not written')
  expect(await readFile(file)).toEqual(before)
})

test('what was written is read again, with the words of the server as they were', async () => {
  const { findings, unanswered } = VETTED.parts[0]!.report
  expect(await readVetRecord(keys, file)).toEqual({
    verdict: 'suspicious',
    name: 'npm:notes@1.0.0',
    findings,
    suggests: null,
    did: null,
    can: null,
    brings: null,
    origin: null,
    parts: [{ part: 'rehearsal', coverage: [{ what: 'tools', seen: 1, of: 1 }], unanswered }],
    at: AT,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
  })
})

test('the same findings make the same record', () => {
  expect(JSON.stringify(recordJson(VETTED))).toBe(JSON.stringify(recordJson(structuredClone(VETTED))))
})

describe('a record is refused', () => {
  test.each<[string, (text: string) => string, string]>([
    ['whose verdict was changed', (text) => text.replace('suspicious', 'no-finding'), 'not what was signed'],
    ['whose day was changed', (text) => text.replace('2026-11-29', '2027-11-29'), 'not what was signed'],
    ['with another signature', (text) => text.replace(/("signature": ")..../, '$1AAAA'), 'not what was signed'],
    ['without one', (text) => text.replace('"signature"', '"other"'), 'not signed'],
    ['that is something else', () => '{"schema":"other"}', 'no record of a vetting'],
    ['that is no JSON', (text) => text.slice(0, -10), 'no JSON'],
  ])('%s', async (_, change, says) => {
    await writeFile(file, change(await readFile(file, 'utf8')))
    await expect(readVetRecord(keys, file)).rejects.toThrow(says)
  })

  test('that another user signed', async () => {
    const others = join(folder, 'others')
    await writeVetRecord(others, join(folder, 'b.json'), recordJson(VETTED), AT)
    await expect(readVetRecord(others, file)).rejects.toThrow('somebody else signed it')
  })

  test('where this user never signed anything', async () => {
    await expect(readVetRecord(join(folder, 'none'), file)).rejects.toThrow('no key')
  })

  test('that is not there', async () => {
    await expect(readVetRecord(keys, join(folder, 'gone'))).rejects.toThrow('there is no file')
  })
})

describe('what is kept beside an approval', () => {
  const kept = async (digest?: string) => {
    const paths = { ...pathsIn(folder), keys }
    return keptVetRecord(paths, 'notes', digest ?? (await readVetRecord(keys, file)).digest)
  }

  test('is that very record', async () => {
    await keepVetRecord(folder, 'notes', file)
    expect(await kept()).toEqual(await readVetRecord(keys, file))
    expect(await kept('sha256:00')).toBeNull()
  })

  test('is no record where something else lies in its place, or nothing', async () => {
    expect(await kept()).toBeNull()
    await keepVetRecord(folder, 'notes', file)
    for (const text of [
      '{',
      '{"schema":"other"}',
      (await readFile(file, 'utf8')).replace('suspicious', 'incomplete'),
    ]) {
      await writeFile(keptVetRecordPath(folder, 'notes'), text)
      expect(await kept()).toBeNull()
    }
  })
})
