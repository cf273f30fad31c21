// What a client is told whose call is over the budget: why, and when it may try again. A model reads it.
import { bound } from '../../../core/model/bounds.ts'
import type { Rate } from '../../../core/model/grants.ts'
import type { Over, OverReason, WholeBudget } from '../../../core/policy/budget/budget.ts'

/** What is counted; resources are counted together. */
export type Counted = 'tool' | 'prompt' | 'resources'

type Case = {
  readonly kind: Counted
  readonly server: string
  readonly whole: WholeBudget
  readonly clientRate: Rate | null
  readonly wait: string
}

export const overWords = ({ reason, waitMs }: Over, about: Omit<Case, 'wait'>): string =>
  WORDS[reason]({ ...about, wait: waitMs === null ? '' : `Try again in ${seconds(waitMs)}` })

const WORDS: Readonly<Record<OverReason, (about: Case) => string>> = {
  'too-many-calls': ({ kind, server, whole: { calls }, wait }) => {
    const what = kind === 'resources' ? 'Resources of this server may be read' : `This ${kind} may be called`
    return `${what} ${times(calls.count)} in ${seconds(calls.withinMs)}, and that is used up. ${wait}. ${more(server, '--calls')}`
  },
  looping: ({ wait }) =>
    `The same was asked ${times(bound('loop-rounds'))} in a row, with the same answers. Do something else, or tell the person. ${wait} at the earliest.`,
  resting: ({ wait }) =>
    `This has failed ${times(bound('breaker-failures'))} in a row, so it is left alone for a while. ${wait}; one call will then show whether it works again.`,
  'too-many-at-once': ({ server, whole: { concurrent } }) =>
    `${concurrent === 1 ? '1 call is' : `${concurrent} calls are`} under way, as many as may be at a time, and too many wait for their turn already, or this one waited ${seconds(bound('turns-wait-ms'))} for it. Try again when one of them is answered. ${more(server, '--concurrent')}`,
  'too-many-of-server': ({ server, whole: { allCalls }, wait }) =>
    `All calls of this server may cost ${points(allCalls)}, and that is used up. ${wait}. ${more(server, '--all-calls')}`,
  'too-many-of-client': ({ clientRate, wait }) =>
    `All servers of this client may be asked for ${clientRate === null ? 'no more' : points(clientRate)}, and that is used up. ${wait}. A person can allow more with \`clientCalls\` in config.yaml.`,
  'turn-used': ({ server, whole: { turn } }) =>
    `In one turn this server may be called ${times(turn)}, and that is used up. Tell the person what is done so far: it may be called again when nothing was asked of it for ${seconds(bound('budget-turn-rest-ms'))}. ${more(server, '--turn')}`,
  'quota-used': ({ server, whole: { quota } }) =>
    `In one run this server may be called ${times(quota)}, and that is used up. It starts anew with the next run. ${more(server, '--quota')}`,
}

const points = ({ count, withinMs }: Rate): string => `${count} points in ${seconds(withinMs)}`
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
const seconds = (ms: number): string => `${Math.ceil(ms / 1_000)} s`

const more = (server: string, option: string): string =>
  server.startsWith('once:')
    ? `A person can allow more with \`${option}\`.`
    : `A person can allow more with \`sallyport approve ${server} ${option} …\`.`
