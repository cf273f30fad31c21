// What a person should stop at before saying yes. A help for the eye, not a judgement: what is not listed here is not safe.
import { isStartPlace } from '../model/start-place.ts'

const PROGRAMS: Readonly<Record<string, string>> = {
  sudo: 'runs with the rights of another user',
  doas: 'runs with the rights of another user',
  su: 'runs with the rights of another user',
  pkexec: 'runs with the rights of another user',
  rm: 'deletes files',
  dd: 'overwrites disks and files',
  chmod: 'changes who may do what',
  curl: 'fetches from the network',
  wget: 'fetches from the network',
  nc: 'opens network connections',
  ssh: 'opens network connections',
  docker: 'starts containers, which can be more than this user may',
  podman: 'starts containers',
  sh: 'a shell: it does what its text says',
  bash: 'a shell: it does what its text says',
  dash: 'a shell: it does what its text says',
  zsh: 'a shell: it does what its text says',
  fish: 'a shell: it does what its text says',
  eval: 'executes text',
}
const WORDS = new RegExp(String.raw`(?:^|[\s;&|(\`$])(${Object.keys(PROGRAMS).join('|')})(?=$|[\s;&|)])`)

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^\/$/, 'the whole disk'],
  [/^\/(?:home|Users|root)$/, 'the home of this machine’s users'],
  [/^\/(?:etc|usr|var|boot|sys|proc|dev|run)(?:\/|$)/, 'a part of the system'],
  [/\/\.(?:ssh|gnupg|aws|azure|kube|docker|config\/gcloud|password-store)(?:\/|$)/, 'keys and credentials'],
  [/\/(?:\.env[^/]*|\.npmrc|\.netrc|\.pypirc|\.git-credentials|id_[a-z0-9]+)$/, 'keys and credentials'],
  [/\/\.(?:mozilla|config\/(?:google-chrome|chromium)|thunderbird)(?:\/|$)/, 'browser or mail data'],
]

const OBEYED = 'what is written there is started or obeyed outside of the sandbox'
/** Where it matters only who may write. */
const WRITTEN: readonly RegExp[] = [
  /\/\.hgrc$/,
  /\/\.config(?:\/(?:autostart|systemd|environment\.d|fish|git|nvim)(?:\/.*)?)?$/,
  /\/\.local(?:\/(?:bin|share)(?:\/(?:applications|systemd|dbus-1)(?:\/.*)?)?)?$/,
  /\/(?:s?bin|Library\/LaunchAgents)$/,
]

/** Why an element of a command line deserves a look; undefined when nothing speaks for it. */
export function dangerOfWord(word: string): string | undefined {
  const program = word.slice(word.lastIndexOf('/') + 1)
  if (Object.hasOwn(PROGRAMS, program)) return PROGRAMS[program]
  const inside = WORDS.exec(word)?.[1]
  if (inside !== undefined) return PROGRAMS[inside]
  return /^https?:\/\//i.test(word) ? 'an address on the network' : undefined
}

export function dangerOfPath(path: string, home: string, isWritten = false): string | undefined {
  if (path === home) return 'your whole home'
  if (home.startsWith(`${path}/`)) return 'a folder that holds your whole home'
  const known = PLACES.find(([pattern]) => pattern.test(path))?.[1]
  const isObeyed = isWritten && (path.split('/').some(isStartPlace) || WRITTEN.some((pattern) => pattern.test(path)))
  return known ?? (isObeyed ? OBEYED : undefined)
}
