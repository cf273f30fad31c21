// What rules are asked about a rehearsal, and how their examples are made.
import type { Evidence } from '../../model/finding.ts'
import type { Bait, Deed, Leak, Moment, Rehearsed } from '../../model/rehearsal.ts'
import { untrusted } from '../../model/untrusted.ts'

export type RehearsalSubject = Rehearsed

/** When, and the words of the server or what it touched. */
export const told = ({ act, during }: Moment, words: string, note?: string): Evidence => ({
  at: `${act}, during ${during.startsWith('a call of') ? 'a call' : during}`,
  excerpt: untrusted(words.slice(0, 300)),
  ...(note === undefined ? {} : { note }),
})

/** One of each: what was seen ten times is told once. */
export const onceBy = <One>(all: readonly One[], key: (one: One) => string): readonly One[] =>
  [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed()

/** What lies in the project is what a server is given to work with. */
export const isPrivate = ({ place, category }: Bait): boolean =>
  !place.startsWith('project/') && category !== 'environment variables'

export const NOW: Moment = { act: 'the first client', during: 'a call of notes' }
export const NOBODY_ASKED: Moment = { act: 'the first client', during: 'nothing was asked' }

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
export const changed = (path: string): Deed => ({ ...NOW, kind: 'changed', path })

export const rehearsed = (seen: Partial<Rehearsed>): RehearsalSubject => ({
  baits: [SSH, WALLET, LOGINS, NETRC, VARIABLE, PROJECT],
  deeds: [],
  leaks: [],
  differences: [],
  judged: { notes: 'read' },
  ...seen,
})
