// A client, a guard and a really confined fixture server, in one process. Only the lockfile is a value.
import { realpathSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EventBody, Recorder } from '../../src/core/evidence/event.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { hostRoots } from '../../src/core/confine/host-roots.ts'
import { pinCatalogue } from '../../src/core/lock/pin.ts'
import type { Catalogues } from '../../src/core/model/catalogue.ts'
import type { Profile } from '../../src/core/lock/profile.ts'
import {
  type Asks,
  type Budget,
  DEFAULT_LIMITS,
  type Held,
  NO_GRANTS,
  type Limits,
  type Passed,
  type Rate,
  type SecretGrant,
} from '../../src/core/model/grants.ts'
import type { Baselines } from '../../src/core/model/feature.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import type { Environment, Lockfile, Pin } from '../../src/core/model/pin.ts'
import type { PinnedProvenance } from '../../src/core/model/provenance.ts'
import { describe as describeServer } from '../../src/flows/look-at/describe.ts'
import type { Approvals } from '../../src/flows/approvals/ask.ts'
import { Following } from '../../src/flows/following/following.ts'
import type { OwnPolicy } from '../../src/flows/policy/follow-policy.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import type { KeptGrants } from '../../src/flows/granting/kept.ts'
import { guard } from '../../src/flows/gateway/guard.ts'
import type { GuardWorld, Marking } from '../../src/flows/gateway/world.ts'
import { type Judging, openJudging } from '../../src/flows/judging/judging.ts'
import { SharedBucket } from '../../src/core/policy/budget/shared.ts'
import { BegunTasks } from '../../src/flows/gateway/begun-tasks.ts'
import { Turns } from '../../src/flows/gateway/budget/turns.ts'
import { commandOf, onLines, startConfined } from '../../src/flows/start.ts'
import { clockHere } from '../../src/io/file/clock.ts'
import { newMac } from '../../src/io/file/mac.ts'
import { sha256 } from '../../src/io/file/sha256.ts'
import { gatherHost } from '../../src/io/launch/host.ts'
import { keepBaseline, readBaseline } from '../../src/io/store/baseline.ts'
import { openSentTo } from '../../src/io/store/sent-to.ts'
import { lineChannel } from '../../src/io/transport/lines.ts'

const NODE = realpathSync(process.execPath)
const SCRIPT = fileURLToPath(new URL('../servers/server.mjs', import.meta.url))
export const host = () => gatherHost({ sandboxUid: 61_200, stateFolders: [] })

const resolved = (mode: string) =>
  ({
    artifact: { kind: 'command', files: [], unpinned: [] },
    argv: [NODE, SCRIPT, mode],
    interpreter: { path: NODE, digest: '' },
    roots: [SCRIPT],
  }) as const

/** Once for each file of tests: it takes a sandbox for each era, and comes to the same whenever it is asked. */
const described = new Map<string, Promise<Catalogues>>()
function describeMode(mode: string): Promise<Catalogues> {
  const catalogues = described.get(mode) ?? host().then((here) => describeServer(resolved(mode), here, () => undefined))
  described.set(mode, catalogues)
  return catalogues
}

/** A pin of what the fixture lists in one mode, for a run in another. */
async function pinOfMode(approvedMode: string, runMode: string): Promise<{ pin: Pin; texts: Record<string, string> }> {
  const catalogues = await describeMode(approvedMode)
  const texts: Record<string, string> = {}
  const pinned = Object.fromEntries(
    Object.entries(catalogues).map(([era, catalogue]) => {
      const made = pinCatalogue(catalogue, sha256)
      Object.assign(texts, made.texts)
      return [era, made.digests]
    }),
  )
  const { argv, artifact, interpreter, roots } = resolved(runMode)
  const pin: Pin = {
    argv: ['node', 'server.mjs', runMode],
    artifact,
    interpreter,
    exec: argv,
    roots,
    cwd: 'home',
    grants: NO_GRANTS,
    catalogue: pinned,
    effects: {},
    accepted: [],
    environment: 'dev',
    approver: 'test',
    approvedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: null,
    reason: '',
  }
  return { pin, texts }
}

/** One for all guards of this process, as in `run`. */
export const judging = openJudging()

export type Guarded = {
  readonly send: (message: JsonObject) => void
  readonly write: (bytes: string | Uint8Array) => void
  /** The next line that reaches the client, as text. */
  readonly nextText: () => Promise<string>
  readonly next: () => Promise<JsonObject>
  readonly request: (method: string, params?: JsonObject) => Promise<JsonObject>
  readonly open: (capabilities?: JsonObject, revision?: string) => Promise<JsonObject>
  readonly events: EventBody[]
  readonly said: string[]
  readonly changeLock: (lock: Lockfile) => void
  readonly pin: Pin
  readonly close: () => Promise<number>
  readonly ended: Promise<number>
}

