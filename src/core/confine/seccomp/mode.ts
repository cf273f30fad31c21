// Files whose program runs as their owner, whoever starts it (S_ISUID, chmod(2)). One in a granted folder would let any other user
// of the machine run what a server wrote as the person: so no server makes one. Group bits stay: folders that are shared have them.
import { AT, type Line } from './assemble.ts'
import { JUDGED, numberOf, type Architecture } from './syscalls.data.ts'

export const AS_OWNER = 0o4000
/** O_CREAT, and the bit of O_TMPFILE that is its own: without them no mode is read. */
export const MAKES = 0o100 | 0x40_0000

/** Which argument holds the mode, of the calls that always have one. */
export const MODE_AT = { chmod: 1, fchmod: 1, creat: 1, mknod: 1, fchmodat: 2, fchmodat2: 2, mknodat: 2 } as const
/** Of those that have one where they make a file: which argument says that; the mode is the next one. */
export const FLAGS_AT = { open: 1, openat: 2 } as const

type Calls = Readonly<Partial<Record<keyof typeof JUDGED, number>>>

/** Where each of these calls is judged. Its own arguments lie behind a pointer for `openat2`, where no filter can look. */
export function modeGotos(architecture: Architecture): readonly Line[] {
  const all = (calls: Calls, label: string): readonly (readonly [string, string])[] =>
    Object.entries(calls).map(([name, at]) => [name, `${label}-${at}`])
  const places = [...all(FLAGS_AT, 'makes'), ...all(MODE_AT, 'mode'), ['openat2', 'unknown-call'] as const]
  return places.flatMap(([name, goto]): readonly Line[] => {
    const value = numberOf(JUDGED[name as keyof typeof JUDGED], architecture)
    return value < 0 ? [] : [{ op: 'if', test: 'equal', value, goto }]
  })
}

const anyBit = (value: number, goto: string): Line => ({ op: 'if', test: 'any-bit', value, goto })

export const modeLines = (allow: Line): readonly Line[] => [
  ...Object.values(FLAGS_AT).flatMap((at): readonly Line[] => [
    { op: 'label', name: `makes-${at}` },
    { op: 'load', at: AT.argument(at) },
    anyBit(MAKES, `mode-${at + 1}`),
    allow,
  ]),
  ...[1, 2, 3].flatMap((at): readonly Line[] => [
    { op: 'label', name: `mode-${at}` },
    { op: 'load', at: AT.argument(at) },
    anyBit(AS_OWNER, 'not-permitted'),
    allow,
  ]),
]
