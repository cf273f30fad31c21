// Recorded bundles of real packages hold offline, for these packages only, and not when a single word of them is another one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../core/model/json.ts'
import { npmAttestations, pypiAttestations } from './attestations.ts'
import { checkBundle, recordedTrust, trustFrom } from './sigstore.ts'
import { recordedKeys, trustedRoot } from './trust-root.ts'

const recorded = (name: string): JsonObject =>
  JSON.parse(readFileSync(join('test/samples/attestations', name), 'utf8')) as JsonObject
const trust = recordedTrust()
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
const ONE_THREE = {
  name: 'sigstore',
  version: '1.3.0',
  integrity: `sha512-${base64('76176ffa33808b54602c7c35de5c6e9a4deb96066dba6533f50ac234f4f1f4c6b3527515dc17c06fbe2860030f410eee69ea20079bd3a2c6f3dcf3b329b10751')}`,
}
const npm = (names: readonly string[]): Json => ({ attestations: names.map((name) => ({ bundle: recorded(name) })) })

describe('of an npm package', () => {
  test('both who published it and how it was built hold', () => {
    const { facts, builds } = npmAttestations(
      npm(['sigstore-1.3.0.publish.json', 'sigstore-1.3.0.provenance.json']),
      ONE_THREE,
      trust,
    )
    expect(facts.map(({ state }) => state)).toEqual(['holds', 'holds'])
    expect(facts[0]!.words).toBe('It is attested that its registry published these bytes.')
    expect(builds[1]).toMatchObject({
      predicate: 'https://slsa.dev/provenance/v0.2',
      repository: 'https://github.com/sigstore/sigstore-js',
      commit: 'dae8bd8eb433a4147b4655c00fe73e0f22bc0fb1',
    })
  })

  test.each([
    ['another version', { ...ONE_THREE, version: '1.3.1' }, 'it is about another package or version'],
    ['another package', { ...ONE_THREE, name: 'sigstor' }, 'it is about another package or version'],
    ['other bytes', { ...ONE_THREE, integrity: `sha512-${base64('00'.repeat(64))}` }, 'it is about other bytes'],
  ])('none of them holds for %s', (_, release, why) => {
    const { facts, builds } = npmAttestations(
      npm(['sigstore-1.3.0.publish.json', 'sigstore-1.3.0.provenance.json']),
      release,
      trust,
    )
    expect(facts.map(({ state }) => state)).toEqual(['fails', 'fails'])
    expect(facts[0]!.words).toContain(why)
    expect(builds).toEqual([])
  })

  test.each<[string, Json | null]>([
    ['nothing', null],
    ['an empty list', { attestations: [] }],
    ['something else', [1]],
  ])('%s is absence, and no failure', (_, document) => {
    expect(npmAttestations(document, ONE_THREE, trust).facts).toMatchObject([{ state: 'absent' }])
  })
})

describe('of a file of a Python index', () => {
  const file = 'pypi_attestations-0.0.19.tar.gz'
  const sha256 = '9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3'
  const document = (): Json => recorded('pypi_attestations-0.0.19.provenance.json')

  test('who published it holds', () => {
    const { facts, builds } = pypiAttestations(document(), file, sha256, trust)
    expect(facts.map(({ state }) => state)).toEqual(['holds'])
    expect(builds).toMatchObject([{ repository: 'https://github.com/trailofbits/pypi-attestations' }])
  })

  test.each([
    ['other bytes', file, '0'.repeat(64)],
    ['another file', `x-${file}`, sha256],
  ])('it does not hold for %s', (_, name, digest) => {
    expect(pypiAttestations(document(), name, digest, trust)).toMatchObject({ facts: [{ state: 'fails' }], builds: [] })
  })

  test('one by an authority for trials, which anybody can use, does not hold', () => {
    const trial = { attestation_bundles: [{ attestations: [recorded('rfc8785-0.1.2.publish.json')] }] }
    const digest = 'c4e92e9ecc828bef2aa7dba1de8ac983511f7532a0df11c770d39099a25cf201'
    const { facts } = pypiAttestations(trial, 'rfc8785-0.1.2-py3-none-any.whl', digest, trust)
    expect(facts).toMatchObject([{ state: 'fails', words: expect.stringContaining('of no authority that is known') }])
  })
})

describe('a bundle that was changed', () => {
  const bundle = (): JsonObject => structuredClone(recorded('sigstore-2.0.0.provenance.json'))
  type Open = Record<string, Record<string, Record<string, never>[]>>
  const payloadOf = (json: JsonObject): string => (json['dsseEnvelope'] as { payload: string }).payload

  test('holds as it was recorded', () => {
    expect(checkBundle(bundle(), trust)).toMatchObject({
      ok: true,
      claim: { repository: 'https://github.com/sigstore/sigstore-js', commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
    })
  })

  test.each<[string, (json: JsonObject) => void, RegExp]>([
    [
      'in its statement',
      (json) =>
        Object.assign(json['dsseEnvelope'] as object, {
          payload: Buffer.from(
            Buffer.from(payloadOf(json), 'base64').toString('utf8').replace('sigstore@2.0.0', 'sigstore@2.0.1'),
          ).toString('base64'),
        }),
      /not of this statement|about something else/,
    ],
    [
      'in its signature',
      (json) =>
        void ((json as unknown as Open)['dsseEnvelope']!['signatures']![0] = { sig: base64('00'.repeat(70)) } as never),
      /not of this statement|about something else/,
    ],
    [
      'without its entry in the log',
      (json) => Object.assign(json['verificationMaterial'] as object, { tlogEntries: [] }),
      /no entry in the public log|when it was made|no bundle/,
    ],
    [
      'with the time of its entry moved',
      (json) =>
        Object.assign((json as unknown as Open)['verificationMaterial']!['tlogEntries']![0]!, {
          integratedTime: '1892375135',
        }),
      /not promised|not valid then/,
    ],
    [
      'with the certificate of another one',
      (json) =>
        Object.assign(json['verificationMaterial'] as object, {
          x509CertificateChain: (recorded('sigstore-1.3.0.provenance.json')['verificationMaterial'] as JsonObject)[
            'x509CertificateChain'
          ],
        }),
      /not valid then|not of this statement|about something else/,
    ],
    [
      'of another payload type',
      (json) => Object.assign(json['dsseEnvelope'] as object, { payloadType: 'text/plain' }),
      /unknown kind/,
    ],
    [
      'to nothing',
      (json) => Object.keys(json).forEach((key) => delete (json as Record<string, unknown>)[key]),
      /no bundle|cannot be checked/,
    ],
  ])('%s does not hold', (_, change, why) => {
    const json = bundle()
    change(json)
    expect(checkBundle(json, trust)).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  test('is believed by nobody who does not know the authorities', () => {
    const root = trustedRoot()
    const strangers = trustFrom({ ...root, certificateAuthorities: [] }, recordedKeys())
    expect(checkBundle(bundle(), strangers)).toMatchObject({
      ok: false,
      why: expect.stringContaining('its certificate'),
    })
    const noKeys = trustFrom(root, [])
    expect(checkBundle(recorded('sigstore-1.3.0.publish.json'), noKeys)).toMatchObject({
      ok: false,
      why: expect.stringContaining('key'),
    })
  })
})
