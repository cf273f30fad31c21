// What rules are asked about a rehearsal, and how their examples are made.
import type { Evidence } from '../../model/finding.ts'
import type { Bait, Deed, Difference, Leak, Moment, Rehearsed } from '../../model/rehearsal.ts'
import { untrusted } from '../../model/untrusted.ts'

export type RehearsalSubject = Rehearsed

/** When, and the words of the server or what it touched. */
export const told = ({ act, during, tool }: Moment, words: string, note?: string): Evidence => ({
  at: `${act}, during ${tool === null ? during : 'a call'}`,
  excerpt: untrusted(words.slice(0, 300)),
  ...(note === undefined ? {} : { note }),
})

const HOW = { 'other-words': 'in other words', new: 'that was not there before', gone: 'that is gone' } as const

export const differenceTold = ({ when, kind, of, name }: Difference): Evidence => ({
  at: when,
  excerpt: untrusted(`${of} ${HOW[kind]}${name === '' ? '' : `: ${name}`}`.slice(0, 200)),
})

export type Change = Moment & { readonly kind: 'changed' | 'removed'; readonly path: string }

/** What was only read before it was changed must not stand for the change: these are taken out first, and counted once afterwards. */
export const changesIn = (deeds: readonly Deed[]): readonly Change[] =>
  deeds.filter((deed): deed is Change => deed.kind === 'changed' || deed.kind === 'removed')

/** One of each: what was seen ten times is told once. */
export const onceBy = <One>(all: readonly One[], key: (one: One) => string): readonly One[] =>
  [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed()

/** What lies in the project is what a server is given to work with. */
export const isPrivate = ({ place, category }: Bait): boolean =>
  !place.startsWith('project/') && category !== 'environment variables'

export const NOW: Moment = { act: 'the first client', during: 'a call', tool: 'notes' }
export const NOBODY_ASKED: Moment = { act: 'the first client', during: 'nothing was asked', tool: null }

export const bait = (category: string, place: string, isUsual = false): Bait => ({
  category,
  place,
  text: '',
  tag: place,
  isUsual,
})
export const SSH = bait('SSH keys', '.ssh/id_rsa')
export const WALLET = bait('wallets', '.bitcoin/wallet.dat')
export const LOGINS = bait('browser passwords', '.mozilla/firefox/p1.default-release/logins.json')
export const NETRC = bait('credentials of tools', '.netrc', true)
export const VARIABLE = bait('environment variables', 'BUILD_DEPLOY_TOKEN')
export const PROJECT = bait('environment files', 'project/.env')

export const leak = (of: Bait, by: Leak['by'], to: string, through: readonly string[] = []): Leak => ({
  ...NOW,
  bait: of,
  by,
  to,
  through,
})
export const opened = (path: string): Deed => ({ ...NOW, kind: 'opened', path })
export const moved = (path: string): Deed => ({ ...NOW, kind: 'moved', path })
export const changed = (path: string): Deed => ({ ...NOW, kind: 'changed', path })

export const rehearsed = (seen: Partial<Rehearsed>): RehearsalSubject => ({
  baits: [SSH, WALLET, LOGINS, NETRC, VARIABLE, PROJECT],
  deeds: [],
  leaks: [],
  differences: [],
  judged: { notes: 'read' },
  ...seen,
})