export type Options = {
  readonly pending?: boolean
  readonly expiresAt?: string
  /** Asked before each event: a log that takes nothing more throws. */
  readonly beforeRecord?: (event: EventBody) => void
  /** Shared with other guards of the same client. */
  readonly following?: Following
  /** Which client it is, what it may ask of all its servers, and the bucket and the turns that their guards share. */
  readonly client?: string
  readonly clientCalls?: Rate
  readonly calls?: SharedBucket
  readonly turns?: Turns
  /** Instead of the worker that judges, or before it. */
  readonly judging?: Partial<Judging>
  /** Instead of the balanced set. */
  readonly policy?: PolicyHere
  /** Who is asked; nobody unless a test says otherwise. */
  readonly approvals?: Approvals
  /** What was granted for a time; nothing unless a test says otherwise. */
  readonly grants?: KeptGrants
  readonly profile?: Profile
  /** The label of the approval. */
  readonly environment?: Environment
  readonly provenance?: PinnedProvenance
  readonly held?: Held
  /** `NAME` from `cmd:/printer`, which the test's world answers with `readSecret`. */
  readonly secrets?: readonly SecretGrant[]
  readonly readSecret?: (ref: string) => Promise<string>
  /** Instead of a file that never changes. */
  readonly ownPolicy?: OwnPolicy
  /** As a person judged its tools. */
  readonly effects?: Pin['effects']
  /** Beside the default ones. */
  readonly limits?: Partial<Limits>
  /** What its client may ask of it. */
  readonly budget?: Budget
  /** Instead of the clock that only goes on. */
  readonly now?: () => number
  /** May be written to, and is what the server is started in. */
  readonly folder?: string
  /** A log on disk instead of a list of events. */
  readonly openRecorder?: () => Promise<Recorder>
  /** A folder that remembers between runs. */
  readonly state?: string
  /** Whether calls are compared with what earlier ones were; what is learned lies in `state`. */
  readonly baselines?: Baselines
  /** Effect classes that a person set. */
  readonly setEffects?: Pin['setEffects']
  /** How results say whose words they hold. */
  readonly marking?: Marking
  /** What it may ask of the person and the model. */
  readonly allow?: readonly Asks[]
  /** Whether null is left out of its calls. */
  readonly omitNulls?: true
  /** What its answers may show. */
  readonly pass?: readonly Passed[]
  /** Called when the sandbox is proven and the server has not started. */
  readonly beforeStart?: (change: (lock: Lockfile) => void) => void
}

const NO_GRANTED: KeptGrants = {
  clock: clockHere(),
  read: async () => [],
  change: async () => undefined,
  clear: async () => undefined,
  watch: () => () => undefined,
}
const NOBODY: Approvals = {
  waitMs: 0,
  byForm: false,
  stepUp: [],
  newId: () => '',
  since: async () => [],
  remember: async () => undefined,
  ask: async () => ({ kind: 'late' }),
}
const NEVER_CHANGES: OwnPolicy = {
  path: '',
  watch: () => () => undefined,
  read: async () => Promise.reject(new Failure('config-invalid', 'not there')),
  confirm: async () => undefined,
}

