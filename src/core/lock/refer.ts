// Where an approved server takes a variable from: the environment of `run`, or the store of secrets. The server sees the same
// variable with the same value either way, so this changes no power.
import type { Grants } from '../model/grants.ts'
import type { Lockfile, Pin } from '../model/pin.ts'
import { referenceTo } from '../model/secret-name.ts'
import { pinOf } from './lockfile.ts'

export type Referral = {
  readonly server: string
  readonly variable: string
  /** The secret of the store. */
  readonly secret: string
}

/** The same lockfile where no approval takes it from the environment. */
export const toStore = (lock: Lockfile, referral: Referral): Lockfile =>
  changed(lock, referral.server, ({ env, secrets, ...rest }) => {
    const ref = referenceTo(referral.secret)
    const passed = env.filter(({ name, value }) => name === referral.variable && value === undefined)
    return {
      ...rest,
      env: env.filter((one) => !passed.includes(one)),
      secrets: [
        ...secrets.map((one) => (one.ref === `env:${referral.variable}` ? { ...one, ref } : one)),
        ...passed.map(({ name }) => ({ name, ref })),
      ],
    }
  })

/** The other way round. */
export const toEnvironment = (lock: Lockfile, { server, variable, secret }: Referral): Lockfile =>
  changed(lock, server, (grants) => ({
    ...grants,
    secrets: grants.secrets.map((one) => (one.ref === referenceTo(secret) ? { ...one, ref: `env:${variable}` } : one)),
  }))

/** Its value is part of the approval: what a client says counts for nothing there. */
export const isLiteral = (pin: Pin, variable: string): boolean =>
  pin.grants.env.some(({ name, value }) => name === variable && value !== undefined)

function changed(lock: Lockfile, server: string, edit: (grants: Grants) => Grants): Lockfile {
  const pin = pinOf(lock, server)
  if (pin === undefined) return lock
  const grants = edit(pin.grants)
  if (JSON.stringify(grants.secrets) === JSON.stringify(pin.grants.secrets)) return lock
  return { ...lock, pins: { ...lock.pins, [server]: { ...pin, grants } } }
}
