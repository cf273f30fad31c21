// What a version brings along that the approved one did not: packages, other versions of them, and what the code of each can do more.
import type { Compared, Expansion } from '../model/expansion.ts'
import type { Ability, Brought } from '../model/vetting.ts'
import type { VetRecord } from './record.ts'

type Read = Pick<VetRecord, 'can' | 'brings'>

export function compareBrought(old: Read, now: Read): Compared {
  if (old.brings === null || now.brings === null) {
    return { expansions: [], gone: [], unanswered: ['dependencies: of one of the two they are not known'] }
  }
  return {
    expansions: [
      ...otherPackages(old.brings, now.brings),
      ...moreAbilities({ ...old, brings: old.brings }, now.brings),
    ],
    gone: versionsOf(old.brings).filter(isNotIn(versionsOf(now.brings))),
    unanswered:
      old.brings.more + now.brings.more === 0 ? [] : ['dependencies: one of the two can do more than is kept'],
  }
}

function otherPackages(old: Brought, now: Brought): readonly Expansion[] {
  const before = new Map(old.packages.map(({ name, versions }) => [name, versions]))
  return now.packages.flatMap(({ name, versions }) => {
    const known = before.get(name)
    if (known === undefined) return [dependency(`${[name, ...versions].join(' ')} is new`, null)]
    const fresh = versions.filter(isNotIn(known))
    return fresh.length === 0
      ? []
      : [dependency(`${name} ${fresh.join(' and ')}, before ${known.join(' and ') || 'unknown'}`, null)]
  })
}

/** Of a package that was there before, what it could not do; of one that is new, what nothing of the whole could do. */
function moreAbilities({ can, brings }: Read & { readonly brings: Brought }, now: Brought): readonly Expansion[] {
  const before = new Set(brings.packages.map(({ name }) => name))
  const fresh = new Set(now.packages.flatMap(({ name }) => (before.has(name) ? [] : [name])))
  const own = new Set(brings.can.map((one) => `${one.through} ${keyOf(one)}`))
  const anywhere = new Set([...(can?.found ?? []), ...brings.can].map(keyOf))
  return now.can
    .filter((one) => (fresh.has(one.through) ? !anywhere.has(keyOf(one)) : !own.has(`${one.through} ${keyOf(one)}`)))
    .map(({ through, at, ...ability }) => dependency(`${through}: ${abilityText(ability)}`, at))
}

const versionsOf = ({ packages }: Brought): readonly string[] =>
  packages.flatMap(({ name, versions }) => (versions.length === 0 ? [name] : versions.map((one) => `${name} ${one}`)))

function isNotIn(known: readonly string[]): (one: string) => boolean {
  const all = new Set(known)
  return (one) => !all.has(one)
}

const keyOf = ({ does, what }: Ability): string => `${does} ${what}`

export const abilityText = ({ does, what }: Omit<Ability, 'at'>): string =>
  what === '' ? `${does}, made at run time` : `${does} ${what}`

const dependency = (what: string, at: string | null): Expansion => ({ kind: 'dependency', what, at })