export async function guarded(runMode: string, approvedMode = runMode, options: Options = {}): Promise<Guarded> {
  const { pin, texts } = await pinOfMode(approvedMode, runMode)
  const events: EventBody[] = []
  const said: string[] = []
  let watcher: () => void = () => undefined
  let lock: Lockfile = {
    lockfileVersion: 1,
    serial: 1,
    pins: {
      fixture: {
        ...pin,
        ...(options.effects !== undefined && { effects: options.effects }),
        ...(options.folder !== undefined && { cwd: options.folder }),
        grants: {
          ...NO_GRANTS,
          ...(options.pass !== undefined && { pass: options.pass }),
          ...(options.allow !== undefined && { allow: options.allow }),
          ...(options.omitNulls !== undefined && { omitNulls: options.omitNulls }),
          ...(options.budget !== undefined && { budget: options.budget }),
          ...(options.held !== undefined && { held: options.held }),
          ...(options.secrets !== undefined && { secrets: options.secrets }),
          write: options.folder === undefined ? [] : [options.folder],
          limits: { ...DEFAULT_LIMITS, ...options.limits },
        },
        expiresAt: options.expiresAt ?? null,
        environment: options.environment ?? 'dev',
        ...(options.provenance !== undefined && { provenance: options.provenance }),
        ...(options.setEffects !== undefined && { setEffects: options.setEffects }),
        ...(options.pending === true && { catalogue: 'pending' }),
      },
    },
    quarantined: {},
  }
  const record = (event: EventBody): number => {
    options.beforeRecord?.(event)
    return events.push(event)
  }
  const changeLock = (changed: Lockfile): void => {
    lock = changed
    watcher()
  }
  let ids = 0
  const world: GuardWorld = {
    session: {
      id: options.client ?? 's',
      client: { pid: process.pid, start: '' },
      following: options.following ?? new Following({ isShared: false }),
      calls: options.calls ?? new SharedBucket(),
      tasks: new BegunTasks(),
    },
    judging: { ...judging, ...options.judging },
    policy: options.policy ?? new PolicyHere({ shipped: 'balanced' }, 'tester'),
    clientCalls: options.clientCalls ?? null,
    turns: options.turns ?? new Turns(),
    marking: options.marking ?? 'meta',
    approvals: options.approvals ?? NOBODY,
    grants: options.grants ?? NO_GRANTED,
    profile: options.profile ?? 'any',
    ownPolicy: options.ownPolicy ?? NEVER_CHANGES,
    readLock: async () => lock,
    textOf: (digest) => texts[digest],
    watchLock: (onChange) => {
      watcher = onChange
      return () => undefined
    },
    openRecorder:
      options.openRecorder ??
      (async () => ({
        record,
        durable: async (event) => record(event),
        hide: () => undefined,
        close: async () => undefined,
      })),
    changedBytes: async () => null,
    objectionToStanding: async () => null,
    resolveOnce: async () => Promise.reject(new Error('not used')),
    start: async (_name, { exec, roots, grants, cwd }, env, mayStart) =>
      onLines(
        await startConfined(
          { purpose: 'server', argv: commandOf(exec), roots, grants, cwd, env },
          await host(),
          async (launching) => {
            options.beforeStart?.(changeLock)
            await mayStart(launching)
          },
        ),
      ),
    openSentTo: async (name) => openSentTo(options.state ?? '', options.state === undefined ? 'once:' : name),
    baselines: {
      mode: options.baselines ?? 'off',
      read: (name) => readBaseline(options.state!, name),
      keep: (name, learned) => keepBaseline(options.state!, name, learned),
    },
    knownDestinations: async () => null,
    keepDestination: () => undefined,
    hostRoots: async () => hostRoots(await host()),
    secretsFor: () => options.readSecret ?? (async () => ''),
    keepObserved: async () => undefined,
    forgetObserved: async () => undefined,
    announce: async () => async () => undefined,
    date: () => new Date(),
    now: options.now ?? (() => performance.now()),
    sleep: (ms) => sleep(ms),
    random: () => String((ids += 1)),
    newMac,
    isAlive: () => true,
    say: (line) => void said.push(line),
    echo: (server, line) => void said.push(`${server}> ${line}`),
    explain: () => undefined,
  }
  const toGuard = new PassThrough()
  const fromGuard = new PassThrough()
  const lines = readLines(fromGuard)
  const ended = guard(
    lineChannel(toGuard, fromGuard),
    { wants: { name: 'fixture' }, env: {}, client: { pid: process.pid, start: '' } },
    world,
  )
  const write = (bytes: string | Uint8Array): void => void toGuard.write(bytes)
  const send = (message: JsonObject): void => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const nextText = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the guard has closed: ${said.join('; ')}`)
    return value
  }
  const next = async (): Promise<JsonObject> => JSON.parse(await nextText()) as JsonObject
  let asked = 0
  const request = async (method: string, params: JsonObject = {}): Promise<JsonObject> => {
    asked += 1
    const id = `c${asked}`
    send({ id, method, params })
    for (;;) {
      const message = await next()
      if (message.id === id) return message
    }
  }
  const open = async (capabilities: JsonObject = {}, revision = '2025-11-25'): Promise<JsonObject> => {
    const answer = await request('initialize', {
      protocolVersion: revision,
      capabilities,
      clientInfo: { name: 't', version: '1' },
    })
    send({ method: 'notifications/initialized' })
    return answer
  }
  return {
    send,
    write,
    nextText,
    next,
    request,
    open,
    events,
    said,
    changeLock,
    pin: lock.pins['fixture']!,
    close: async () => {
      toGuard.end()
      return ended
    },
    ended,
  }
}

async function* readLines(stream: PassThrough): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream) {
    rest += String(chunk)
    const parts = rest.split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}
