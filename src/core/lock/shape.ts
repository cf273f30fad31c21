// The exact shape of a lockfile, written by hand: every start of `run` reads one, and a schema library costs 40 ms.
import { isCount, isCountAboveZero } from '../model/count.ts'
import type { Artifact, FileDigest, Packaged, Remote } from '../model/artifact.ts'
import { EFFECT_CLASSES, type Catalogues, type Effect, type EffectClass } from '../model/catalogue.ts'
import {
  type Budget,
  type Costs,
  type EnvGrant,
  type Grants,
  type Held,
  type Limits,
  LOGINS,
  type LoginGrant,
  type NetGrant,
  type OAuthGrant,
  ASKS,
  PASSED,
  type Rate,
  type SecretGrant,
} from '../model/grants.ts'
import type { Approver, Environment, Lockfile, Pin, PinnedCatalogue, Quarantine } from '../model/pin.ts'
import { type PinnedProvenance, VOUCHERS } from '../model/provenance.ts'
import { VET_TIERS } from '../model/vet-tier.ts'
import { secretNamedBy } from '../model/secret-name.ts'
import { readRemote } from '../text/server-address.ts'
import { bag, either, fields, list, number, oneOf, optional, text, type Shape } from './shapes.ts'

/** A name of a server as we keep it: it stands in file names, on command lines and in logs. */
export const SERVER_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/
export const isServerName = (name: string): boolean => SERVER_NAME.test(name)

export type Signature = { readonly key: string; readonly value: string }
export type SignedLockfile = Lockfile & { readonly signature: Signature }

const digest = text('a digest (sha256: and 64 hex digits)', /^sha256:[0-9a-f]{64}$/)
const words = text('text')
/** Absolute and without `.` or `..`, so that what is compared is what is meant. */
const path = text('an absolute path', /^\/(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\0]*$/s)
const time = text('a time such as 2026-01-31T12:00:00.000Z', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, (value) =>
  Number.isFinite(Date.parse(value)),
)
const variable = text('the name of a variable', /^[A-Za-z_][A-Za-z0-9_]*$/)
const argument = text('an argument without NUL', /^[^\0]*$/)
export const base64 = text('base64', /^[A-Za-z0-9+/]{1,400}={0,2}$/)
const yesNo = oneOf(true, false)

/** As HTTP has them (RFC 9110 section 5.1), of letters, digits and dashes. */
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/
const NEVER: Shape = () => ({ path: [], why: 'expected null' })
const NONE: Shape = (value) =>
  Array.isArray(value) && value.length === 0 ? null : { path: [], why: 'expected an empty list' }
type GrantShapes = { readonly [Key in keyof Grants]-?: Shape }

const fileDigest = fields<FileDigest>({ path, digest })
const packageOf = (kind: 'npm' | 'pypi'): Shape =>
  fields<Packaged<typeof kind>>({
    kind: oneOf(kind),
    name: words,
    version: words,
    lock: digest,
    tree: digest,
  })
const artifact: Shape = either('kind', {
  npm: packageOf('npm'),
  pypi: packageOf('pypi'),
  folder: fields<Extract<Artifact, { kind: 'folder' }>>({
    kind: oneOf('folder'),
    path,
    tree: digest,
    mutable: yesNo,
  }),
  image: fields<Extract<Artifact, { kind: 'image' }>>({
    kind: oneOf('image'),
    reference: words,
    image: digest,
  }),
  remote: fields<Remote>({
    kind: oneOf('remote'),
    url: text('the address of a server', undefined, (url) => isOneSpelling(url)),
    keys: list(digest, String),
    authority: optional(fileDigest, null),
  }),
  command: fields<Extract<Artifact, { kind: 'command' }>>({
    kind: oneOf('command'),
    files: list(fileDigest),
    unpinned: list(argument),
  }),
})

function isOneSpelling(address: string): boolean {
  const read = readRemote(address)
  return 'url' in read && read.url.href === address
}

const count = number('a whole number above 0', isCountAboveZero)
const limits = fields<Limits>({
  memoryBytes: count,
  cpus: number('a number above 0', (value) => value > 0),
  pids: count,
  wallMs: optional(number('a whole number above 0, or null', isCountAboveZero), null),
  idleMs: optional(count, undefined),
  outputBytes: optional(count, undefined),
  openFiles: optional(count, undefined),
  fileBytes: optional(count, undefined),
  changes: optional(number('a whole number', isCount), undefined),
})
const costs = Object.fromEntries(EFFECT_CLASSES.map((name) => [name, optional(count, undefined)])) as Record<
  EffectClass,
  Shape
>
const budget = fields<Budget>({
  calls: optional(fields<Rate>({ count, withinMs: count }), undefined),
  concurrent: optional(count, undefined),
  quota: optional(count, undefined),
  allCalls: optional(fields<Rate>({ count, withinMs: count }), undefined),
  costs: optional(fields<Costs>(costs), undefined),
  turn: optional(count, undefined),
})
const secretRef: Shape = text(
  'store:NAME, env:NAME, file:/PATH or cmd:/PROGRAM',
  undefined,
  (ref) => secretNamedBy(ref) !== null || /^(?:env:[A-Za-z_]\w*|(?:file|cmd):\/[^\0]*)$/s.test(ref),
)

