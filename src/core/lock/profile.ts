// Which approvals, and which secrets of the store, a profile of the user may use. Labels only ever match exactly: what is for prod is nothing for dev.
import { Failure } from '../model/failure.ts'
import type { Environment } from '../model/pin.ts'

/** `any`: nobody set a profile, and labels are only for policies. */
export const PROFILES = ['any', 'dev', 'test', 'prod'] as const
export type Profile = (typeof PROFILES)[number]

/** A run trusted once has no label. Nobody approved it, so it counts as one for dev. */
export const UNLABELLED: Environment = 'dev'

export const isUsable = (label: Environment, profile: Profile): boolean => profile === 'any' || profile === label

/** `what` in our words: `the approval of mail`. Throws where the profile may not use it. */
export function checkProfile(label: Environment, profile: Profile, what: string): void {
  if (isUsable(label, profile)) return
  throw new Failure('profile-mismatch', `${what} is for ${label}, and this profile is ${profile}`)
}
