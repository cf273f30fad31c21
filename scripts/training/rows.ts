// What each classifier learns from: the public sets that may shape what we ship (`train: true` in the corpus), and our own words.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Json } from '../../src/core/model/json.ts'
import { filled, numbers } from './fill.ts'
import { HONEST, INJECTION, POISON } from './orders.ts'

export type Row = {
  readonly set: string
  readonly isHostile: boolean
  readonly text: string
  /** Rows of one origin stay together: a repository, a server, a template. */
  readonly group: string
}

type Wanted = readonly [set: string, surface: string, label: 'malicious' | 'benign']

const CATALOGUE: readonly Wanted[] = [
  ['mcpproxy_corpora', 'tool_description', 'malicious'],
  ['mcpproxy_corpora', 'tool_description', 'benign'],
  ['benign_docker_registry', 'tool_description', 'benign'],
  ['benign_misc_servers', 'tool_description', 'benign'],
  ['benign_reference_servers', 'tool_description', 'benign'],
  ['benign_registry_cards', 'package', 'benign'],
  ['benign_docker_registry', 'package', 'benign'],
]

const ANSWERS: readonly Wanted[] = [
  ...(
    ['deepset_pi', 'ms_agt_smoke', 'defenseclaw_eval', 'defenseclaw_regex_toolcall', 'authensor_bench'] as const
  ).flatMap((set): Wanted[] => [
    [set, 'prompt', 'malicious'],
    [set, 'prompt', 'benign'],
  ]),
  ['mcpsecbench_prompts', 'prompt', 'malicious'],
  ['cyberseceval_pi', 'tool_result', 'malicious'],
  ['ms_agt_smoke', 'tool_result', 'malicious'],
  ['ms_agt_smoke', 'tool_result', 'benign'],
  ['defenseclaw_eval', 'tool_result', 'benign'],
  ['defenseclaw_regex_toolcall', 'tool_result', 'benign'],
  ['cyberseceval_frr', 'prompt', 'benign'],
  ['benign_json_outputs', 'tool_result', 'benign'],
  ['benign_oss_docs', 'tool_result', 'benign'],
  ['hardbenign_security_docs', 'tool_result', 'benign'],
  ['benign_registry_cards', 'package', 'benign'],
]

export const catalogueRows = (folder: string): Row[] => [...rowsOf(folder, CATALOGUE), ...ownRows(POISON, 1_200, 7)]
export const answerRows = (folder: string): Row[] => [...rowsOf(folder, ANSWERS), ...ownRows(INJECTION, 1_000, 11)]

function ownRows(sentences: readonly string[], count: number, seed: number): Row[] {
  const pick = numbers(seed)
  const some = (from: readonly string[], most: number): string =>
    Array.from({ length: 1 + pick(most) }, () => filled(from[pick(from.length)]!, pick)).join(' ')
  const hostile = Array.from({ length: count }, (_, at): Row => {
    return { set: 'own', isHostile: true, text: some(sentences, 3), group: `own:${at % 10}` }
  })
  const honest = Array.from({ length: count / 2 }, (_, at): Row => {
    return { set: 'own', isHostile: false, text: some(HONEST, 4), group: `own:${at % 10}` }
  })
  return [...hostile, ...honest]
}

type Sample = {
  readonly id: string
  readonly surface: string
  readonly label: string
  readonly text: string
  readonly meta: { readonly [key: string]: Json }
}

function rowsOf(folder: string, wanted: readonly Wanted[]): Row[] {
  return wanted.flatMap(([set, surface, label]) =>
    samplesOf(folder, set)
      .filter((sample) => sample.surface === surface && sample.label === label)
      .map(({ id, text, meta }) => ({
        set,
        isHostile: label === 'malicious',
        text: descriptionIn(meta) ?? text,
        group: `${set}:${JSON.stringify(meta['repo'] ?? meta['server'] ?? meta['group_id'] ?? meta['base'] ?? id)}`,
      })),
  )
}

export const samplesOf = (folder: string, set: string): Sample[] =>
  gunzipSync(readFileSync(join(folder, `${set}.jsonl.gz`)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample)

function descriptionIn({ tool }: Sample['meta']): string | null {
  if (typeof tool !== 'object' || tool === null || Array.isArray(tool)) return null
  const { description } = tool as { readonly description?: Json }
  return typeof description === 'string' ? description : null
}
