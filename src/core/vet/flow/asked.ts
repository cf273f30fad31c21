// Members that are asked for by a call: `getattr(os, 'system')`, `Reflect.get(fs, 'readFile')`, `attrgetter('system')(os)`.
import { type Call, type Code, member } from '../code/code.ts'

type Member = Extract<Code, { kind: 'member' }>

/** Null: it is another call. */
export function askedMember({ callee, args, at }: Call): Member | null {
  const [of, key] = args
  if (of === undefined) return null
  const word = made(callee, 'attrgetter')?.args[0]
  if (word !== undefined) return { kind: 'member', at, of, key: word }
  if (key === undefined) return null
  const isAsked =
    (callee.kind === 'name' && /^(?:getattr|__getattribute__)$/.test(callee.name)) ||
    (callee.kind === 'member' &&
      callee.of.kind === 'name' &&
      callee.of.name === 'Reflect' &&
      callee.key.kind === 'text' &&
      callee.key.value === 'get')
  return isAsked ? { kind: 'member', at, of, key } : null
}

/** `methodcaller('system', 'id')(os)` is `os.system('id')`. Null: it is another call. */
export function askedCall({ callee, args, at }: Call): Call | null {
  const caller = made(callee, 'methodcaller')
  const [of] = args
  const [word, ...others] = caller?.args ?? []
  if (caller === null || of === undefined || word?.kind !== 'text') return null
  return { kind: 'call', at, callee: member(at, of, word.value), args: others, named: caller.named }
}

/** The call of `operator` that made what is called. */
function made(callee: Code, word: string): Call | null {
  if (callee.kind !== 'call') return null
  const by = callee.callee
  const isIt =
    (by.kind === 'name' && by.name === word) ||
    (by.kind === 'member' && by.key.kind === 'text' && by.key.value === word)
  return isIt ? callee : null
}
