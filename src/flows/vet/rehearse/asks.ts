// What a server is asked while it is played: every tool, prompt and resource that it says it has, one after the other.
import { bound } from '../../../core/model/bounds.ts'
import type { Catalogue, Item } from '../../../core/model/catalogue.ts'
import { Failure } from '../../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { classify } from '../../../core/policy/effect-class.ts'
import { INSIDE } from '../../../core/confine/plan.ts'
import { expanded, sampleArguments, variablesIn, wordFor } from '../../../core/rehearsal/sample.ts'
import { itemsOf, type Call } from '../../gateway/offer/catalogue.ts'
import { LISTS } from '../../gateway/offer/lists.ts'

/** How much one playing asks. */
export type Asked = {
  /** Which way through the arguments of each tool: see `sampleArguments`. */
  readonly turns: readonly number[]
  /** Those that only read, where there are any. */
  readonly isReadOnly: boolean
  /** Prompts, resources and completions too, and one tool again and again. */
  readonly isAll: boolean
}

export type Replies = {
  readonly called: Set<string>
  /** Tools that gave no answer in time. */
  readonly silent: Set<string>
  /** Prompts and resources: how many answered of how many there are. */
  readonly others: { readonly prompts: Count; readonly resources: Count }
}
type Count = { seen: number; of: number }

export const noReplies = (): Replies => ({
  called: new Set(),
  silent: new Set(),
  others: { prompts: { seen: 0, of: 0 }, resources: { seen: 0, of: 0 } },
})

export const PROJECT = `${INSIDE.home}/project`
const GROUND = { project: PROJECT }
const CALL_MS = 6_000
const MOST_SILENT = 4
/** Some wait until they were used for a while. */
const CALLS_AGAIN = 30
const AGAIN_MS = 3_000

type Asking = {
  readonly call: Call
  readonly cue: (during: string, tool?: string) => void
  readonly replies: Replies
}

export async function askAll(offered: Catalogue, { turns, isReadOnly, isAll }: Asked, asking: Asking): Promise<void> {
  const reading = offered.tools.filter((tool) => classify(tool).effect === 'read')
  // What others do may end the server.
  const others = offered.tools.filter((tool) => !reading.includes(tool))
  const chosen = isReadOnly && reading.length > 0 ? reading : [...reading, ...others]
  for (const turn of turns) if (!(await callEach(chosen, turn, asking))) return
  if (!isAll) return
  if (!(await askOthers(offered, asking))) return
  const again = chosen.find(({ name }) => !asking.replies.silent.has(name))
  if (again !== undefined) await callAgain(again, asking)
}

/** False: it has ended, or answers nothing any more. */
async function callEach(tools: readonly Item[], turn: number, { call, cue, replies }: Asking): Promise<boolean> {
  for (const tool of tools.slice(0, bound('rehearsal-tools'))) {
    const { called, silent } = replies
    if (silent.size > MOST_SILENT) return false
    cue('a call', tool.name)
    const outcome = await outcomeOf(call('tools/call', wordsOf(tool, turn)))
    called.add(tool.name)
    if (outcome !== 'answered') silent.add(tool.name)
    if (outcome === 'gone') return false
  }
  return true
}

const wordsOf = ({ name, body }: Item, turn: number): JsonObject => ({
  name,
  arguments: sampleArguments(body['inputSchema'] ?? {}, GROUND, turn),
})

async function callAgain(tool: Item, { call, cue }: Asking): Promise<void> {
  cue('a call', tool.name)
  const until = performance.now() + AGAIN_MS
  for (let turn = 0; turn < CALLS_AGAIN && performance.now() < until; turn += 1) {
    if ((await outcomeOf(call('tools/call', wordsOf(tool, turn)))) !== 'answered') return
  }
}

type Ask = {
  readonly during: string
  readonly method: string
  readonly params: JsonObject
  readonly count: Count | null
}

/** False as above. */
async function askOthers(offered: Catalogue, { call, cue, replies }: Asking): Promise<boolean> {
  const { prompts, resources } = replies.others
  const most = bound('rehearsal-resources')
  const listed = offered.resources.length === 0 ? [] : await listedBy(call)
  prompts.of = offered.prompts.length
  resources.of = listed.length + offered.templates.length
  const read = (uri: string): Ask => ({
    during: 'a resource',
    method: 'resources/read',
    params: { uri },
    count: resources,
  })
  const asks: readonly Ask[] = [
    ...offered.prompts.slice(0, most).flatMap((prompt) => promptAsks(prompt, offered, prompts)),
    ...[...listed, ...offered.templates.map(({ name }) => expanded(name, GROUND))].slice(0, most).map(read),
    ...offered.templates
      .slice(0, most)
      .flatMap(({ name }) => completions('ref/resource', { uri: name }, variablesIn(name), offered)),
  ]
  let silent = 0
  for (const { during, method, params, count } of asks) {
    if (silent > MOST_SILENT) return false
    cue(during)
    const outcome = await outcomeOf(call(method, params))
    if (outcome === 'gone') return false
    if (outcome === 'silent') silent += 1
    else if (count !== null) count.seen += 1
  }
  return true
}

/** Their names are no part of a catalogue: they change all day. */
async function listedBy(call: Call): Promise<readonly string[]> {
  const found: string[] = []
  let cursor: Json | undefined
  for (let page = 0; page < bound('catalogue-pages') && found.length <= bound('rehearsal-resources'); page += 1) {
    const result = await call('resources/list', cursor === undefined ? {} : { cursor }).catch(() => null)
    found.push(...(itemsOf(result, LISTS.get('resources/list')!) ?? []).map(({ name }) => name))
    cursor = isObject(result) ? result['nextCursor'] : undefined
    if (typeof cursor !== 'string') break
  }
  return found
}

function promptAsks({ name, body }: Item, offered: Catalogue, count: Count): readonly Ask[] {
  const listed: readonly Json[] = Array.isArray(body['arguments']) ? body['arguments'] : []
  const names = listed.flatMap((one) => (isObject(one) && typeof one['name'] === 'string' ? [one['name']] : []))
  const given = Object.fromEntries(names.filter((one) => one !== '__proto__').map((one) => [one, wordFor(one, GROUND)]))
  return [
    { during: 'a prompt', method: 'prompts/get', params: { name, arguments: given }, count },
    ...completions('ref/prompt', { name }, names, offered),
  ]
}

const completions = (
  type: string,
  ref: JsonObject,
  names: readonly string[],
  { capabilities }: Catalogue,
): readonly Ask[] =>
  isObject(capabilities) && isObject(capabilities['completions'])
    ? names.slice(0, MOST_VARIABLES).map((name) => ({
        during: 'a completion',
        method: 'completion/complete',
        params: { ref: { type, ...ref }, argument: { name, value: 'a' } },
        count: null,
      }))
    : []
const MOST_VARIABLES = 4

/** An error is an answer too. One that ended has none for whatever else it would be asked. */
export async function outcomeOf(asked: Promise<unknown>): Promise<'answered' | 'silent' | 'gone'> {
  try {
    await within(CALL_MS, asked)
    return 'answered'
  } catch (cause) {
    if (cause instanceof Silence) return 'silent'
    return cause instanceof Failure && cause.code === 'server-exited' ? 'gone' : 'answered'
  }
}

class Silence extends Failure {
  constructor() {
    super('server-silent', 'The server did not answer in time')
  }
}

export function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Silence()), ms)
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}
