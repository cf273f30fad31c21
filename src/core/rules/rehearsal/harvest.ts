import type { Bait, Deed, Rehearsed } from '../../model/rehearsal.ts'
import type { Rule } from '../rule.ts'
import {
  isPrivate,
  LOGINS,
  NETRC,
  moved,
  onceBy,
  opened,
  rehearsed,
  SSH,
  told,
  WALLET,
  bait,
  type RehearsalSubject,
} from './subject.ts'

/** Categories that nobody opens by accident one after the other. */
const MANY = 3
/** Who opens the letters of a person as well goes through everything, and picks nothing out. */
const LETTERS = 5

export const harvest: Rule<RehearsalSubject> = {
  id: 'harvest',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It opened keys, passwords or wallets of several kinds, and left other files alone',
  fix: 'Do not run it. Whether it sent them was not seen; that it looked for them was.',
  references: ['MCP01', 'MCP04', 'SAFE-T1003'],
  bad: () => [
    rehearsed({ deeds: [SSH, WALLET, LOGINS].map(({ place }) => opened(place)) }),
    rehearsed({ deeds: [SSH, WALLET, LOGINS].map(({ place }) => ({ ...opened(place), during: 'nothing was asked' })) }),
    rehearsed({
      deeds: [...[SSH, WALLET, LOGINS].map(({ place }) => opened(place)), opened('Documents/letter-01.txt')],
    }),
    rehearsed({ deeds: ['.ssh', WALLET.place, LOGINS.place].map(moved) }),
  ],
  good: () => [
    rehearsed({ deeds: [opened(SSH.place), opened(WALLET.place)] }),
    rehearsed({ deeds: [opened(SSH.place), opened(NETRC.place), opened('project/README.md')] }),
    rehearsed({
      deeds: [
        ...[SSH, WALLET, LOGINS].map(({ place }) => opened(place)),
        ...['01', '02', '03', '04', '05', '06'].map((n) => opened(`Documents/letter-${n}.txt`)),
      ],
    }),
  ],
  *check(subject) {
    const found = openedBait(subject)
    if (!picks(subject, found)) return
    for (const { deed, bait } of onceBy(found, (one) => one.bait.category)) {
      yield told(deed, `~/${bait.place}`, bait.category)
    }
  },
}

export const keyOpened: Rule<RehearsalSubject> = {
  id: 'key-opened',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'It opened private files that nothing it was asked for needs',
  fix: 'Ask its author why. Confined by `sallyport run` it finds none of them; grant it nothing that holds them.',
  references: ['MCP01', 'SAFE-T1003'],
  bad: () => [SSH, WALLET, LOGINS].map(({ place }) => rehearsed({ deeds: [opened(place)] })),
  good: () => [
    rehearsed({ deeds: [opened(NETRC.place)] }),
    rehearsed({ deeds: [opened('project/.env')] }),
    rehearsed({ baits: [bait('SSH keys', '.ssh/known_hosts', true)], deeds: [opened('.ssh/known_hosts')] }),
  ],
  *check(subject) {
    const found = openedBait(subject)
    // Told already, and as worse.
    if (picks(subject, found)) return
    for (const { deed, bait } of onceBy(found, (one) => one.bait.place)) {
      yield told(deed, `~/${bait.place}`, bait.category)
    }
  },
}

const picks = (subject: Rehearsed, found: readonly Opened[]): boolean =>
  new Set(found.map(({ bait }) => bait.category)).size >= MANY && !opensLetters(subject)

type Opened = { readonly deed: Deed; readonly bait: Bait }

function openedBait({
  deeds,
  baits,
}: Rehearsed): { readonly deed: RehearsalSubject['deeds'][number]; readonly bait: Bait }[] {
  const telling = baits.filter((one) => isPrivate(one) && !one.isUsual)
  return deeds.flatMap((deed) => telling.filter(({ place }) => isReached(place, deed)).map((bait) => ({ deed, bait })))
}

/** By another name it can be opened where nobody knows it any more, and so can all below a folder. */
const isReached = (place: string, deed: Deed): boolean =>
  (deed.kind === 'opened' && deed.path === place) ||
  (deed.kind === 'moved' && (deed.path === place || place.startsWith(`${deed.path}/`)))

const opensLetters = ({ deeds }: Rehearsed): boolean =>
  new Set(deeds.flatMap((deed) => (deed.kind === 'opened' && deed.path.startsWith('Documents/') ? [deed.path] : [])))
    .size > LETTERS