const grantsOf = (
  secretName: Shape,
  own: Pick<GrantShapes, 'read' | 'write' | 'exec' | 'env' | 'oauth' | 'login'>,
): Shape =>
  fields<Grants>({
    ...own,
    net: list(
      fields<NetGrant>({
        host: text('the name of a host', /^[A-Za-z0-9.:*_-]{1,253}$/),
        port: number('a port', (value) => Number.isInteger(value) && value > 0 && value < 65_536),
        kind: oneOf('tls', 'http', 'tcp'),
        methods: optional(list(text('a method', /^[A-Z]{1,20}$/), String), undefined),
        path: optional(text('a path', /^\/[\x21-\x7e]{0,1000}$/), undefined),
        address: optional(text('an address', /^[0-9a-fA-F.:]{2,45}$/), undefined),
      }),
      (value) => JSON.stringify(value),
    ),
    secrets: list(
      fields<SecretGrant>({
        name: secretName,
        ref: secretRef,
      }),
      nameOf,
    ),
    pass: optional(list(oneOf(...PASSED), String), undefined),
    held: optional(
      fields<Held>({
        tools: optional(list(words, String, words), undefined),
        secrets: optional(oneOf(true), undefined),
      }),
      undefined,
    ),
    allow: optional(list(oneOf(...ASKS), String), undefined),
    omitNulls: optional(oneOf(true), undefined),
    limits,
    budget: optional(budget, undefined),
  })

const grants = grantsOf(variable, {
  read: list(path, String),
  write: list(path, String),
  exec: list(path, String),
  env: list(fields<EnvGrant>({ name: variable, value: optional(argument, undefined) }), nameOf),
  oauth: optional(NEVER, undefined),
  login: optional(NEVER, undefined),
})
/** Nothing of this machine can be given to a server elsewhere; its secrets are headers. */
const remoteGrants = grantsOf(text('the name of a header', HEADER_NAME), {
  read: NONE,
  write: NONE,
  exec: NONE,
  env: NONE,
  oauth: optional(
    fields<OAuthGrant>({ issuer: words, client: words, ref: secretRef, scopes: list(words, String) }),
    undefined,
  ),
  login: optional(
    fields<LoginGrant>({
      issuer: optional(words, null),
      client: optional(words, null),
      ref: optional(secretRef, null),
      scopes: list(words, String),
      whose: oneOf(...LOGINS),
    }),
    undefined,
  ),
})

const ENVIRONMENTS: readonly Environment[] = ['dev', 'test', 'prod']

const catalogue = fields<PinnedCatalogue>({
  revision: words,
  serverInfo: digest,
  instructions: digest,
  capabilities: digest,
  tools: bag(digest),
  prompts: bag(digest),
  templates: bag(digest),
  resources: list(words, String),
})

const catalogues = fields<Catalogues>({
  legacy: optional(catalogue, undefined),
  modern: optional(catalogue, undefined),
})

type StartShapes = {
  readonly [Key in 'argv' | 'artifact' | 'interpreter' | 'exec' | 'roots' | 'cwd' | 'grants']: Shape
}

const pinOfKind = (start: StartShapes): Shape =>
  fields<Pin>({
    ...start,
    catalogue: (value) => (value === 'pending' ? null : catalogues(value)),
    effects: bag(fields<Effect>({ effect: oneOf(...EFFECT_CLASSES), reason: words })),
    setEffects: optional(bag(oneOf(...EFFECT_CLASSES)), undefined),
    accepted: list(words, String),
    environment: oneOf(...ENVIRONMENTS),
    provenance: optional(
      fields<PinnedProvenance>({ by: oneOf(...VOUCHERS), repository: optional(words, null) }),
      undefined,
    ),
    approver: words,
    approvedAt: time,
    expiresAt: optional(time, null),
    reason: words,
    tier: optional(oneOf(...VET_TIERS), undefined),
    vetted: optional(digest, undefined),
    signatures: optional(
      list(fields<Approver>({ by: words, key: base64, value: base64 }), (value) => (value as Approver).key),
      undefined,
    ),
  })

const localPin = pinOfKind({
  argv: list(argument),
  artifact,
  interpreter: fileDigest,
  exec: list(argument, undefined, path),
  roots: list(path, String),
  cwd: (value) => (value === 'home' ? null : path(value)),
  grants,
})
const remotePin = pinOfKind({
  argv: NONE,
  artifact,
  interpreter: optional(NEVER, null),
  exec: NONE,
  roots: NONE,
  cwd: oneOf('home'),
  grants: remoteGrants,
})
export const pinShape: Shape = (value) => (isRemote(value) ? remotePin : localPin)(value)

const isRemote = (value: unknown): boolean =>
  (value as { readonly artifact?: { readonly kind?: unknown } } | null)?.artifact?.kind === 'remote'

export const signedLockfile = fields<SignedLockfile>({
  lockfileVersion: oneOf(1),
  serial: number('a whole number above 0', isCountAboveZero),
  pins: bag(pinShape, SERVER_NAME),
  quarantined: bag(fields<Quarantine>({ at: time, by: words, reason: words }), SERVER_NAME),
  signature: fields<Signature>({ key: words, value: base64 }),
})

function nameOf(value: unknown): string {
  return (value as { readonly name: string }).name
}
