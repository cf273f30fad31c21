// What the rules say of published servers, and of their tools: what eleven of them answered, kept beside the corpus.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue, Item } from '../../src/core/model/catalogue.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import { classify } from '../../src/core/policy/effect-class.ts'
import { exposureOf } from '../../src/core/policy/exposure.ts'
import { judgeCatalogue } from '../../src/flows/judging/judge.ts'
import { held, type Held } from './check.ts'
import { type Defence, DEFENDED } from './defended.ts'
import { LABELLED } from './labelled-tools.ts'

type Kept = {
  readonly pkg: string
  readonly version: string
  readonly initialize: JsonObject & { readonly protocolVersion?: string; readonly instructions?: string }
  readonly tools?: readonly JsonObject[]
  readonly prompts?: readonly JsonObject[]
  readonly resourceTemplates?: readonly JsonObject[]
}

export type Server = {
  readonly name: string
  readonly pkg: string
  readonly version: string
  readonly catalogue: Catalogue
}

/** `why` is null where nobody has said yet why a person would accept to be asked. */
export type Asked = Omit<Defence, 'why'> & { readonly tier: string; readonly why: string | null }

export type Agreement = {
  readonly labelled: number
  readonly effects: number
  readonly exposures: number
  readonly apart: readonly string[]
}

/** Empty where the folder is not there. */
export function realServers(folder: string): Server[] {
  let files: string[]
  try {
    files = readdirSync(folder)
  } catch {
    return []
  }
  return files
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) =>
      serverOf(file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Kept),
    )
}

const serverOf = (name: string, kept: Kept): Server => ({
  name,
  pkg: kept.pkg,
  version: kept.version,
  catalogue: {
    era: 'legacy',
    revision: kept.initialize.protocolVersion ?? '',
    serverInfo: kept.initialize['serverInfo'] ?? {},
    instructions: kept.initialize.instructions ?? null,
    capabilities: kept.initialize['capabilities'] ?? {},
    tools: itemsOf(kept.tools, 'name'),
    prompts: itemsOf(kept.prompts, 'name'),
    templates: itemsOf(kept.resourceTemplates, 'uriTemplate'),
    resources: [],
  },
})

const itemsOf = (bodies: readonly JsonObject[] = [], key: string): Item[] =>
  bodies.map((body) => {
    const name = body[key]
    return { name: typeof name === 'string' ? name : '', body }
  })

/** With all others beside it, as in one client. Notes ask nothing of anybody, and are not counted. */
export function askedOf({ name, catalogue }: Server, all: readonly Server[]): Asked[] {
  const others = all
    .filter((one) => one.name !== name)
    .map((one) => ({ server: one.name, tools: one.catalogue.tools.map((tool) => tool.name) }))
  return judgeCatalogue(name, 'legacy', catalogue, others)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ rule, tier, evidence }) => {
      const known = DEFENDED.find((one) => one.server === name && one.rule === rule && one.at === evidence.at)
      return { server: name, rule, at: evidence.at, tier, why: known?.why ?? null }
    })
}

/** Our own classes beside those that a person gave before anything of ours had judged the tools. */
export function agreementOn(servers: readonly Server[]): Agreement {
  const apart: string[] = []
  let [labelled, effects, exposures] = [0, 0, 0]
  for (const [server, tool, effect, says] of LABELLED) {
    const item = servers.find(({ name }) => name === server)?.catalogue.tools.find(({ name }) => name === tool)
    if (item === undefined) continue
    labelled += 1
    const ours = classify(item).effect
    const labels = exposureOf(server, item)
    const [isPrivate, isUntrusted] = [labels.includes('private'), labels.includes('untrusted')]
    const said = isPrivate ? (isUntrusted ? 'both' : 'private') : isUntrusted ? 'untrusted' : 'neither'
    if (ours === effect) effects += 1
    else apart.push(`${server} ${tool}: ${ours}, labelled ${effect}`)
    if (said === says) exposures += 1
    else apart.push(`${server} ${tool}: ${said}, labelled ${says}`)
  }
  return { labelled, effects, exposures, apart }
}

/** So many of the labelled tools must be judged as a person judged them. */
const AGREEMENT = 0.9

export function serversHeld(servers: readonly Server[]): Held[] {
  const asked = servers.flatMap((server) => askedOf(server, servers))
  const blocked = asked.filter(({ tier }) => tier === 'block')
  const unexplained = asked.filter(({ why }) => why === null).map(({ server, rule, at }) => `${server} ${rule} ${at}`)
  const { labelled, effects, exposures } = agreementOn(servers)
  const agree = (what: string, count: number): Held =>
    held(
      `${what} of ${LABELLED.length} labelled tools: at least ${AGREEMENT * 100} % as a person judged them`,
      labelled === LABELLED.length && count >= labelled * AGREEMENT,
      `${count} of ${labelled}`,
    )
  return [
    held(
      'real servers: none has anything that is blocked',
      servers.length > 0 && blocked.length === 0,
      `${blocked.length} of ${servers.length} servers`,
    ),
    held(
      'real servers: whatever is asked about has a reason that a person would accept',
      servers.length > 0 && unexplained.length === 0,
      unexplained.join(', '),
    ),
    agree('effects', effects),
    agree('exposures', exposures),
  ]
}
