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

/** The other way round: as a secret, or as the variable that was passed on where there was one. */
export const toEnvironment = (lock: Lockfile, { server, variable, secret }: Referral, isPassed: boolean): Lockfile =>
  changed(lock, server, ({ env, secrets, ...rest }) => {
    const own = secrets.filter(({ ref }) => ref === referenceTo(secret))
    return isPassed
      ? {
          ...rest,
          env: [...env, ...own.map(({ name }) => ({ name }))],
          secrets: secrets.filter((one) => !own.includes(one)),
        }
      : { ...rest, env, secrets: secrets.map((one) => (own.includes(one) ? { ...one, ref: `env:${variable}` } : one)) }
  })

/** It takes the value of its client, whatever that is, and may have none. */
export const isPassedOn = (pin: Pin, variable: string): boolean =>
  pin.grants.env.some(({ name, value }) => name === variable && value === undefined)

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
