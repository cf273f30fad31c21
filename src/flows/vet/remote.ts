// A server at an address: nothing of it can be read or confined, so it is asked what it offers by several clients, in both eras and at
// two times, and all of that is compared. None of its tools is called.
import { setTimeout as pause } from 'node:timers/promises'
import type { Remote } from '../../core/model/artifact.ts'
import { type Catalogue, type Era, ERAS } from '../../core/model/catalogue.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { JsonObject } from '../../core/model/json.ts'
import type { Difference } from '../../core/model/rehearsal.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { TlsShown } from '../../core/model/tls-shown.ts'
import type { VetMaterial, VetPart } from '../../core/model/vetting.ts'
import { differencesOf } from '../../core/rehearsal/differences.ts'
import { check } from '../../core/rules/check.ts'
import { REHEARSAL_RULES } from '../../core/rules/rehearsal/table.ts'
import { readRemote } from '../../core/text/server-address.ts'
import type { Resolve } from '../../io/egress/resolve.ts'
import { isAnswer } from '../look-at/describe.ts'
import { judge } from '../judging/judge.ts'
import { describeRemoteIn } from '../remote/describe-remote.ts'
import { tlsGathering, tlsReports } from '../remote/tls-report.ts'

export type RemoteWorld = {
  /** Private addresses that the person means by its name. */
  readonly net: readonly NetGrant[]
  /** Between the first time and the second. */
  readonly laterMs: number
  readonly progress: (text: string) => void
  readonly resolve?: Resolve
}

const CLIENTS = { first: { name: 'claude-ai', version: '0.1.0' }, other: { name: 'cursor-vscode', version: '1.0.0' } }

/** There are no files of it. */
export function remoteAt(word: string): VetMaterial {
  const read = readRemote(word)
  if ('why' in read) {
    throw new Failure('target-unknown', `the address ${quote(untrusted(word), 400)} ${read.why}`, {
      fix: 'Name a server as https://HOST/PATH.',
    })
  }
  const nothing = { folder: '', ecosystem: null, published: null, digest: null, fetched: null }
  return { name: read.url.href, place: 'server at an address', ...nothing }
}

/** Each time a conversation of its own, without credentials; null: it did not answer as it must, for the reason that is told. */
type Listing = (when: string, era: Era, client: JsonObject) => Promise<Catalogue | null>

export const compareListings =
  ({ net, laterMs, progress, resolve }: RemoteWorld) =>
  async ({ name: url }: VetMaterial): Promise<VetPart> => {
    const why = new Map<string, Failure>()
    const { onTls, shown } = tlsGathering()
    let answered = 0
    const listing: Listing = async (when, era, client) => {
      progress(`asking as ${when}, in the ${era} era`)
      const remote: Remote = { kind: 'remote', url, keys: [], authority: null }
      const parts = { remote, net, credentials: async () => ({}), onTls, ...(resolve && { resolve }) }
      try {
        const listed = await describeRemoteIn(era, parts, client)
        answered += 1
        return listed
      } catch (cause) {
        if (!(cause instanceof Failure)) throw cause
        why.set(`${when}, in the ${era} era`, cause)
        return null
      }
    }
    const first: Partial<Record<Era, Catalogue>> = {}
    for (const era of ERAS) {
      const found = await listing('the first client', era, CLIENTS.first)
      if (found !== null) first[era] = found
    }
    const spoken = ERAS.filter((era) => first[era] !== undefined)
    // That it does not speak an era is an answer; that it speaks none is not.
    for (const [when, cause] of spoken.length === 0 ? [] : [...why]) {
      if (isAnswer(cause)) why.delete(when)
    }
    const differences: Difference[] = acrossEras(first)
    for (const when of spoken.length === 0 ? [] : (['another client', 'the first client again, later'] as const)) {
      const isLater = when !== 'another client'
      if (isLater) await pause(laterMs)
      for (const era of spoken) {
        const found = await listing(when, era, isLater ? CLIENTS.first : CLIENTS.other)
        if (found !== null) differences.push(...differencesOf(`${when} (${era} era)`, first[era]!, found))
      }
    }
    return partOf(url, first, differences, [...why], { answered, laterMs, shown: shown() })
  }

/** Schemas and annotations differ between the eras in honest servers; what a model reads does not. */
function acrossEras({ legacy, modern }: Partial<Record<Era, Catalogue>>): Difference[] {
  if (legacy === undefined || modern === undefined) return []
  return [...differencesOf('the other era', wordsIn(legacy), wordsIn(modern))]
}

function wordsIn(catalogue: Catalogue): Catalogue {
  const plain = (items: Catalogue['tools']): Catalogue['tools'] =>
    items.map((item) => ({ ...item, body: { description: item.body['description'] ?? '' } }))
  const { tools, prompts, templates } = catalogue
  return { ...catalogue, tools: plain(tools), prompts: plain(prompts), templates: plain(templates) }
}

type Counted = { readonly answered: number; readonly laterMs: number; readonly shown: readonly TlsShown[] }

function partOf(
  url: string,
  first: Partial<Record<Era, Catalogue>>,
  differences: readonly Difference[],
  why: readonly (readonly [string, Failure])[],
  { answered, laterMs, shown }: Counted,
): VetPart {
  const eras = Object.keys(first)
  const looked = [
    `what it lists for two clients, and again ${laterMs / 1_000} s later, in the ${eras.join(' and ')} era`,
  ]
  const subject = { judged: {}, baits: [], deeds: [], leaks: [], differences }
  const compared = check(subject, REHEARSAL_RULES, {
    subject: 'remote',
    looked: eras.length === 0 ? [] : looked,
    notLooked: [
      'its code, which runs on another machine, and what that does there',
      'what its tools answer: none was called',
      'what it says to those who show who they are, from elsewhere, on another day, or once its tools were used',
    ],
  })
  const entry = { name: 'remote', place: 'the command line', argv: [], env: {}, url, headers: {} }
  const said = [...judge(entry, first, []), ...tlsReports(url, shown, new Date())]
  return {
    part: 'remote',
    report: {
      ...compared,
      findings: [...compared.findings, ...said.flatMap(({ findings }) => findings)],
      unanswered: [
        ...[compared, ...said].flatMap(({ unanswered }) => unanswered),
        ...why.map(([when, { words }]) => ({ rule: 'remote', why: `${when}: ${words}` })),
      ],
      looked: [...compared.looked, ...said.flatMap((report) => report.looked)],
    },
    coverage: [{ what: 'listings', seen: answered, of: answered + why.length }],
  }
}
