// One record against that of the approved version: what the code can do now and could not before, and what it did now and did not do then.
// Of what is gone only dependencies are told: it takes no power.
import type { Compared, Expansion } from '../model/expansion.ts'
import type { Abilities, Behaviour } from '../model/vetting.ts'
import { abilityText, compareBrought } from './compare-brought.ts'
import type { VetRecord } from './record.ts'

type Looked = Pick<VetRecord, 'can' | 'brings' | 'did' | 'suggests'>
type Told = Omit<Compared, 'gone'>

/** `old`: null where no record of the approved version is kept. */
export function expansionsOf(old: Looked | null, now: Looked): Compared {
  if (old === null) {
    return { expansions: [], gone: [], unanswered: ['code and behaviour: no record of the approved version is kept'] }
  }
  const code = inCode(old.can, now.can)
  const brought = compareBrought(old, now)
  const behaviour = inBehaviour(old.did, now.did)
  const wants = (now.suggests?.env ?? []).filter((name) => !(old.suggests?.env ?? []).includes(name))
  return {
    expansions: [
      ...code.expansions,
      ...brought.expansions,
      ...behaviour.expansions,
      ...wants.map((name) => deed('asks for the variable', name)),
    ],
    gone: brought.gone,
    unanswered: [...code.unanswered, ...brought.unanswered, ...behaviour.unanswered],
  }
}

function inCode(old: Abilities | null, now: Abilities | null): Told {
  if (old === null || now === null) return { expansions: [], unanswered: ['code: one of the two was not read'] }
  const known = new Set(old.found.map(({ does, what }) => `${does} ${what}`))
  const fresh = now.found.filter(({ does, what }) => !known.has(`${does} ${what}`))
  return {
    expansions: fresh.map((one) => ({ kind: 'code', what: abilityText(one), at: one.at })),
    unanswered: old.more + now.more === 0 ? [] : ['code: one of the two can do more than is kept'],
  }
}

const LISTS = [
  ['hosts', 'called'],
  ['names', 'looked up'],
  ['files', ''],
  ['programs', 'started'],
] as const

function inBehaviour(old: Behaviour | null, now: Behaviour | null): Told {
  if (old === null || now === null) return { expansions: [], unanswered: ['behaviour: one of the two was not played'] }
  const done = LISTS.flatMap(([list, verb]) =>
    now[list].filter((one) => !old[list].includes(one)).map((one) => deed(verb, one)),
  )
  const tools = Object.entries(now.tools)
    .filter(([tool, effect]) => Object.hasOwn(old.tools, tool) && old.tools[tool] !== effect)
    .map(([tool, effect]) => deed(`judged to ${effect} now, and to ${old.tools[tool]!} before:`, tool))
  return {
    expansions: [...done, ...tools],
    unanswered: old.more + now.more === 0 ? [] : ['behaviour: one of the two did more than is kept'],
  }
}

const deed = (verb: string, what: string): Expansion => ({
  kind: 'behaviour',
  what: verb === '' ? what : `${verb} ${what}`,
  at: null,
})
