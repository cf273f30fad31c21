// Everything that can be wrong with the evidence: one line for each, from which `log verify` and the docs are made.

export type FaultMeaning = {
  /** Damage cannot be explained by a crash or a full disk; a notice can. */
  readonly isDamage: boolean
  readonly means: string
}

export const FAULTS = {
  edited: { isDamage: true, means: 'The line was changed after it had been written.' },
  rewritten: { isDamage: true, means: 'The lines form a chain, but not the one that was signed.' },
  reordered: { isDamage: true, means: 'The line was moved: it belongs elsewhere in the chain.' },
  inserted: { isDamage: true, means: 'The line was added later: the chain has no place for it.' },
  gap: { isDamage: true, means: 'Lines between these two were removed.' },
  'cut-line': { isDamage: true, means: 'The end of this line was cut off after it had been written whole.' },
  truncated: { isDamage: true, means: 'Lines after this one were removed: the signed head is further on.' },
  'missing-segment': { isDamage: true, means: 'This file of the chain was removed.' },
  'missing-chain': { isDamage: true, means: 'The whole folder of this chain was removed.' },
  'missing-head': { isDamage: true, means: 'The signed head of this chain was removed, so its end is not proven.' },
  'rolled-back': { isDamage: true, means: 'An older signed head was put back: another chain knows a newer one.' },
  'head-damaged': { isDamage: true, means: 'The file is not a signed head of this chain.' },
  'bad-signature': { isDamage: true, means: 'The head was changed after it was signed, or signed by someone else.' },
  'unknown-key': { isDamage: true, means: 'The head was signed with a key that is not ours.' },
  'lock-set-back': {
    isDamage: true,
    means: 'The lockfile is older than the newest change of it that the log tells of: somebody put an old one back.',
  },
  foreign: { isDamage: true, means: 'This does not belong into the evidence folder; Sallyport did not put it there.' },
  torn: {
    isDamage: false,
    means: 'The writer stopped in the middle of this line. It was not yet signed, and its event was not let through.',
  },
  unsigned: {
    isDamage: false,
    means: 'The writer stopped before it signed these last lines. They fit the chain; removing them would not show.',
  },
} as const satisfies Record<string, FaultMeaning>

export type FaultKind = keyof typeof FAULTS

/** Line numbers count from 1. `detail` is ours and safe to print. */
export type Fault = {
  readonly kind: FaultKind
  readonly file: string
  readonly line: number | null
  readonly lastLine: number | null
  readonly detail: string
}

/** What no check on this machine can show, however clean the answer is. */
export const NOT_SHOWN = [
  'Whoever can read the signing key can write a new chain and sign it.',
  'Removing a chain together with its head shows only while a later chain that knew it is kept.',
  'Lines after the newest signed head of a writer that was killed can be removed or added without a trace.',
  'A copy of the heads on another machine, given with --anchor, closes these gaps up to the moment of the copy.',
] as const
