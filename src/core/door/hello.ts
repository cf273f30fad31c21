// What a door says once both sides have shown the key: which approved server it wants, for whom, with which values.
// A command that nobody approved cannot be asked for: who opened the socket gets no power that the lockfile does not give.
import { bound } from '../model/bounds.ts'
import { encodeSaid, isObject, saidIn } from './said.ts'

export type Mark = { readonly pid: number; readonly start: string }

export type DoorHello = {
  readonly name: string
  /** Values of the granted environment names, and of those alone. */
  readonly env: Readonly<Record<string, string>>
  /** The process that started the door: all its servers share one session. */
  readonly client: Mark
}

/** Null where it would be longer than a gateway listens to. */
export function encodeHello(hello: DoorHello): Uint8Array | null {
  const words = encodeSaid(hello)
  return words.length <= bound('door-hello-bytes') ? words : null
}

const LONGEST_NAME = 256

/** Null for whatever is not exactly a hello. */
export function decodeHello(words: Uint8Array): DoorHello | null {
  const said = saidIn(words)
  if (!isObject(said) || Object.keys(said).sort().join() !== 'client,env,name') return null
  const { name, env, client } = said
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) return null
  if (!isObject(env) || !Object.entries(env).every(isVariable)) return null
  if (!isMark(client)) return null
  return { name, env: env as Record<string, string>, client }
}

/** No system can pass on a name with `=`, or a NUL. */
const isVariable = ([name, value]: [string, unknown]): boolean =>
  /^[^=\0]+$/.test(name) && typeof value === 'string' && !value.includes('\0')

function isMark(value: unknown): value is Mark {
  if (!isObject(value) || Object.keys(value).sort().join() !== 'pid,start') return false
  const { pid, start } = value
  return Number.isSafeInteger(pid) && (pid as number) > 0 && typeof start === 'string' && /^\d{0,20}$/.test(start)
}
